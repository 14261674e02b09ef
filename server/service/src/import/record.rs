//! A line as a change.
//!
//! Lines are DynamoDB Streams records as Lambda gets them. What this program's export adds in `afterimage` is taken
//! where it is there; a record without it is understood as well as can be: its table is named by its ARN, an empty image
//! is none, and an image without its key attributes gets those of the record's keys.

use afterimage_archive::{ImageText, IncomingChange};
use afterimage_capture::convert::{ReadItem, imported_item};
use afterimage_model::{
    Actor, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType, table::KeyAttribute,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The shard of records that do not tell theirs.
const UNTOLD_SHARD: &str = "imported";

/// A record, and what the archive shall know of where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Imported {
    /// Which line, from 1.
    pub(super) line: u64,
    pub(super) change: IncomingChange,
    pub(super) archived_at: Timestamp,
    pub(super) partition_key: Option<KeyAttribute>,
    pub(super) sort_key: Option<KeyAttribute>,
    pub(super) is_stream_ended: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(rename = "eventID")]
    event_id: String,
    event_name: String,
    #[serde(borrow)]
    dynamodb: Body<'a>,
    user_identity: Option<Identity>,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: String,
    #[serde(borrow)]
    afterimage: Option<Known<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    #[serde(borrow)]
    approximate_creation_date_time: Option<&'a RawValue>,
    #[serde(borrow)]
    keys: &'a RawValue,
    #[serde(borrow)]
    new_image: Option<&'a RawValue>,
    #[serde(borrow)]
    old_image: Option<&'a RawValue>,
    sequence_number: SequenceNumber,
    #[serde(default)]
    size_bytes: u64,
    stream_view_type: Option<ViewType>,
}

#[derive(Deserialize)]
struct Identity {
    #[serde(rename = "type", alias = "Type")]
    kind: String,
    #[serde(rename = "principalId", alias = "PrincipalId")]
    principal_id: String,
}

/// What the export of this program adds.
#[derive(Deserialize)]
struct Known<'a> {
    table: Option<String>,
    partition_key: Option<Key>,
    sort_key: Option<Key>,
    #[serde(default)]
    stream_ended: bool,
    #[serde(borrow)]
    shard_id: Option<std::borrow::Cow<'a, str>>,
    received_at_ms: Option<i64>,
    archived_at_ms: Option<i64>,
    op: Option<Op>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct Key {
    name: String,
    #[serde(rename = "type")]
    type_tag: String,
}

