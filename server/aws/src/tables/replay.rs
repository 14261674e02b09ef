//! Writing items to a table whatever is there now.

use afterimage_language::phrase;
use afterimage_model::{Image, ItemKey};

use super::{AwsTables, Failure, FailureKind, convert, failure};

impl AwsTables {
    /// Puts the whole item, whatever is there now; what only DynamoDB may write is left out.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub(super) async fn overwrite(&self, table: &str, item: &Image) -> Result<(), Failure> {
        let request =
            self.client.put_item().table_name(table).set_item(Some(convert::to_sdk_item(&item.without_managed())));
        request.send().await.map(|_| ()).map_err(|error| failure::of("PutItem", Some(table), &error))
    }

    /// Deletes the item, also when there is none.
    ///
    /// # Errors
    /// As [`Self::overwrite`].
    pub(super) async fn remove(&self, table: &str, key: &ItemKey) -> Result<(), Failure> {
        let request = self.client.delete_item().table_name(table);
        let sent = request.set_key(Some(convert::to_sdk_item(&key.to_image()))).send().await;
        sent.map(|_| ()).map_err(|error| failure::of("DeleteItem", Some(table), &error))
    }

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
