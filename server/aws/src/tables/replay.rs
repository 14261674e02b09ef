//! Writing what is archived to a table again, whatever is there now.

use afterimage_language::phrase;
use afterimage_model::{Image, ItemKey, KeyValue, attribute_value::RAW_TAG};

use super::{Failure, FailureKind, TableDescription, Tables, WriteRefusal, convert, failure};

/// A table that may be written to, described once.
#[derive(Clone, Debug)]
pub struct ReplayTarget {
    client: aws_sdk_dynamodb::Client,
    table: TableDescription,
}

impl Tables {
    /// The table as the target of a replay.
    ///
    /// # Errors
    /// When this server only reads, does not follow the table, or there is none.
    pub async fn replay_target(&self, table: &str) -> Result<ReplayTarget, WriteRefusal> {
        self.may_write()?;
        Ok(ReplayTarget { client: self.client.clone(), table: self.writable(table).await? })
    }
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
        let request = self.client.put_item().table_name(&self.table.name).set_item(Some(convert::to_sdk_item(item)));
        request.send().await.map(|_| ()).map_err(|error| failure::of("PutItem", Some(&self.table.name), &error))
    }

    /// Deletes the item, also when there is none.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn delete(&self, key: &ItemKey) -> Result<(), Failure> {
        let request = self.client.delete_item().table_name(&self.table.name);
        let sent = request.set_key(Some(convert::to_sdk_item(&key.to_image()))).send().await;
        sent.map(|_| ()).map_err(|error| failure::of("DeleteItem", Some(&self.table.name), &error))
    }
}

impl Tables {
    /// Waits until the table takes writes: one that was just created may take a while.
    ///
    /// # Errors
    /// When it does not within the limit, or cannot be described.
    pub(super) async fn wait_until_active(&self, table: &str) -> Result<(), Failure> {
        use aws_sdk_dynamodb::types::TableStatus;
        for _ in 0..ACTIVE_LOOKS {
            let answer = self.client.describe_table().table_name(table).send().await;
            let answer = answer.map_err(|error| failure::of("DescribeTable", Some(table), &error))?;
            let status = answer.table.and_then(|table| table.table_status);
            // Emulators need not tell.
            if matches!(status, None | Some(TableStatus::Active)) {
                return Ok(());
            }
            tokio::time::sleep(ACTIVE_LOOK_EVERY).await;
        }
        Err(Failure::new(FailureKind::Unavailable, phrase!("server-failure-not-active", table = table)))
    }
}

/// How often a new table is looked at, and how many times.
const ACTIVE_LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(500);
const ACTIVE_LOOKS: u32 = 240;