/// Reads a line; `now` stands for times that it does not tell.
///
/// # Errors
/// In words, what is wrong with it.
pub(super) fn read(text: &str, line: u64, now: Timestamp) -> Result<Imported, String> {
    let record: Record<'_> = serde_json::from_str(text).map_err(|error| in_words(&error))?;
    let known = record.afterimage;
    let table = match known.as_ref().and_then(|known| known.table.clone()) {
        Some(table) => table,
        None => table_of(&record.event_source_arn)
            .ok_or("eventSourceARN names no table, and afterimage.table does not either")?,
    };
    let op = match known.as_ref().and_then(|known| known.op) {
        Some(op) => op,
        None => record.event_name.parse::<Op>().map_err(|error| format!("eventName: {error}"))?,
    };
    let body = record.dynamodb;
    let mut notes = known.as_ref().and_then(|known| known.note.clone()).into_iter().collect::<Vec<_>>();
    let keys = item("Keys", body.keys, &mut notes)?.to_image().map_err(|error| format!("Keys: {error}"))?;
    let mut image = |name: &str, raw: Option<&RawValue>| {
        let image = raw.map(|raw| item(name, raw, &mut notes)).transpose()?;
        // No item has the image: before its first change, or after its last.
        let has_none = matches!((op, name), (Op::Insert, "OldImage") | (Op::Remove, "NewImage"));
        // What this program has exported is otherwise as its archive has it.
        let is_own = known.is_some() && !has_none;
        let image = image.filter(|image| is_own || !image.is_empty());
        Ok::<_, String>(if is_own { image } else { image.map(|image| complete(image, &keys)) })
    };
    let (old_image, new_image) = (image("OldImage", body.old_image)?, image("NewImage", body.new_image)?);
    let time = |millis: Option<i64>| millis.map_or(now, Timestamp::from_millis);
    let created_at = match body.approximate_creation_date_time {
        Some(seconds) => millis_of(seconds.get()).ok_or("ApproximateCreationDateTime is not a number of seconds")?,
        None => now.as_millis(),
    };
    let view_type = body.stream_view_type.unwrap_or(match (&old_image, &new_image) {
        (None, None) => ViewType::KeysOnly,
        _ => ViewType::NewAndOldImages,
    });
    let shard_id = known.as_ref().and_then(|known| known.shard_id.as_deref()).unwrap_or(UNTOLD_SHARD).to_owned();
    let attribute = |key: &Option<Key>| {
        key.as_ref().map(|key| KeyAttribute { name: key.name.clone(), type_tag: key.type_tag.clone() })
    };
    let change = CapturedChange {
        table,
        stream_arn: record.event_source_arn,
        shard_id,
        sequence_number: body.sequence_number,
        event_id: record.event_id,
        op,
        item_key: ItemKey::from_image(&keys).map_err(|error| format!("Keys: {error}"))?,
        old_image,
        new_image,
        created_at: Timestamp::from_millis(created_at),
        received_at: time(known.as_ref().and_then(|known| known.received_at_ms)),
        actor: record.user_identity.map(|who| Actor { kind: who.kind, principal_id: who.principal_id }),
        size_bytes: body.size_bytes,
        view_type,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
    };
    Ok(Imported {
        line,
        change,
        archived_at: time(known.as_ref().and_then(|known| known.archived_at_ms)),
        partition_key: known.as_ref().and_then(|known| attribute(&known.partition_key)),
        sort_key: known.as_ref().and_then(|known| attribute(&known.sort_key)),
        is_stream_ended: known.as_ref().is_some_and(|known| known.stream_ended),
    })
}

/// An item of the line; what was odd about it goes to the notes.
fn item(name: &str, raw: &RawValue, notes: &mut Vec<String>) -> Result<ImageText, String> {
    let ReadItem { image, note } = imported_item(raw.get()).map_err(|error| format!("{name}: {error}"))?;
    notes.extend(note.map(|note| format!("{name} {note}")));
    Ok(image)
}

/// The image with those key attributes that it does not have.
fn complete(image: ImageText, keys: &Image) -> ImageText {
    match image.to_image() {
        Ok(read) if keys.keys().any(|name| !read.contains_key(name)) => {
            ImageText::of(&Image(keys.0.clone().into_iter().chain(read.0).collect()))
        }
        _ => image,
    }
}

/// What serde says, without its line, which is always the first.
fn in_words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or(&text).to_owned();
    format!("{words}, at character {}", error.column())
}

