//! The text of GetRecords' answer into changes, exactly once: after this, nothing knows how the wire spells things.
//!
//! AWS's client would make a tree of every value. Only its texts are wanted here, so the answer is read as it comes, in
//! one pass ([`image`]); and what the client has no type for is still there to be kept.
//!
//! Nothing that a record holds can stop a shard. What cannot be understood is kept as near to how it came as can be,
//! and the change gets a note that says so.

mod image;
mod notes;
mod text;

use afterimage_app::model::{Actor, AttributeValue, CapturedChange, Image, ItemKey, Op, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::source::{RecordsPage, ShardAddress, ShardIterator};
use crate::archive::{ImageText, IncomingChange};
use image::WireImage;
use notes::Notes;
use text::Text;

/// The attribute that names an item whose record has no usable key; its value is the record's event id.
pub const UNREADABLE_KEY: &str = "unreadable key";

/// The attribute that holds the whole text of a record that is no record.
pub const UNREADABLE_RECORD: &str = "unreadable record";

/// GetRecords' answer
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>).
#[derive(Deserialize)]
struct Answer<'a, R> {
    #[serde(rename = "Records")]
    records: Option<Vec<R>>,
    #[serde(rename = "NextShardIterator", borrow)]
    next_iterator: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(rename = "eventID", borrow)]
    event_id: Option<Text<'a>>,
    #[serde(rename = "eventName", borrow)]
    event_name: Option<Text<'a>>,
    #[serde(borrow)]
    dynamodb: Option<Body<'a>>,
    #[serde(rename = "userIdentity")]
    user_identity: Option<Identity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    /// Seconds, by some endpoints with a fraction.
    approximate_creation_date_time: Option<f64>,
    keys: Option<WireImage>,
    old_image: Option<WireImage>,
    new_image: Option<WireImage>,
    #[serde(borrow)]
    sequence_number: Option<Text<'a>>,
    size_bytes: Option<i64>,
    #[serde(borrow)]
    stream_view_type: Option<Text<'a>>,
}

/// Emulators spell the fields otherwise than AWS does.
#[derive(Deserialize)]
struct Identity {
    #[serde(rename = "Type", alias = "type")]
    kind: Option<String>,
    #[serde(rename = "PrincipalId", alias = "principalId")]
    principal_id: Option<String>,
}

/// The answer's text as a page of changes. A record that is none does not take the others with it.
///
/// # Errors
/// When the text is no answer at all.
pub fn page(text: &str, shard: &ShardAddress, received_at: Timestamp) -> serde_json::Result<RecordsPage> {
    if let Ok(answer) = serde_json::from_str::<Answer<'_, Record<'_>>>(text) {
        return Ok(page_of(answer, |record| change(record, shard, received_at)));
    }
    let answer: Answer<'_, &RawValue> = serde_json::from_str(text)?;
    Ok(page_of(answer, |raw| match serde_json::from_str(raw.get()) {
        Ok(record) => change(record, shard, received_at),
        Err(error) => unreadable(raw, &error, shard, received_at),
    }))
}

fn page_of<R>(answer: Answer<'_, R>, change: impl FnMut(R) -> Option<IncomingChange>) -> RecordsPage {
    let records = answer.records.unwrap_or_default();
    let count = records.len();
    let changes: Vec<_> = records.into_iter().filter_map(change).collect();
    RecordsPage {
        unplaced: count - changes.len(),
        changes: changes.into(),
        next_iterator: answer.next_iterator.map(|iterator| ShardIterator(iterator.0.into_owned())),
    }
}

/// A record as a change; nothing when it has no sequence number, and so no place in its shard.
fn change(record: Record<'_>, shard: &ShardAddress, received_at: Timestamp) -> Option<IncomingChange> {
    let Record { event_id, event_name, dynamodb, user_identity } = record;
    let body = dynamodb?;
    let sequence_number = body.sequence_number.as_ref()?.0.parse().ok()?;
    let mut notes = Notes::default();
    let event_id =
        event_id.map_or_else(|| notes.add("the record has no event id", String::new()), |id| id.0.into_owned());
    let op = op(event_name.as_ref().map(|name| name.0.as_ref()), &body, &mut notes);
    let created_at = created_at(body.approximate_creation_date_time, received_at, &mut notes);
    let view_type = body.stream_view_type.and_then(|name| name.0.parse().ok()).unwrap_or(shard.view_type);
    let item_key = item_key(body.keys, &event_id, &mut notes);
    Some(CapturedChange {
        table: shard.table.clone(),
        stream_arn: shard.stream_arn.clone(),
        shard_id: shard.shard_id.clone(),
        sequence_number,
        event_id,
        op,
        item_key,
        old_image: present(body.old_image, "old image", &mut notes),
        new_image: present(body.new_image, "new image", &mut notes),
        created_at,
        received_at,
        actor: user_identity.map(actor),
        size_bytes: body.size_bytes.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        view_type,
        note: notes.into_note(),
    })
}

