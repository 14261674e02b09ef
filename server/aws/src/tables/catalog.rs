//! The tables as the stream engine asks for them.

use afterimage_capture::source::{FollowedTable, SourceError, SourceErrorKind, TableCatalog, TableStream, Unlisted};
use afterimage_language::Phrase;
use afterimage_model::table::StreamState;
use async_trait::async_trait;
use futures::{StreamExt, stream};

use super::{AwsTables, Failure, FailureKind, TableDescription, describe::DESCRIBED_AT_ONCE};

#[async_trait]
impl TableCatalog for AwsTables {
    async fn tables(&self) -> Result<Vec<FollowedTable>, SourceError> {
        let names = self.followed_names().await?;
        let described = stream::iter(names).map(|name| async move {
            let described = self.describe_without_ttl(&name).await;
            described.map_or_else(|failure| undescribed(name, failure), followed)
        });
        Ok(described.buffered(DESCRIBED_AT_ONCE).collect().await)
    }

    async fn why_unlisted(&self, table: &str) -> Result<Unlisted, SourceError> {
        if self.selection.selects(table) == Some(false) {
            return Ok(Unlisted::Deselected);
        }
        // That it is not in a list is no proof that it is not there.
        match self.describe_without_ttl(table).await {
            Ok(_) if self.selection.selects(table) == Some(true) => {
                Err(Failure::incomplete("ListTables", "TableNames").into())
            }
            // Selected by its tag, which goes with the table: one that is there and not listed has lost its tag.
            Ok(_) => Ok(Unlisted::Deselected),
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(Unlisted::Deleted),
            Err(failure) => Err(failure.into()),
        }
    }
}

fn followed(table: TableDescription) -> FollowedTable {
    let stream = match table.stream {
        Ok(StreamState::Enabled { arn, view_type }) => TableStream::On { arn, view_type },
        Ok(StreamState::Disabled { arn }) => TableStream::Off { last_arn: Some(arn) },
        Ok(StreamState::Off) => TableStream::Off { last_arn: None },
        Ok(StreamState::TableGone) => TableStream::Gone,
        Ok(StreamState::Unknown { reason }) => unknown(reason.into()),
        Err(why) => unknown(why),
    };
    FollowedTable { name: table.name, partition_key: table.partition_key, sort_key: table.sort_key, stream }
}

fn unknown(why: Phrase) -> TableStream {
    TableStream::Unknown(SourceError::new(SourceErrorKind::Other, why))
}

fn undescribed(name: String, failure: Failure) -> FollowedTable {
    let stream = match failure.kind {
        FailureKind::NotFound => TableStream::Gone,
        _ => TableStream::Unknown(failure.into()),
    };
    FollowedTable { name, partition_key: None, sort_key: None, stream }
}
