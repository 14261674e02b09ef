//! A stream's last records are read before it is turned off, replaced, or gone with its table.
//!
//! Amazon's streams can be read for a day after that. dynoxide's cannot: what nobody has read by then is lost. So what stands
//! before it waits with such a request until everything is archived that was written before it.

use std::{sync::Arc, time::Duration};

use afterimage_archive::ChangeSink;
use afterimage_capture::{
    StartPosition, StatusRegistry, StreamSource, TableCatalog,
    source::{IteratorStart, RECORDS_PER_PAGE, ShardAddress, SourceError, TableStream},
};
use tokio::{runtime::Handle, time};

/// How long a request that ends a stream waits for its last records to be archived. Clients wait for a minute, and often only
/// for some ten seconds.
pub const LAST_RECORDS_LIMIT: Duration = Duration::from_secs(5);

/// How often it is looked whether they are.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Who follows the streams of the embedded DynamoDB, and what of them is archived.
pub struct LastRecords {
    /// The streams, as they are followed.
    pub streams: Arc<dyn StreamSource>,
    /// The tables that are followed.
    pub catalog: Arc<dyn TableCatalog>,
    /// Where changes go.
    pub archive: Arc<dyn ChangeSink>,
    /// What every follower is doing.
    pub statuses: StatusRegistry,
    /// Where a stream is begun that is met for the first time.
    pub start: StartPosition,
}

impl std::fmt::Debug for LastRecords {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LastRecords").finish_non_exhaustive()
    }
}

/// [`LastRecords`], and the threads that everything of it runs on.
#[derive(Debug)]
pub(crate) struct Following {
    last_records: Arc<LastRecords>,
    runtime: Handle,
}

impl Following {
    /// Followed on the runtime that this is called on.
    pub(crate) fn on_this_runtime(last_records: LastRecords) -> Self {
        Self { last_records: Arc::new(last_records), runtime: Handle::current() }
    }

    /// A table, or its stream, has come or gone: whoever follows them looks at once.
    pub(crate) fn tables_changed(&self) {
        self.last_records.statuses.tables_have_changed();
    }

    /// Waits until all that the table's stream holds is archived, within limits. What is not by then is told.
    pub(crate) async fn wait_for_last_records(&self, table: &str) {
        let (last_records, name) = (Arc::clone(&self.last_records), table.to_owned());
        let waiting = self.runtime.spawn(async move {
            let archived = last_records.are_archived(&name);
            time::timeout(LAST_RECORDS_LIMIT, archived).await
        });
        let seconds = LAST_RECORDS_LIMIT.as_secs();
        match waiting.await {
            // Or the program stops: its followers have.
            Ok(Ok(Ok(()))) | Err(_) => {}
            Ok(Ok(Err(error))) => {
                tracing::warn!(table, %error, "a stream ends, and it is not known whether all of it is archived");
            }
            Ok(Err(_)) => {
                tracing::warn!(
                    table,
                    "a stream ends with changes that were not archived within {seconds} seconds: they are lost"
                );
            }
        }
    }
}

impl LastRecords {
    /// Returns once they are; at once where nobody follows the table, or it has no stream.
    async fn are_archived(&self, table: &str) -> Result<(), SourceError> {
        let followed = self.catalog.tables().await?.into_iter().find(|followed| followed.name == table);
        let Some(TableStream::On { arn, .. }) = followed.map(|followed| followed.stream) else { return Ok(()) };
        while self.has_unarchived(table, &arn).await? {
            if !self.statuses.has_stream(table) {
                self.statuses.tables_have_changed();
            }
            self.statuses.wake(table);
            time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Whether the stream holds anything behind what is archived of it.
    async fn has_unarchived(&self, table: &str, arn: &str) -> Result<bool, SourceError> {
        let description = self.streams.describe_stream(arn, None).await?;
        // An archive that does not answer has not archived anything more.
        let Ok(archived) = self.archive.shards(arn).await else { return Ok(true) };
        for shard in description.shards {
            let known = archived.iter().find(|archived| archived.shard_id == shard.shard_id);
            let start = match known.and_then(|known| known.checkpoint.clone()) {
                Some(checkpoint) => IteratorStart::AfterSequenceNumber(checkpoint),
                // What was there before it was begun with the next change is not wished for, and what that is nobody knows.
                None if self.start == StartPosition::Latest && known.is_some() => continue,
                None => IteratorStart::TrimHorizon,
            };
            let (table, stream_arn) = (table.to_owned(), arn.to_owned());
            let address =
                ShardAddress { table, stream_arn, shard_id: shard.shard_id, view_type: description.view_type };
            let iterator = self.streams.shard_iterator(&address, &start).await?;
            if !self.streams.records(&address, &iterator, RECORDS_PER_PAGE).await?.changes.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
