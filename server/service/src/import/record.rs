//! A record as a change.
//!
//! Records are DynamoDB Streams' as Lambda gets them. What this program's export adds in `afterimage` is taken
//! where it is there; a record without it is understood as well as can be: its table is named by its ARN, an empty image
//! is none, and an image without its key attributes gets those of the record's keys.

use afterimage_archive::{ImageText, IncomingChange};
use afterimage_capture::convert::{ReadItem, imported_item};
use afterimage_model::{
    Actor, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType, table::KeyAttribute,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{ranges, values::Position};

/// A record, and what the archive shall know of where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Imported {
    /// Where it begins.
    pub(super) at: Position,
    /// The change; its shard is empty where the record does not tell it.
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

/// Why a text is no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Where in the input.
    pub(super) at: Position,
    /// What is wrong, in words.
    pub(super) reason: String,
}

/// Reads the record whose text begins at a position; `now` stands for times that it does not tell.
///
/// # Errors
/// When it is none, or one of its fields is out of range.
pub(super) fn read(text: &str, at: Position, now: Timestamp) -> Result<Imported, Problem> {
    let record: Record<'_> = serde_json::from_str(text).map_err(|error| Problem::of_json(&error, text, at))?;
    let (keys, images) = (record.dynamodb.keys, [record.dynamodb.new_image, record.dynamodb.old_image]);
    understood(record, at, now).map_err(|reason| {
        // What is wrong with a part of it is told with the part's place.
        let part = match reason.split_once([':', ' ']) {
            Some(("Keys", _)) => Some(keys),
            Some(("NewImage", _)) => images[0],
            Some(("OldImage", _)) => images[1],
            _ => None,
        };
        let before = part.and_then(|part| text.split_once(part.get())).map_or("", |(before, _)| before);
        Problem { at: at.after(before.as_bytes()), reason }
    })
}

/// What the record tells.
///
/// # Errors
/// In words, what is wrong with it.
fn understood(record: Record<'_>, at: Position, now: Timestamp) -> Result<Imported, String> {
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
    let time = |name: &str, millis: Option<i64>| millis.map_or(Ok(now), |millis| ranges::time(name, millis));
    let created_at = body.approximate_creation_date_time.map_or(Ok(now), |text| ranges::creation_time(text.get()))?;
    let view_type = body.stream_view_type.unwrap_or(match (&old_image, &new_image) {
        (None, None) => ViewType::KeysOnly,
        _ => ViewType::NewAndOldImages,
    });
    let shard_id = match known.as_ref().and_then(|known| known.shard_id.as_deref()) {
        Some("") => return Err("afterimage.shard_id is empty".to_owned()),
        shard_id => shard_id.unwrap_or_default().to_owned(),
    };
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
        created_at,
        received_at: time("afterimage.received_at_ms", known.as_ref().and_then(|known| known.received_at_ms))?,
        actor: record.user_identity.map(|who| Actor { kind: who.kind, principal_id: who.principal_id }),
        size_bytes: body.size_bytes,
        view_type,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
    };
    let (partition_key, sort_key) =
        known.as_ref().map_or((None, None), |known| (attribute(&known.partition_key), attribute(&known.sort_key)));
    ranges::check(&change, [partition_key.as_ref(), sort_key.as_ref()])?;
    Ok(Imported {
        at,
        change,
        archived_at: time("afterimage.archived_at_ms", known.as_ref().and_then(|known| known.archived_at_ms))?,
        partition_key,
        sort_key,
        is_stream_ended: known.as_ref().is_some_and(|known| known.stream_ended),
    })
}

/// An item of the record; what was odd about it goes to the notes.
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

impl Problem {
    /// What serde says, with the place in the input instead of the one in the record.
    fn of_json(error: &serde_json::Error, text: &str, begins: Position) -> Self {
        let words = error.to_string();
        let reason = words.split(" at line ").next().unwrap_or(&words).to_owned();
        let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        // Its columns are bytes, from 1.
        let end = (line + error.column().saturating_sub(1)).min(text.len());
        Self { at: begins.after(&text.as_bytes()[..end]), reason }
    }
}