/// A record that cannot be read, whole, at its place; nothing when not even that can be found.
fn unreadable(
    raw: &RawValue,
    error: &serde_json::Error,
    shard: &ShardAddress,
    received_at: Timestamp,
) -> Option<IncomingChange> {
    let record: serde_json::Value = serde_json::from_str(raw.get()).ok()?;
    let body = &record["dynamodb"];
    let sequence_number = body["SequenceNumber"].as_str()?.parse().ok()?;
    let event_id = record["eventID"].as_str().unwrap_or_default().to_owned();
    let keys: Option<WireImage> = serde_json::from_value(body["Keys"].clone()).ok();
    let mut notes = Notes::default();
    notes.note(|| format!("the record cannot be read ({error}): its whole text is kept as the new image"));
    let whole = (UNREADABLE_RECORD.to_owned(), AttributeValue::S(raw.get().to_owned()));
    Some(CapturedChange {
        table: shard.table.clone(),
        stream_arn: shard.stream_arn.clone(),
        shard_id: shard.shard_id.clone(),
        sequence_number,
        op: record["eventName"].as_str().and_then(|name| name.parse().ok()).unwrap_or(Op::Modify),
        item_key: item_key(keys, &event_id, &mut notes),
        event_id,
        old_image: None,
        new_image: Some(ImageText::of(&Image::from_iter([whole]))),
        created_at: created_at(body["ApproximateCreationDateTime"].as_f64(), received_at, &mut notes),
        received_at,
        actor: None,
        size_bytes: body["SizeBytes"].as_u64().unwrap_or(0),
        view_type: shard.view_type,
        note: notes.into_note(),
    })
}

/// The op; one that is unknown is told by the images.
fn op(name: Option<&str>, body: &Body<'_>, notes: &mut Notes) -> Op {
    match name {
        Some("INSERT") => Op::Insert,
        Some("MODIFY") => Op::Modify,
        Some("REMOVE") => Op::Remove,
        other => {
            let guess = match (&body.old_image, &body.new_image) {
                (None, Some(_)) => Op::Insert,
                (Some(_), None) => Op::Remove,
                _ => Op::Modify,
            };
            let named = other.unwrap_or("no event name");
            notes.add(format!("the record's event is {named:?}: taken for {guess}"), guess)
        }
    }
}

/// The most seconds that can be a time: beyond the year 9999 something else was meant.
const MAX_SECONDS: f64 = 253_402_300_799.0;

fn created_at(seconds: Option<f64>, received_at: Timestamp, notes: &mut Notes) -> Timestamp {
    match seconds.filter(|seconds| (0.0..=MAX_SECONDS).contains(seconds)) {
        #[expect(clippy::cast_possible_truncation, reason = "within the bound it fits, and parts of a millisecond go")]
        Some(seconds) => Timestamp::from_millis((seconds * 1_000.0).round() as i64),
        None => notes.add("the record has no creation time: the time of reading stands in", received_at),
    }
}

/// Who made the change
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html>).
///
/// DynamoDB gives an identity to deletions by time to live alone: one without any field still says that.
fn actor(identity: Identity) -> Actor {
    match identity {
        Identity { kind: None, principal_id: None } => Actor::ttl(),
        Identity { kind, principal_id } => {
            Actor { kind: kind.unwrap_or_default(), principal_id: principal_id.unwrap_or_default() }
        }
    }
}

fn item_key(keys: Option<WireImage>, event_id: &str, notes: &mut Notes) -> ItemKey {
    let mut keys = keys.unwrap_or_default();
    notes.take("keys", std::mem::take(&mut keys.notes));
    let keys = keys.into_text().to_image().unwrap_or_default();
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
fn present(image: Option<WireImage>, which: &str, notes: &mut Notes) -> Option<ImageText> {
    let mut image = image.filter(|image| !image.is_empty())?;
    notes.take(which, std::mem::take(&mut image.notes));
    Some(image.into_text())
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
