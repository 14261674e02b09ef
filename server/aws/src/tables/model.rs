//! A data model's tables at the endpoint: created with their sample data, where there is none of the name yet.

use afterimage_capture::tables::{DataModel, ModelTable};
use afterimage_language::phrase;
use afterimage_model::{
    Image,
    data_model::{ModelOutcome, TableOutcome, TableResult},
};
use futures::{StreamExt, TryStreamExt, stream};

use super::{AwsTables, Failure, FailureKind, convert, failure, validate};

/// How many items are written at the same time.
const WRITES_AT_ONCE: usize = 8;

impl AwsTables {
    /// Creates the model's tables with their streams on and puts their sample data in. A table that is there already is
    /// left as it is, and told.
    ///
    /// # Errors
    /// When writing is not allowed here, or the endpoint refuses; what was created until then stays, and is told.
    pub async fn apply(&self, model: &DataModel) -> Result<ModelOutcome, Failure> {
        if !self.permission.is_allowed() {
            return Err(Failure::new(FailureKind::Denied, phrase!("server-model-read-only")));
        }
        let mut tables = Vec::with_capacity(model.tables.len());
        for table in &model.tables {
            let result = self.apply_table(table).await.map_err(|stopped| stopped.told(&table.table.name, &tables))?;
            let is_followed = self.follows(&table.table.name);
            tables.push(TableOutcome { name: table.table.name.clone(), result, is_followed });
        }
        Ok(ModelOutcome { model: model.name.clone(), tables })
    }

    async fn apply_table(&self, model: &ModelTable) -> Result<TableResult, Stopped> {
        let name = &model.table.name;
        if !self.create_indexed(&model.table, &model.indexes).await.map_err(Stopped::Before)? {
            return Ok(TableResult::LeftAlone);
        }
        self.wait_until_active(name).await.map_err(Stopped::Within)?;
        let writes = stream::iter(model.items.clone()).map(|item| self.put_sample(name, item));
        writes.buffer_unordered(WRITES_AT_ONCE).try_collect::<()>().await.map_err(Stopped::Within)?;
        tracing::info!(table = name, items = model.items.len(), "created a table of a data model");
        Ok(TableResult::Created { items: model.items.len() as u64, indexes: model.indexes.len() as u64 })
    }

    async fn put_sample(&self, table: &str, item: Image) -> Result<(), Failure> {
        validate::without_raw(&item).map_err(|error| Failure::new(FailureKind::Invalid, error.message))?;
        let request = self.client.put_item().table_name(table).set_item(Some(convert::to_sdk_item(&item)));
        request.send().await.map(|_| ()).map_err(|error| failure::of("PutItem", Some(table), &error))
    }
}

/// Where a model was left half-way.
enum Stopped {
    /// A table could not be created.
    Before(Failure),
    /// A table was created, and its sample data is not all in it.
    Within(Failure),
}

impl Stopped {
    /// What is there now, for whoever applied the model.
    fn told(self, table: &str, before: &[TableOutcome]) -> Failure {
        let whole = before.iter().filter(|outcome| matches!(outcome.result, TableResult::Created { .. }));
        let whole = whole.map(|outcome| outcome.name.as_str()).collect::<Vec<_>>().join(", ");
        let whole = if whole.is_empty() { phrase!("server-model-nothing") } else { whole.into() };
        match self {
            Self::Before(Failure { kind, message }) => Failure::new(
                kind,
                phrase!("server-model-stopped-before", table = table, problem = message, whole = whole),
            ),
            Self::Within(Failure { kind, message }) => Failure::new(
                kind,
                phrase!("server-model-stopped-within", table = table, problem = message, whole = whole),
            ),
        }
    }
}
