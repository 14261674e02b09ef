//! A change in JSON, as the HTTP API writes it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Actor, CapturedChange, Change, ChangeId, Op, ViewType};
use crate::{Image, ItemKey, SequenceNumber, Timestamp};

/// A change in the archive.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = Change, example = json!({
    "id": 42, "table": "demo-orders",
    "stream_arn": "arn:aws:dynamodb:us-east-1:000000000000:table/demo-orders/stream/2026-11-22T00:00:00.000",
    "shard_id": "shardId-00000001-demo-orders", "sequence_number": "111122223333444455556666", "event_id": "e-42",
    "op": "MODIFY", "keys": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}},
    "old_image": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "status": {"S": "placed"}},
    "new_image": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "status": {"S": "paid"}},
    "changed": ["status"], "created_at": "2026-11-22T14:09:17.000Z", "received_at": "2026-11-22T14:09:17.412Z",
    "archived_at": "2026-11-22T14:09:17.419Z", "actor": null, "size_bytes": 61, "view_type": "NEW_AND_OLD_IMAGES",
    "note": null
})))]
struct ChangeJson<'a> {
    /// The position in the archive.
    id: ChangeId,
    /// The table's name.
    table: &'a str,
    /// The stream's ARN.
    stream_arn: &'a str,
    /// The shard's id.
    shard_id: &'a str,
    /// The position within the shard.
    sequence_number: &'a SequenceNumber,
    /// The record's own id, as the stream gave it.
    event_id: &'a str,
    /// What happened.
    op: Op,
    /// Which item.
    keys: Image,
    /// The item before the change; `null` for inserts and where the view type leaves it out.
    old_image: Option<&'a Image>,
    /// The item after the change; `null` for deletions and where the view type leaves it out.
    new_image: Option<&'a Image>,
    /// The top-level attributes that differ between the images; empty where one is absent.
    changed: Vec<String>,
    /// When it happened, to the second; never used for order.
    created_at: Timestamp,
    /// When the record was read from the stream.
    received_at: Timestamp,
    /// When it was committed to the archive.
    archived_at: Timestamp,
    /// Who did it, where the stream tells.
    actor: Option<&'a Actor>,
    /// Keys and images, in bytes.
    size_bytes: u64,
    /// What the stream's records carry.
    view_type: ViewType,
    /// What was odd about the record, where something was.
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

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Change {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <ChangeJson<'_> as utoipa::PartialSchema>::schema()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Change {
    fn name() -> std::borrow::Cow<'static, str> {
        <ChangeJson<'_> as utoipa::ToSchema>::name()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        <ChangeJson<'_> as utoipa::ToSchema>::schemas(schemas);
    }
}
