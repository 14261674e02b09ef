//! Records of AWS's client into the model, exactly once: after this, nothing knows of the client's types.
//!
//! Nothing that a record holds can stop a shard. What cannot be understood is kept as near to how it came as can be,
//! and the change gets a note that says so.

use std::collections::HashMap;

use afterimage_app::model::{
    Actor, AttributeValue, CapturedChange, Image, ItemKey, Number, Op, Timestamp, ViewType, attribute_value::MAX_DEPTH,
    dynamodb_json::Tagged,
};
use aws_sdk_dynamodbstreams::primitives::Blob;
use aws_sdk_dynamodbstreams::types::{
    AttributeValue as SdkValue, Identity, OperationType, Record, StreamRecord, StreamViewType,
};

use super::source::ShardAddress;

/// The attribute that names an item whose record has no usable key; its value is the record's event id.
pub const UNREADABLE_KEY: &str = "unreadable key";

/// A record as a change; nothing when it has no sequence number, and so no place in its shard.
pub fn change(record: Record, shard: &ShardAddress, received_at: Timestamp) -> Option<CapturedChange> {
    let Record { event_id, event_name, dynamodb, user_identity, .. } = record;
    let body = dynamodb?;
    let sequence_number = body.sequence_number.as_deref()?.parse().ok()?;
    let mut notes = Notes::default();
    let event_id = event_id.unwrap_or_else(|| notes.add("the record has no event id", String::new()));
    let op = op(event_name.as_ref(), &body, &mut notes);
    let created_at = created_at(&body, received_at, &mut notes);
    let view_type = body.stream_view_type.as_ref().and_then(view_type).unwrap_or(shard.view_type);
    let size_bytes = body.size_bytes.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
    let item_key = item_key(body.keys, &event_id, &mut notes);
    let old_image = body.old_image.and_then(|image| present(image, "old image", &mut notes));
    let new_image = body.new_image.and_then(|image| present(image, "new image", &mut notes));
    Some(CapturedChange {
        table: shard.table.clone(),
        stream_arn: shard.stream_arn.clone(),
        shard_id: shard.shard_id.clone(),
        sequence_number,
        event_id,
        op,
        item_key,
        old_image,
        new_image,
        created_at,
        received_at,
        actor: user_identity.map(actor),
        size_bytes,
        view_type,
        note: notes.into_note(),
    })
}

/// A view type of AWS's client; nothing for one that came after this program.
pub fn view_type(view_type: &StreamViewType) -> Option<ViewType> {
    view_type.as_str().parse().ok()
}

/// What was odd about one record.
#[derive(Default)]
struct Notes(Vec<String>);

/// The most oddities told of one record: a value may repeat one thousands of times.
const MAX_NOTES: usize = 8;

impl Notes {
    /// Notes `text` and gives `instead` back, for what stands in.
    fn add<T>(&mut self, text: impl Into<String>, instead: T) -> T {
        self.0.push(text.into());
        instead
    }

    fn into_note(mut self) -> Option<String> {
        let more = self.0.len().saturating_sub(MAX_NOTES);
        self.0.truncate(MAX_NOTES);
        if more > 0 {
            self.0.push(format!("{more} more"));
        }
        (!self.0.is_empty()).then(|| self.0.join("; "))
    }
}

/// The op; one that is unknown is told by the images.
fn op(name: Option<&OperationType>, body: &StreamRecord, notes: &mut Notes) -> Op {
    match name {
        Some(OperationType::Insert) => Op::Insert,
        Some(OperationType::Modify) => Op::Modify,
        Some(OperationType::Remove) => Op::Remove,
        other => {
            let guess = match (&body.old_image, &body.new_image) {
                (None, Some(_)) => Op::Insert,
                (Some(_), None) => Op::Remove,
                _ => Op::Modify,
            };
            let named = other.map_or("no event name", OperationType::as_str);
            notes.add(format!("the record's event is {named:?}: taken for {guess}"), guess)
        }
    }
}

fn created_at(body: &StreamRecord, received_at: Timestamp, notes: &mut Notes) -> Timestamp {
    let millis = body.approximate_creation_date_time.and_then(|time| time.to_millis().ok());
    match millis {
        Some(millis) => Timestamp::from_millis(millis),
        None => notes.add("the record has no creation time: the time of reading stands in", received_at),
    }
}