/// `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`
fn table_of(arn: &str) -> Option<String> {
    let name = arn.split(":table/").nth(1)?.split('/').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

    const AT: Position = Position { line: 7, column: 3 };

    /// As AWS documents an event of a Lambda function.
    const PLAIN: &str = r#"{"eventID":"1","eventName":"INSERT","eventVersion":"1.0","eventSource":"aws:dynamodb",
        "awsRegion":"us-west-2","dynamodb":{"Keys":{"Id":{"N":"101"}},"NewImage":{"Message":{"S":"New item!"},
        "Id":{"N":"101"}},"SequenceNumber":"111","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES"},
        "eventSourceARN":"arn:aws:dynamodb:us-west-2:1:table/Examples/stream/2026"}"#;

    #[test]
    fn a_record_as_lambda_gets_it_is_understood() {
        let read = read(PLAIN, AT, NOW).expect("a record");
        assert_eq!((read.at, read.change.table.as_str(), read.change.shard_id.as_str()), (AT, "Examples", ""));
        assert_eq!((read.change.op, read.change.created_at, read.archived_at), (Op::Insert, NOW, NOW));
        assert_eq!(
            read.change.new_image.expect("one").as_bytes(),
            br#"{"Id":{"N":"101"},"Message":{"S":"New item!"}}"#
        );
    }

    /// The new and the old image of a line, and its note.
    fn images(line: &str) -> (Option<String>, Option<String>, Option<String>) {
        let change = read(line, AT, NOW).expect("a record").change;
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
        let change = read(&odd, AT, NOW).expect("a record").change;
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
    fn what_is_wrong_is_told() {
        for (text, words) in [
            ("{", "EOF while parsing"),
            (r#"{"id": 7, "table": "t"}"#, "missing field `eventID`"),
            (&PLAIN.replace("INSERT", "UPSERT"), "eventName: \"UPSERT\" is no op"),
            (&PLAIN.replace(r#"{"S":"New item!"}"#, r#"{"X":1}"#), "NewImage: the unknown type tag \"X\""),
            (&PLAIN.replace(r#""SequenceNumber":"111""#, r#""SequenceNumber":"first""#), "a sequence number is"),
            (&PLAIN.replace(":table/Examples/", ":nothing/"), "names no table"),
            (&PLAIN.replace(r#"{"Id":{"N":"101"}},"New"#, r#"{},"New"#), "Keys: an item key has one or two"),
        ] {
            let Problem { reason, .. } = read(text, AT, NOW).expect_err(words);
            assert!(reason.contains(words), "{words}: {reason}");
        }
    }

    #[test]
    fn the_place_of_what_is_wrong_is_told_in_lines_and_characters() {
        let place = |text: &str| {
            let Problem { at: Position { line, column }, .. } = read(text, AT, NOW).expect_err(text);
            (line, column)
        };
        assert_eq!(place("{"), (7, 3));
        assert_eq!(place(r#"{"é": 7, x}"#), (7, 12));
        assert_eq!(place("{\"eventID\": \"1\",\n  \"eventName\": 7}"), (8, 16));
        // The second line of the record, its thirteenth character: where the image begins.
        let line = PLAIN.lines().position(|line| line.contains("\"NewImage\":")).expect("it is there") as u64;
        let column = PLAIN.lines().nth(1).and_then(|line| line.find("{\"Message\"")).expect("it is there") as u64 + 1;
        assert_eq!(place(&PLAIN.replace(r#"{"S":"New item!"}"#, r#"{"X":1}"#)), (7 + line, column));
        assert_eq!(place(&PLAIN.replace("INSERT", "UPSERT")), (7, 3));
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for (from, to, words) in [
            (r#""eventID":"1""#, r#""eventID":"""#.to_owned(), "eventID is empty"),
            (
                r#""eventID":"1""#,
                format!(r#""eventID":"{}""#, "x".repeat(257)),
                "eventID has 257 bytes, and may have 256",
            ),
            (r#""SizeBytes":26"#, r#""SizeBytes":18446744073709551615"#.to_owned(), "SizeBytes is"),
            (r#""Keys""#, r#""ApproximateCreationDateTime":1e30,"Keys""#.to_owned(), "from 1970 to 2099"),
            (
                r#""eventID""#,
                r#""afterimage":{"archived_at_ms":-1},"eventID""#.to_owned(),
                "afterimage.archived_at_ms -1",
            ),
            (r#""eventID""#, r#""afterimage":{"shard_id":""},"eventID""#.to_owned(), "afterimage.shard_id is empty"),
            (
                r#""eventID""#,
                r#""afterimage":{"partition_key":{"name":"Id","type":"SS"}},"eventID""#.to_owned(),
                "has the type S, N or B",
            ),
        ] {
            let Problem { reason, .. } = read(&PLAIN.replace(from, &to), AT, NOW).expect_err(words);
            assert!(reason.contains(words), "{words}: {reason}");
        }
    }
}
