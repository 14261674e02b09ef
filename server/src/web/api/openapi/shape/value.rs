//! What items are made of, and the words that the whole API shares.

use std::collections::BTreeMap;

use utoipa::ToSchema;

/// What happened to the item.
#[derive(ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Op {
    /// The item came into being.
    Insert,
    /// Some of its attributes changed.
    Modify,
    /// The item was deleted.
    Remove,
    /// Version 0 of an item that existed before capture, from a scan of the table.
    Baseline,
}

/// What a stream's records carry.
#[derive(ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViewType {
    /// Key attributes only.
    KeysOnly,
    /// The item after the change.
    NewImage,
    /// The item before the change.
    OldImage,
    /// Both.
    NewAndOldImages,
}

/// Who made the change, where the stream tells.
#[derive(ToSchema)]
pub struct Actor {
    /// The record's `userIdentity.type`, such as `Service`.
    kind: String,
    /// The record's `userIdentity.principalId`, such as `dynamodb.amazonaws.com`.
    principal_id: String,
}

/// The part of the form that an error is about.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteField {
    /// The table.
    Table,
    /// The item's text.
    Item,
    /// A key attribute.
    Key,
    /// The request as a whole.
    Request,
}

/// A change's position in the archive: ever growing, and the one order that is relied on.
#[derive(ToSchema)]
#[schema(example = 42)]
pub struct ChangeId(i64);

/// A time in UTC, to the millisecond.
#[derive(ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T14:09:17.412Z")]
pub struct Timestamp(String);

/// An item's key as text: `name=value`, two of them joined by `;`. A number is `name:N=42`, binary `name:B=` and base64, what
/// is kept raw `name:RAW=` and its JSON;
/// `%`, `;`, `=`, `:` and `/` within are percent-encoded.
#[derive(ToSchema)]
#[schema(example = "customer_id=C-7;order_id=O-4821")]
pub struct ItemKey(String);

/// A position within a shard: digits, too many for a number.
#[derive(ToSchema)]
#[schema(example = "111122223333444455556666")]
pub struct SequenceNumber(String);

/// One value in `DynamoDB` JSON: an object with one property, which names the type.
#[derive(ToSchema)]
#[schema(no_recursion, example = json!({"N": "12.50"}))]
pub enum AttributeValue {
    /// A text.
    S(String),
    /// A number of up to 38 digits, as text.
    N(String),
    /// Bytes in base64.
    B(String),
    /// A truth value.
    #[serde(rename = "BOOL")]
    Bool(bool),
    /// Null: the value is `true`.
    #[serde(rename = "NULL")]
    Null(bool),
    /// A map.
    M(BTreeMap<String, AttributeValue>),
    /// A list.
    L(Vec<AttributeValue>),
    /// A set of texts.
    #[serde(rename = "SS")]
    TextSet(Vec<String>),
    /// A set of numbers.
    #[serde(rename = "NS")]
    NumberSet(Vec<String>),
    /// A set of bytes.
    #[serde(rename = "BS")]
    BinarySet(Vec<String>),
    /// What none of these can hold (text that is no Unicode, a type of a later `DynamoDB`), as the text of its JSON. It is
    /// this program's own, and never written to a table.
    #[serde(rename = "RAW")]
    Raw(String),
}

/// An item's attributes in `DynamoDB` JSON.
#[derive(ToSchema)]
#[schema(example = json!({"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "total": {"N": "12.50"}}))]
pub struct Image(BTreeMap<String, AttributeValue>);

/// A change in the archive.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": 42, "table": "demo-orders",
    "stream_arn": "arn:aws:dynamodb:us-east-1:000000000000:table/demo-orders/stream/2026-11-22T00:00:00.000",
    "shard_id": "shardId-00000001-demo-orders", "sequence_number": "111122223333444455556666", "event_id": "e-42",
    "op": "MODIFY", "keys": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}},
    "old_image": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "status": {"S": "placed"}},
    "new_image": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "status": {"S": "paid"}},
    "changed": ["status"], "created_at": "2026-11-22T14:09:17.000Z", "received_at": "2026-11-22T14:09:17.412Z",
    "archived_at": "2026-11-22T14:09:17.419Z", "actor": null, "size_bytes": 61, "view_type": "NEW_AND_OLD_IMAGES",
    "note": null
}))]
pub struct Change {
    /// The position in the archive.
    id: ChangeId,
    /// The table's name.
    table: String,
    /// The stream's ARN.
    stream_arn: String,
    /// The shard's id.
    shard_id: String,
    /// The position within the shard.
    sequence_number: SequenceNumber,
    /// The record's own id, as the stream gave it.
    event_id: String,
    /// What happened.
    op: Op,
    /// Which item.
    keys: Image,
    /// The item before the change; `null` for inserts and where the view type leaves it out.
    #[schema(required)]
    old_image: Option<Image>,
    /// The item after the change; `null` for deletions and where the view type leaves it out.
    #[schema(required)]
    new_image: Option<Image>,
    /// The top-level attributes that differ between the images; empty where one is absent.
    changed: Vec<String>,
    /// When it happened, to the second; never used for order.
    created_at: Timestamp,
    /// When the record was read from the stream.
    received_at: Timestamp,
    /// When it was committed to the archive.
    archived_at: Timestamp,
    /// Who did it, where the stream tells.
    #[schema(required)]
    actor: Option<Actor>,
    /// Keys and images, in bytes.
    size_bytes: u64,
    /// What the stream's records carry.
    view_type: ViewType,
    /// What was odd about the record, where something was.
    #[schema(required)]
    note: Option<String>,
}
