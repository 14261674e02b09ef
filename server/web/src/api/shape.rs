//! What the API's document says otherwise than the model's types do: a request that may leave out what the model asks for, a file
//! that is read piece by piece, answers made where they are sent, addresses. That they are what is taken and answered is
//! checked by `scripts/test-api`.
#![expect(dead_code, reason = "only their schemas are made")]

use afterimage_model::{Image, health::HealthCheck};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// A table's.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TableAddress {
    /// The table's name.
    #[param(example = "demo-orders")]
    table: String,
}

/// An item's.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ItemAddress {
    /// The table's name.
    #[param(example = "demo-orders")]
    table: String,
    /// The item's key as text: `name=value`, two of them joined by `;`.
    #[param(example = "customer_id=C-7;order_id=O-4821")]
    key: String,
}

/// That the process answers.
#[derive(ToSchema)]
pub struct Liveness {
    /// Always true.
    live: bool,
}

/// Whether every data path works.
#[derive(ToSchema)]
pub struct Readiness {
    /// Whether it does.
    ready: bool,
    /// The checks that fail.
    failing: Vec<HealthCheck>,
}

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
