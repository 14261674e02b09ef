//! AWS behind what everybody asks of tables: each request goes to what makes it here.

use afterimage_capture::{
    selection::TableTag,
    tables::{DataModel, TableAccess, Tables, WriteRefusal},
};
use afterimage_model::{
    Image, ItemKey, ViewType,
    data_model::ModelOutcome,
    health::{Endpoint, WritePermission},
    write::WriteRequest,
};
use async_trait::async_trait;

use super::{AwsTables, Failure, NewTable, ScanPage, Segment, TableDescription, Written};

impl AwsTables {
    /// The tables as everybody else asks for them.
    pub fn handle(&self) -> Tables {
        Tables::new(self.clone())
    }
}

#[async_trait]
impl TableAccess for AwsTables {
    fn endpoint(&self) -> &Endpoint {
        self.endpoint()
    }

    fn permission(&self) -> &WritePermission {
        self.permission()
    }

    fn follows(&self, table: &str) -> bool {
        self.follows(table)
    }

    async fn followed(&self) -> Result<Vec<TableDescription>, Failure> {
        self.followed().await
    }

    async fn followed_names(&self) -> Result<Vec<String>, Failure> {
        self.followed_names().await
    }

    async fn all_names(&self) -> Result<Vec<String>, Failure> {
        self.all_names().await
    }

    async fn describe(&self, table: &str) -> Result<TableDescription, Failure> {
        self.describe(table).await
    }

    async fn item_count(&self, table: &str) -> Result<Option<u64>, Failure> {
        self.item_count(table).await
    }

    async fn get_item(&self, table: &str, key: &ItemKey) -> Result<Option<Image>, Failure> {
        self.get_item(table, key).await
    }

    async fn scan_page(
        &self,
        table: &str,
        segment: Segment,
        after: Option<&ItemKey>,
        limit: i32,
    ) -> Result<ScanPage, Failure> {
        self.scan_page(table, segment, after, limit).await
    }

    async fn write(&self, table: &str, request: WriteRequest) -> Result<Written, WriteRefusal> {
        self.write(table, request).await
    }

    async fn overwritable(&self, table: &str) -> Result<TableDescription, WriteRefusal> {
        self.may_write()?;
        self.writable(table).await
    }

    async fn overwrite_item(&self, table: &str, item: &Image) -> Result<(), Failure> {
        self.overwrite(table, item).await
    }

    async fn delete_item(&self, table: &str, key: &ItemKey) -> Result<(), Failure> {
        self.remove(table, key).await
    }

    async fn enable_stream(&self, table: &str, view_type: ViewType) -> Result<(), Failure> {
        self.enable_stream(table, view_type).await
    }

    async fn disable_stream(&self, table: &str) -> Result<(), Failure> {
        self.disable_stream(table).await
    }

    async fn create_without_stream(&self, table: &NewTable) -> Result<bool, Failure> {
        self.create_without_stream(table).await
    }

    async fn delete_table(&self, table: &str) -> Result<bool, Failure> {
        self.delete_table(table).await
    }

    async fn tag(&self, table: &str, tag: &TableTag) -> Result<(), Failure> {
        self.tag(table, tag).await
    }

    async fn apply(&self, model: &DataModel) -> Result<ModelOutcome, Failure> {
        self.apply(model).await
    }
}
