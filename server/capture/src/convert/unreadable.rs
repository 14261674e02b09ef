//! A record that is none: kept whole, at its place.

use afterimage_archive::{ImageText, IncomingChange};
use afterimage_model::{AttributeValue, CapturedChange, Image, Op, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{UNREADABLE_RECORD, created_at, image::LenientImage, item_key, keys, notes::Notes, stand_in};
use crate::source::ShardAddress;

/// As much of a record as has to be read, each part by itself.
#[derive(Deserialize)]
struct Sketch<'a> {
    #[serde(rename = "eventID", borrow)]
    event_id: Option<&'a RawValue>,
    #[serde(rename = "eventName", borrow)]
    event_name: Option<&'a RawValue>,
    #[serde(borrow)]
    dynamodb: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    #[serde(borrow)]
    sequence_number: Option<&'a RawValue>,
    #[serde(borrow)]
    keys: Option<&'a RawValue>,
    #[serde(borrow)]
    approximate_creation_date_time: Option<&'a RawValue>,
    #[serde(borrow)]
    size_bytes: Option<&'a RawValue>,
}

fn read<'a, T: Deserialize<'a>>(part: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(part?.get()).ok()
}

/// A record that cannot be read, whole, at its place; nothing when not even that can be found. `json` is with stand-ins.
pub(super) fn change(
    json: &str,
    error: &serde_json::Error,
    shard: &ShardAddress,
    received_at: Timestamp,
) -> Option<IncomingChange> {
    let record: Sketch<'_> = serde_json::from_str(json).ok()?;
    let body: Body<'_> = read(record.dynamodb)?;
    let sequence_number = read::<String>(body.sequence_number)?.parse().ok()?;
    let event_id = stand_in::shown(&read::<String>(record.event_id).unwrap_or_default()).into_owned();
    let mut notes = Notes::default();
    notes.note(|| format!("the record cannot be read ({error}): its whole text is kept as the new image"));
    let keys = keys(read::<LenientImage<'_>>(body.keys).map(|LenientImage(image)| image), &mut notes);
    let whole = (UNREADABLE_RECORD.to_owned(), AttributeValue::Raw(stand_in::put_back(json)));
    Some(CapturedChange {
        table: shard.table.clone(),
        stream_arn: shard.stream_arn.clone(),
        shard_id: shard.shard_id.clone(),
        sequence_number,
        op: read::<String>(record.event_name).and_then(|name| name.parse().ok()).unwrap_or(Op::Modify),
        item_key: item_key(&keys, &event_id, &mut notes),
        event_id,
        old_image: None,
        new_image: Some(ImageText::of(&Image::from_iter([whole]))),
        created_at: created_at(read(body.approximate_creation_date_time), received_at, &mut notes),
        received_at,
        actor: None,
        size_bytes: read(body.size_bytes).unwrap_or(0),
        view_type: shard.view_type,
        note: notes.into_note(),
    })
}
