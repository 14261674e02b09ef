//! Writing an item: check, send, and tell what went wrong in the words of the form.

use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    Image,
    write::{WriteField, WriteRequest},
};
use aws_sdk_dynamodb::types::ReturnValue;

use super::{
    AwsTables, Failure, FailureKind, TableDescription, WriteRefusal, Written, answers, convert, failure, update,
    validate,
};
use crate::streams::TakenBody;

/// The most attributes that one update changes: its expressions must stay under DynamoDB's 4 KB and 300 operators.
const MAX_CHANGED_ATTRIBUTES: usize = 100;

impl AwsTables {
    /// Does what the request says, or tells which field stands in the way and why.
    ///
    /// # Errors
    /// One of the codes that [`WriteError::code`](afterimage_model::write::WriteError::code) lists.
    pub async fn write(&self, table: &str, request: WriteRequest) -> Result<Written, WriteRefusal> {
        self.may_write()?;
        let table = self.writable(table).await?;
        match request {
            WriteRequest::Put { item, only_if_absent } => self.put(&table, &item, only_if_absent).await,
            WriteRequest::Update { base, item } => self.update(&table, &base, &item).await,
            WriteRequest::Delete { key } => self.delete(&table, &key).await,
            WriteRequest::Replace { key, seen, item } => self.replace(&table, &key, seen.as_ref(), item.as_ref()).await,
        }
    }

    /// Whether anything may be written from here.
    pub(super) fn may_write(&self) -> Result<(), WriteRefusal> {
        if self.permission.is_allowed() {
            return Ok(());
        }
        Err(WriteRefusal::new(WriteField::Request, "read_only", phrase!("server-write-read-only")))
    }

    pub(super) async fn writable(&self, table: &str) -> Result<TableDescription, WriteRefusal> {
        validate::table_name(table)?;
        if !self.follows(table) {
            return Err(not_followed(table));
        }
        self.describe_without_ttl(table).await.map_err(|failure| refusal(failure, ""))
    }

    pub(super) async fn put(
        &self,
        table: &TableDescription,
        item: &Image,
        only_if_absent: bool,
    ) -> Result<Written, WriteRefusal> {
        let item = &item.without_managed();
        let item_key = validate::item_key(&validate::key_of(table, item)?)?;
        validate::without_raw(item)?;
        validate::size(item)?;
        let request = self.client.put_item().table_name(&table.name).set_item(Some(convert::to_sdk_item(item)));
        let request = match (&table.partition_key, only_if_absent) {
            (Some(key), true) => {
                request.condition_expression("attribute_not_exists(#key)").expression_attribute_names("#key", &key.name)
            }
            _ => request,
        };
        request.send().await.map_err(|error| {
            refusal(failure::of("PutItem", Some(&table.name), &error), phrase!("server-write-exists"))
        })?;
        Ok(Written { item_key, attributes_written: item.len(), unforeseen: Vec::new() })
    }

    async fn update(&self, table: &TableDescription, base: &Image, item: &Image) -> Result<Written, WriteRefusal> {
        let key = validate::key_of(table, item)?;
        validate::without_raw(&key)?;
        let item_key = validate::item_key(&key)?;
        same_item(&key, &validate::key_of(table, base)?)?;
        validate::size(item)?;
        let (base, item) = (&base.without_managed(), &item.without_managed());
        let partition_key = table.partition_key.as_ref().map_or("", |key| &key.name);
        let Some(update) = update::between(base, item, partition_key) else {
            return Ok(Written { item_key, attributes_written: 0, unforeseen: Vec::new() });
        };
        few_enough(update.changed)?;
        let differs = |name: &str| base.get(name) != item.get(name);
        for image in [base, item] {
            let changed = image.iter().filter(|(name, _)| differs(name));
            validate::without_raw(&changed.map(|(name, value)| (name.clone(), value.clone())).collect())?;
        }
        let mut request = self
            .client
            .update_item()
            .table_name(&table.name)
            .set_key(Some(convert::to_sdk_item(&key)))
            .update_expression(update.expression)
            .condition_expression(update.condition);
        for (placeholder, name) in update.names {
            request = request.expression_attribute_names(placeholder, name);
        }
        for (placeholder, value) in &update.values {
            request = request.expression_attribute_values(placeholder, convert::to_sdk(value));
        }
        request.send().await.map_err(|error| {
            refusal(failure::of("UpdateItem", Some(&table.name), &error), phrase!("server-write-moved"))
        })?;
        Ok(Written { item_key, attributes_written: update.changed, unforeseen: Vec::new() })
    }

    async fn delete(&self, table: &TableDescription, key: &Image) -> Result<Written, WriteRefusal> {
        let key = validate::key_of(table, key)?;
        validate::without_raw(&key)?;
        let item_key = validate::item_key(&key)?;
        let request = self.client.delete_item().table_name(&table.name).return_values(ReturnValue::AllOld);
        let mut request = request.set_key(Some(convert::to_sdk_item(&key)));
        if let Some(partition_key) = &table.partition_key {
            request = request
                .condition_expression("attribute_exists(#key)")
                .expression_attribute_names("#key", &partition_key.name);
        }
        let body = TakenBody::default();
        request.customize().interceptor(body.clone()).send().await.map_err(|error| {
            refusal(failure::of("DeleteItem", Some(&table.name), &error), phrase!("server-write-nothing-to-delete"))
        })?;
        let deleted = answers::item(body).await.map_err(|failure| refusal(failure, ""))?;
        let attributes_written = deleted.map_or(1, |gone| gone.image.len());
        Ok(Written { item_key, attributes_written, unforeseen: Vec::new() })
    }
}

fn not_followed(table: &str) -> WriteRefusal {
    WriteRefusal::new(WriteField::Table, "no_such_table", phrase!("server-write-not-followed", table = table))
}

pub(super) fn same_item(wanted: &Image, seen: &Image) -> Result<(), WriteRefusal> {
    if wanted == seen {
        return Ok(());
    }
    Err(WriteRefusal::new(WriteField::Key, "invalid_item", phrase!("server-write-other-key")))
}

fn few_enough(changed: usize) -> Result<(), WriteRefusal> {
    if changed <= MAX_CHANGED_ATTRIBUTES {
        return Ok(());
    }
    let most = MAX_CHANGED_ATTRIBUTES;
    let message = phrase!("server-write-too-many-attributes", changed = changed.to_string(), most = most.to_string());
    Err(WriteRefusal::new(WriteField::Item, "invalid_item", message))
}

/// The failure as the form shows it; `condition` is what a failed condition means for this action.
pub(super) fn refusal(failure: Failure, condition: impl Into<Phrase>) -> WriteRefusal {
    let (field, code) = match failure.kind {
        FailureKind::Condition => return WriteRefusal::new(WriteField::Key, "condition_failed", condition),
        FailureKind::NotFound => (WriteField::Table, "no_such_table"),
        FailureKind::Denied | FailureKind::Configuration => (WriteField::Request, "access_denied"),
        FailureKind::Throttled => (WriteField::Request, "throttled"),
        FailureKind::Invalid => (WriteField::Item, "invalid_item"),
        FailureKind::Exists | FailureKind::Unavailable => (WriteField::Request, "unavailable"),
    };
    WriteRefusal::new(field, code, failure.message)
}