/// `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`
fn table_of(arn: &str) -> Option<String> {
    let name = arn.split(":table/").nth(1)?.split('/').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Seconds in decimal as milliseconds, exactly.
fn millis_of(seconds: &str) -> Option<i64> {
    let (sign, digits) = seconds.strip_prefix('-').map_or((1, seconds), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain(whole) && is_plain(fraction) && !whole.is_empty() {
        let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
        let millis = whole.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(fraction.parse().ok()?)?;
        return Some(sign * millis);
    }
    // With an exponent.
    let millis = seconds.parse::<f64>().ok()? * 1_000.0;
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of any year are far below 2^53")]
    millis.is_finite().then_some(millis.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

    /// As AWS documents an event of a Lambda function.
    const PLAIN: &str = r#"{"eventID":"1","eventName":"INSERT","eventVersion":"1.0","eventSource":"aws:dynamodb",
        "awsRegion":"us-west-2","dynamodb":{"Keys":{"Id":{"N":"101"}},"NewImage":{"Message":{"S":"New item!"},
        "Id":{"N":"101"}},"SequenceNumber":"111","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES"},
        "eventSourceARN":"arn:aws:dynamodb:us-west-2:1:table/Examples/stream/2026"}"#;

    #[test]
    fn a_record_as_lambda_gets_it_is_understood() {
        let read = read(PLAIN, 7, NOW).expect("a record");
        assert_eq!((read.line, read.change.table.as_str(), read.change.shard_id.as_str()), (7, "Examples", "imported"));
        assert_eq!((read.change.op, read.change.created_at, read.archived_at), (Op::Insert, NOW, NOW));
        assert_eq!(
            read.change.new_image.expect("one").as_bytes(),
            br#"{"Id":{"N":"101"},"Message":{"S":"New item!"}}"#
        );
    }

    /// The new and the old image of a line, and its note.
    fn images(line: &str) -> (Option<String>, Option<String>, Option<String>) {
        let change = read(line, 1, NOW).expect("a record").change;
        let text = |image: Option<ImageText>| image.map(|image| String::from_utf8_lossy(image.as_bytes()).into_owned());
        (text(change.new_image), text(change.old_image), change.note)
    }

    #[test]
    fn an_empty_image_is_none_and_one_without_its_key_gets_it() {
        let empty = PLAIN.replace(r#""SequenceNumber""#, r#""OldImage":{},"SequenceNumber""#);
        assert_eq!(images(&empty).1, None);
        let removed =
            empty.replace("INSERT", "REMOVE").replace(r#""NewImage":{"Message""#, r#""NewImage":{},"X":{"Message""#);
        assert_eq!((images(&removed).0, images(&removed).1), (None, None));
        let without = PLAIN.replace(
            r#",
        "Id":{"N":"101"}},"Seq"#,
            r#"},"Seq"#,
        );
        let whole = Some(r#"{"Id":{"N":"101"},"Message":{"S":"New item!"}}"#.to_owned());
        assert_eq!(images(&without).0, whole);
        let own = without.replace(r#""eventName""#, r#""afterimage":{"table":"t"},"eventName""#);
        assert_ne!(images(&own).0, whole, "what was exported is as it was archived");
    }

    #[test]
    fn what_an_endpoint_sends_and_no_string_can_hold_is_kept_raw() {
        let odd = PLAIN.replace("New item!", r"\uD800").replace(r#"{"N":"101"}}"#, r#"{"S":"\udc00"}}"#);
        let change = read(&odd, 1, NOW).expect("a record").change;
        assert_eq!(change.item_key.to_string(), r#"Id:RAW={"S"%3A"\udc00"}"#);
        let (new, _, note) = images(&odd);
        let new = new.expect("an image");
        assert!(new.contains(r#""Message":{"RAW":"{\"S\":\"\\ud800\"}"}"#), "{new}");
        assert!(note.expect("a note").contains("NewImage Message: text that is no Unicode"));
        let empty = PLAIN.replace(r#"{"S":"New item!"}"#, "{}");
        let (new, _, note) = images(&empty);
        assert_eq!(new.as_deref(), Some(r#"{"Id":{"N":"101"},"Message":{"RAW":"{}"}}"#));
        assert!(note.expect("a note").contains("without a type"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, words) in [
            ("{", "EOF while parsing"),
            (r#"{"id": 7, "table": "t"}"#, "missing field `eventID`"),
            (&PLAIN.replace("INSERT", "UPSERT"), "eventName: \"UPSERT\" is no op"),
            (&PLAIN.replace(r#"{"S":"New item!"}"#, r#"{"X":1}"#), "NewImage: the unknown type tag \"X\""),
            (&PLAIN.replace(r#""SequenceNumber":"111""#, r#""SequenceNumber":"first""#), "a sequence number is"),
            (&PLAIN.replace(":table/Examples/", ":nothing/"), "names no table"),
            (&PLAIN.replace(r#"{"Id":{"N":"101"}},"New"#, r#"{},"New"#), "Keys: an item key has one or two"),
        ] {
            let error = read(text, 1, NOW).expect_err(words);
            assert!(error.contains(words), "{words}: {error}");
        }
    }

    #[test]
    fn seconds_are_read_exactly() {
        for (text, millis) in [
            ("1795356557", 1_795_356_557_000),
            ("1795356557.042", 1_795_356_557_042),
            ("-0.5", -500),
            ("1.5e3", 1_500_000),
        ] {
            assert_eq!(millis_of(text), Some(millis), "{text}");
        }
        assert_eq!(millis_of("soon"), None);
    }
}