/// Who made the change
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html>).
///
/// DynamoDB gives an identity to deletions by time to live alone. Emulators spell its fields otherwise, so that the SDK
/// reads an identity without any: its presence says the same.
fn actor(identity: Identity) -> Actor {
    let Identity { r#type: kind, principal_id, .. } = identity;
    if kind.is_none() && principal_id.is_none() {
        return Actor::ttl();
    }
    Actor { kind: kind.unwrap_or_default(), principal_id: principal_id.unwrap_or_default() }
}

fn item_key(keys: Option<HashMap<String, SdkValue>>, event_id: &str, notes: &mut Notes) -> ItemKey {
    let keys = image(keys.unwrap_or_default(), "keys", notes);
    ItemKey::from_image(&keys).unwrap_or_else(|error| {
        let words = format!("the record's key is not usable: {error}; the record's event id stands in");
        notes.add(words, stand_in_key(event_id))
    })
}

/// The key that names an item by the event that it was told by.
fn stand_in_key(event_id: &str) -> ItemKey {
    let named = Image::from_iter([(UNREADABLE_KEY.to_owned(), AttributeValue::S(event_id.to_owned()))]);
    ItemKey::from_image(&named).expect("one string attribute is a key")
}

/// An image, unless it is empty: an item has at least its key, so some endpoints say "absent" that way.
fn present(attributes: HashMap<String, SdkValue>, which: &str, notes: &mut Notes) -> Option<Image> {
    (!attributes.is_empty()).then(|| image(attributes, which, notes))
}

fn image(attributes: HashMap<String, SdkValue>, which: &str, notes: &mut Notes) -> Image {
    let mut path = Path { which, names: Vec::new() };
    attributes.into_iter().map(|(name, attribute)| path.within(name, attribute, notes)).collect()
}

/// Where in the record a value is; made into words only when there is something to note.
struct Path<'a> {
    which: &'a str,
    names: Vec<String>,
}

impl Path<'_> {
    fn within(&mut self, name: String, attribute: SdkValue, notes: &mut Notes) -> (String, AttributeValue) {
        self.names.push(name);
        let value = value(attribute, self, notes);
        (self.names.pop().unwrap_or_default(), value)
    }

    fn to_words(&self) -> String {
        format!("{} {}", self.which, self.names.join("."))
    }
}

/// A value, exactly. What would hold others below the model's limit is kept as the text of its DynamoDB JSON.
fn value(attribute: SdkValue, path: &mut Path<'_>, notes: &mut Notes) -> AttributeValue {
    let holds_others = matches!(&attribute, SdkValue::L(elements) if !elements.is_empty())
        || matches!(&attribute, SdkValue::M(entries) if !entries.is_empty());
    if path.names.len() != MAX_DEPTH || !holds_others {
        return plain_value(attribute, path, notes);
    }
    let words = format!("{}: nested deeper than {MAX_DEPTH} levels, kept as the text of its JSON", path.to_words());
    let inner = plain_value(attribute, path, notes);
    notes.add(words, AttributeValue::S(serde_json::to_string(&Tagged(&inner)).unwrap_or_default()))
}

fn plain_value(attribute: SdkValue, path: &mut Path<'_>, notes: &mut Notes) -> AttributeValue {
    match attribute {
        SdkValue::S(text) => AttributeValue::S(text),
        SdkValue::N(digits) => number(digits, path, notes),
        SdkValue::B(blob) => AttributeValue::B(blob.into_inner()),
        SdkValue::Bool(value) => AttributeValue::Bool(value),
        SdkValue::Null(_) => AttributeValue::Null,
        SdkValue::L(elements) => {
            let elements = elements.into_iter().enumerate();
            AttributeValue::L(elements.map(|(at, element)| path.within(format!("[{at}]"), element, notes).1).collect())
        }
        SdkValue::M(entries) => {
            AttributeValue::M(entries.into_iter().map(|(name, entry)| path.within(name, entry, notes)).collect())
        }
        SdkValue::Ss(elements) => AttributeValue::string_set(elements),
        SdkValue::Ns(elements) => number_set(elements, path, notes),
        SdkValue::Bs(elements) => AttributeValue::binary_set(elements.into_iter().map(Blob::into_inner)),
        _ => notes.add(
            format!("{}: of a type that this version does not know, kept as NULL", path.to_words()),
            AttributeValue::Null,
        ),
    }
}

fn number(digits: String, path: &Path<'_>, notes: &mut Notes) -> AttributeValue {
    match digits.parse::<Number>() {
        Ok(number) => AttributeValue::N(number),
        Err(error) => notes.add(format!("{}: {error}, kept as text", path.to_words()), AttributeValue::S(digits)),
    }
}

fn number_set(elements: Vec<String>, path: &Path<'_>, notes: &mut Notes) -> AttributeValue {
    match elements.iter().map(|digits| digits.parse::<Number>()).collect::<Result<Vec<_>, _>>() {
        Ok(numbers) => AttributeValue::number_set(numbers),
        Err(error) => {
            let words = format!("{}: {error}, the set is kept as one of strings", path.to_words());
            notes.add(words, AttributeValue::string_set(elements))
        }
    }
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
