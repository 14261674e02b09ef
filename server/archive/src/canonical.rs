//! One encoding of a change in bytes, stable for good: what a verifiable log hashes.
//!
//! It covers what the stream told and the change's place in the archive; not `received_at` and `archived_at`, which say
//! when this archive came by it. The layout, version 1:
//!
//! ```text
//! "afterimage-change-v1" 0x0A
//! then these fields in this order, each as a length and that many bytes; the length is 4 bytes, big-endian,
//! and FF FF FF FF without bytes for a field that is absent
//!   id               decimal
//!   table            UTF-8, as all texts
//!   stream_arn
//!   shard_id
//!   sequence_number  the digits as the stream sent them
//!   event_id
//!   op               INSERT, MODIFY, REMOVE or BASELINE
//!   item_key         its canonical text
//!   old_image        DynamoDB JSON, compact, attributes and map entries in ascending order of their names
//!   new_image        the same
//!   created_at       milliseconds since 1970-01-01T00:00:00Z, decimal
//!   actor kind
//!   actor principal
//!   size_bytes       decimal
//!   view_type        KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES
//!   note
//! ```
//!
//! No two changes share an encoding: every field has its place and its length.

use afterimage_model::{Change, dynamodb_json};

/// The first bytes of every encoding: what it is, and its version.
const HEADING: &[u8] = b"afterimage-change-v1\n";

/// The length that says: absent.
const ABSENT: [u8; 4] = [0xff; 4];

/// The change's canonical bytes.
pub fn canonical_bytes(change: &Change) -> Vec<u8> {
    let mut bytes = HEADING.to_vec();
    put(&mut bytes, change.id.to_string());
    put(&mut bytes, &change.table);
    put(&mut bytes, &change.stream_arn);
    put(&mut bytes, &change.shard_id);
    put(&mut bytes, change.sequence_number.as_str());
    put(&mut bytes, &change.event_id);
    put(&mut bytes, change.op.as_str());
    put(&mut bytes, change.item_key.to_string());
    put_if_any(&mut bytes, change.old_image.as_ref().map(dynamodb_json::to_text));
    put_if_any(&mut bytes, change.new_image.as_ref().map(dynamodb_json::to_text));
    put(&mut bytes, change.created_at.as_millis().to_string());
    put_if_any(&mut bytes, change.actor.as_ref().map(|actor| &actor.kind));
    put_if_any(&mut bytes, change.actor.as_ref().map(|actor| &actor.principal_id));
    put(&mut bytes, change.size_bytes.to_string());
    put(&mut bytes, change.view_type.as_str());
    put_if_any(&mut bytes, change.note.as_ref());
    bytes
}

fn put(bytes: &mut Vec<u8>, field: impl AsRef<[u8]>) {
    let field = field.as_ref();
    // A field of 4 GiB does not come out of a stream whose records have 1 MB.
    let length = u32::try_from(field.len()).unwrap_or(u32::MAX - 1);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(field);
}

fn put_if_any(bytes: &mut Vec<u8>, field: Option<impl AsRef<[u8]>>) {
    match field {
        Some(field) => put(bytes, field),
        None => bytes.extend_from_slice(&ABSENT),
    }
}
