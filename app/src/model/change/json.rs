//! A change in JSON, as the HTTP API writes it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Actor, CapturedChange, Change, ChangeId, Op, ViewType};
use crate::model::{Image, ItemKey, SequenceNumber, Timestamp};

/// A change as the HTTP API writes it.
#[derive(Serialize)]
struct ChangeJson<'a> {
    id: ChangeId,
    table: &'a str,
    stream_arn: &'a str,
    shard_id: &'a str,
    sequence_number: &'a SequenceNumber,
    event_id: &'a str,
    op: Op,
    keys: Image,
    old_image: Option<&'a Image>,
    new_image: Option<&'a Image>,
    changed: Vec<String>,
    created_at: Timestamp,
    received_at: Timestamp,
    archived_at: Timestamp,
    actor: Option<&'a Actor>,
    size_bytes: u64,
    view_type: ViewType,
    note: Option<&'a str>,
}

/// The same, as it is read back.
#[derive(Deserialize)]
struct OwnedChangeJson {
    id: ChangeId,
    table: String,
    stream_arn: String,
    shard_id: String,
    sequence_number: SequenceNumber,
    event_id: String,
    op: Op,
    keys: Image,
    old_image: Option<Image>,
    new_image: Option<Image>,
    created_at: Timestamp,
    received_at: Timestamp,
    archived_at: Timestamp,
    actor: Option<Actor>,
    size_bytes: u64,
    view_type: ViewType,
    note: Option<String>,
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let captured = &self.captured;
        ChangeJson {
            id: self.id,
            table: &captured.table,
            stream_arn: &captured.stream_arn,
            shard_id: &captured.shard_id,
            sequence_number: &captured.sequence_number,
            event_id: &captured.event_id,
            op: captured.op,
            keys: captured.item_key.to_image(),
            old_image: captured.old_image.as_ref(),
            new_image: captured.new_image.as_ref(),
            changed: self.changed(),
            created_at: captured.created_at,
            received_at: captured.received_at,
            archived_at: self.archived_at,
            actor: captured.actor.as_ref(),
            size_bytes: captured.size_bytes,
            view_type: captured.view_type,
            note: captured.note.as_deref(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = OwnedChangeJson::deserialize(deserializer)?;
        let item_key = ItemKey::from_image(&json.keys).map_err(serde::de::Error::custom)?;
        Ok(Self {
            id: json.id,
            archived_at: json.archived_at,
            captured: CapturedChange {
                table: json.table,
                stream_arn: json.stream_arn,
                shard_id: json.shard_id,
                sequence_number: json.sequence_number,
                event_id: json.event_id,
                op: json.op,
                item_key,
                old_image: json.old_image,
                new_image: json.new_image,
                created_at: json.created_at,
                received_at: json.received_at,
                actor: json.actor,
                size_bytes: json.size_bytes,
                view_type: json.view_type,
                note: json.note,
            },
        })
    }
}
