//! What is written down beside the changes: rare, small writes, each in its own transaction.

use afterimage_archive::{Result, ShardRecord, StreamRecord};
use afterimage_model::table::Gap;
use sqlx::SqliteConnection;

use crate::{
    database::{fail_point, transaction},
    index::IndexUpdate,
    registry::{
        baselines::{self, BaselineNote},
        gaps, shards, streams,
        views::{self, ViewNote},
    },
};

/// Something that is written down beside the changes.
pub(crate) enum Registration {
    Stream(StreamRecord),
    Shards { stream_arn: String, shards: Vec<ShardRecord> },
    Finished { stream_arn: String, shard_id: String },
    Gap(Gap),
    Baseline(BaselineNote),
    Index(IndexUpdate),
    View(ViewNote),
}

/// Writes it down, whole or not at all.
pub(super) async fn register(connection: &mut SqliteConnection, registration: &Registration) -> Result<()> {
    transaction::begin(connection).await?;
    let written = write(connection, registration).await;
    fail_point::pass("registration-written");
    transaction::end(connection, written).await?;
    fail_point::pass("registered");
    Ok(())
}

async fn write(connection: &mut SqliteConnection, registration: &Registration) -> Result<()> {
    match registration {
        Registration::Stream(stream) => streams::upsert(connection, stream).await,
        Registration::Shards { stream_arn, shards } => shards::upsert(connection, stream_arn, shards).await,
        Registration::Finished { stream_arn, shard_id } => shards::finish(connection, stream_arn, shard_id).await,
        Registration::Gap(gap) => gaps::record(connection, gap).await,
        Registration::Baseline(note) => baselines::note(connection, note).await,
        Registration::Index(update) => update.write(connection).await,
        Registration::View(note) => views::note(connection, note).await,
    }
}
