//! The way to the tables: what is asked of whoever has them, and a handle that everybody holds.

use std::{fmt, ops::Deref, sync::Arc};

use afterimage_model::{
    Image, ItemKey, KeyValue, ViewType,
    attribute_value::RAW_TAG,
    data_model::ModelOutcome,
    health::{Endpoint, WritePermission},
    write::WriteRequest,
};
use async_trait::async_trait;

use super::{DataModel, Failure, NewTable, ScanPage, Segment, TableDescription, WriteRefusal, Written};
use crate::{selection::TableTag, source::TableCatalog};

/// The tables that are followed, and the way to them. Every request fails when the endpoint refuses it or cannot be reached.
#[async_trait]
pub trait TableAccess: TableCatalog + fmt::Debug {
    /// Where the tables are.
    fn endpoint(&self) -> &Endpoint;

    /// Whether items may be written from here.
    fn permission(&self) -> &WritePermission;

    /// Whether the table is one of those that are followed, as far as is known without asking.
    fn follows(&self, table: &str) -> bool;

    /// Every followed table, in the order of the names. A table that cannot be described is there and says why.
    async fn followed(&self) -> Result<Vec<TableDescription>, Failure>;

    /// The names of the followed tables, in ascending order.
    async fn followed_names(&self) -> Result<Vec<String>, Failure>;

    /// The names of all tables at the endpoint.
    async fn all_names(&self) -> Result<Vec<String>, Failure>;

    /// A table, followed or not.
    async fn describe(&self, table: &str) -> Result<TableDescription, Failure>;

    /// About how many items the table has, where the endpoint tells.
    async fn item_count(&self, table: &str) -> Result<Option<u64>, Failure>;

    /// The item as it is now; nothing when there is none.
    async fn get_item(&self, table: &str, key: &ItemKey) -> Result<Option<Image>, Failure>;

    /// The items of a segment after a key, at most `limit`, with all that was written before the request.
    async fn scan_page(
        &self,
        table: &str,
        segment: Segment,
        after: Option<&ItemKey>,
        limit: i32,
    ) -> Result<ScanPage, Failure>;

    /// Writes an item of a followed table, where writing is allowed.
    async fn write(&self, table: &str, request: WriteRequest) -> Result<Written, WriteRefusal>;

    /// The table that items are put into and deleted from whatever is there now; refused where this server only reads, does
    /// not follow the table, or there is none.
    async fn overwritable(&self, table: &str) -> Result<TableDescription, WriteRefusal>;

    /// Puts a whole item, whatever is there now.
    async fn overwrite_item(&self, table: &str, item: &Image) -> Result<(), Failure>;

    /// Deletes an item, also when there is none.
    async fn delete_item(&self, table: &str, key: &ItemKey) -> Result<(), Failure>;

    /// Turns the table's stream on.
    async fn enable_stream(&self, table: &str, view_type: ViewType) -> Result<(), Failure>;

    /// Turns the table's stream off.
    async fn disable_stream(&self, table: &str) -> Result<(), Failure>;

    /// Creates a table without a stream; whether it was not there yet.
    async fn create_without_stream(&self, table: &NewTable) -> Result<bool, Failure>;

    /// Deletes a table with all of its items; whether it was there.
    async fn delete_table(&self, table: &str) -> Result<bool, Failure>;

    /// Puts a tag on a table.
    async fn tag(&self, table: &str, tag: &TableTag) -> Result<(), Failure>;

    /// Makes a data model's tables where they are not there yet, and fills those that it made.
    async fn apply(&self, model: &DataModel) -> Result<ModelOutcome, Failure>;
}

/// The way to the tables; see [`TableAccess`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tables(Arc<dyn TableAccess>);

impl Tables {
    /// A handle to whoever has the tables.
    pub fn new(access: impl TableAccess + 'static) -> Self {
        Self(Arc::new(access))
    }

    /// The table as the target of a replay.
    ///
    /// # Errors
    /// When this server only reads, does not follow the table, or there is none.
    pub async fn replay_target(&self, table: &str) -> Result<ReplayTarget, WriteRefusal> {
        Ok(ReplayTarget { table: self.overwritable(table).await?, tables: self.clone() })
    }
}

impl Deref for Tables {
    type Target = dyn TableAccess;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// A table that may be written to, described once.
#[derive(Clone, Debug)]
pub struct ReplayTarget {
    tables: Tables,
    table: TableDescription,
}

impl ReplayTarget {
    /// Whether the table's items have such keys.
    pub fn takes(&self, key: &ItemKey) -> bool {
        let wanted = || self.table.partition_key.iter().chain(&self.table.sort_key);
        let tag = |value: &KeyValue| match value {
            KeyValue::S(_) => "S",
            KeyValue::N(_) => "N",
            KeyValue::B(_) => "B",
            KeyValue::Raw(_) => RAW_TAG,
        };
        let has =
            |(name, value): &(String, KeyValue)| wanted().any(|key| key.name == *name && key.type_tag == tag(value));
        key.attributes().len() == wanted().count() && key.attributes().iter().all(has)
    }

    /// The table's key in words: `id (S)`.
    pub fn key_in_words(&self) -> String {
        let keys = self.table.partition_key.iter().chain(&self.table.sort_key);
        keys.map(|key| format!("{} ({})", key.name, key.type_tag)).collect::<Vec<_>>().join(" and ")
    }

    /// Writes the whole item.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn put(&self, item: &Image) -> Result<(), Failure> {
        self.tables.overwrite_item(&self.table.name, item).await
    }

    /// Deletes the item, also when there is none.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn delete(&self, key: &ItemKey) -> Result<(), Failure> {
        self.tables.delete_item(&self.table.name, key).await
    }
}
