//! What changes tables: writes, restores, replays, data models.

use serde_json::Value;
use utoipa::ToSchema;

use super::{ChangeId, Image, ItemKey};

/// What to do to an item. Without an `action`, the `item` is put.
#[derive(ToSchema)]
#[schema(example = json!({
    "action": "put", "item": {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4822"}, "total": {"N": "12.50"}}
}))]
#[serde(untagged)]
pub enum WriteRequest {
    /// Write the whole item, replacing what is there.
    Put {
        /// What to do.
        #[schema(nullable = false)]
        action: Option<PutAction>,
        /// All attributes, the key's among them.
        item: Image,
        /// Refuse when an item with this key exists.
        #[serde(default)]
        only_if_absent: bool,
    },
    /// Change only the attributes that differ from `base`, which is what the person saw.
    Update {
        /// What to do.
        action: UpdateAction,
        /// The item as it was when editing began.
        base: Image,
        /// The item as it shall be.
        item: Image,
    },
    /// Delete the item.
    Delete {
        /// What to do.
        action: DeleteAction,
        /// Which.
        key: Image,
    },
    /// Replace what is exactly as it was seen: refused as `item_moved` when it is not so any more. Of a changed item only
    /// the attributes that differ are written; one that came after it was seen, and is in neither image, is kept.
    Replace {
        /// What to do.
        action: ReplaceAction,
        /// Which.
        key: Image,
        /// The item as it was seen; `null` where there was none.
        #[schema(required)]
        seen: Option<Image>,
        /// The item as it shall be; `null` to delete it.
        #[schema(required)]
        item: Option<Image>,
    },
}

/// One word.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PutAction {
    /// The word.
    Put,
}

/// One word.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UpdateAction {
    /// The word.
    Update,
}

/// One word.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeleteAction {
    /// The word.
    Delete,
}

/// One word.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplaceAction {
    /// The word.
    Replace,
}

/// A write that DynamoDB took.
#[derive(ToSchema)]
pub struct WriteOutcome {
    /// The table.
    table: String,
    /// The item written.
    item_key: ItemKey,
    /// The change it caused, once the archive has it; nothing when none came in time (the stream is off, or nothing
    /// differed) and the item's page is the place to look.
    #[schema(required)]
    change_id: Option<ChangeId>,
    /// How many attributes were set or removed.
    attributes_written: usize,
}

/// A version that an item was brought back to.
#[derive(ToSchema)]
pub struct Restored {
    /// The version.
    version: u64,
    /// The change that made it.
    change_id: ChangeId,
}

/// A restore that was written.
#[derive(ToSchema)]
pub struct RestoreOutcome {
    /// The table.
    table: String,
    /// The item.
    item_key: ItemKey,
    /// The version that it was brought back to.
    restored: Restored,
    /// The change that the restore arrived as, where it came in time.
    #[schema(required)]
    change_id: Option<ChangeId>,
    /// The version that this change made.
    #[schema(required)]
    version: Option<u64>,
    /// The version to restore to undo it; nothing when it is not known how the item was before.
    #[schema(required)]
    undo: Option<u64>,
    /// How many attributes were set or removed.
    attributes_written: usize,
    /// Attributes that came between the preview and the write, and are of neither image. They were kept; where the
    /// restore deleted the item, they are gone with it.
    unforeseen: Vec<String>,
}

/// What shall be sent where.
#[derive(ToSchema)]
#[schema(example = json!({"query": "table:demo-orders op:insert", "to_table": "demo-orders", "rate": 10.0}))]
pub struct ReplayRequest {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    query: String,
    /// The table that is written to.
    to_table: String,
    /// Changes a second.
    #[serde(default)]
    #[schema(minimum = 0.1, maximum = 1000.0)]
    rate: f64,
}

/// Where a replay is in its life.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplayPhase {
    /// It goes on.
    UnderWay,
    /// Everything was sent.
    Finished,
    /// Somebody ended it.
    Cancelled,
    /// The table would take no more; why is told.
    Failed,
}

/// How a replay fares.
#[derive(ToSchema)]
pub struct ReplayStatus {
    /// Its number.
    id: u64,
    /// What is sent.
    query: String,
    /// Where to.
    to_table: String,
    /// Changes a second at most.
    rate: f64,
    /// Where it is.
    phase: ReplayPhase,
    /// How many items were written.
    put: u64,
    /// How many were deleted.
    deleted: u64,
    /// How many changes were passed over because their records carry no image that could be written.
    without_image: u64,
    /// How many were passed over because their items have another key than the table.
    other_key: u64,
    /// How much of the archive was gone through, from 0 to 100.
    percent: u8,
    /// Why it failed.
    #[schema(required)]
    problem: Option<String>,
}

/// What became of each table.
#[derive(ToSchema)]
pub struct ModelOutcome {
    /// The model's name.
    model: String,
    /// Its tables, in the file's order.
    tables: Vec<TableOutcome>,
}

/// What became of one table.
#[derive(ToSchema)]
pub struct TableOutcome {
    /// Its name.
    name: String,
    /// What was done.
    result: TableResult,
    /// Whether this server follows it.
    is_followed: bool,
}

/// What was done with a table of a model.
#[derive(ToSchema)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum TableResult {
    /// It was created.
    Created {
        /// With so many sample items.
        items: u64,
        /// And so many indexes.
        indexes: u64,
    },
    /// There was one by this name, which was left as it is.
    LeftAlone,
}

/// A data model as `NoSQL` Workbench saves it.
#[derive(ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(example = json!({"ModelName": "Shop", "DataModel": [{
    "TableName": "shop-carts",
    "KeyAttributes": {"PartitionKey": {"AttributeName": "cart_id", "AttributeType": "S"}}
}]}))]
pub struct DataModel {
    /// The model's name.
    model_name: Option<String>,
    /// Its tables, with their keys, indexes and sample data.
    data_model: Vec<Value>,
}
