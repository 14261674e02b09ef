//! The archive's ids of what changes name: tables, streams, shards, actors. Remembered, because every change asks.

use std::collections::HashMap;

use afterimage_archive::{ArchiveError, IncomingChange, Result, ShardPage};
use afterimage_model::{Actor, SequenceNumber};
use sqlx::SqliteConnection;

use crate::{
    database::{SoleWriter, Stored},
    schema::{codes, ids},
};

/// A shard as the writer knows it.
#[derive(Clone, Debug)]
pub(super) struct Shard {
    pub(super) id: i64,
    pub(super) checkpoint: Option<SequenceNumber>,
}

/// What was looked up so far. True because nobody else writes; thrown away when a transaction fails, because it remembers that
/// transaction's checkpoints.
#[derive(Debug)]
pub(super) struct IdCache {
    tables: HashMap<String, i64>,
    /// By the stream's ARN, and then by the shard's id.
    shards: HashMap<String, HashMap<String, Shard>>,
    actors: HashMap<Actor, i64>,
}

impl IdCache {
    /// Nothing yet, for the one that writes.
    pub(super) fn of(_: &SoleWriter) -> Self {
        Self { tables: HashMap::new(), shards: HashMap::new(), actors: HashMap::new() }
    }

    /// The table's id, where it was learnt.
    pub(super) fn table(&self, name: &str) -> Option<i64> {
        self.tables.get(name).copied()
    }

    /// The page's shard, where it was learnt.
    pub(super) fn shard(&self, page: &ShardPage) -> Option<&Shard> {
        self.shards.get(&page.stream_arn)?.get(&page.shard_id)
    }

    /// The actor's id, where it was learnt.
    pub(super) fn actor(&self, actor: &Actor) -> Option<i64> {
        self.actors.get(actor).copied()
    }

    /// Remembers how far the shard is, which the transaction writes down.
    pub(super) fn set_checkpoint(&mut self, page: &ShardPage, checkpoint: SequenceNumber) {
        let shard = self.shards.get_mut(&page.stream_arn).and_then(|shards| shards.get_mut(&page.shard_id));
        if let Some(shard) = shard {
            shard.checkpoint = Some(checkpoint);
        }
    }

    /// Looks up, or puts in, whatever the page names. A name without changes does no harm, so this needs to be in no
    /// transaction with them.
    pub(super) async fn learn(&mut self, connection: &mut SqliteConnection, page: &ShardPage) -> Result<()> {
        if self.shard(page).is_none() {
            self.learn_shard(connection, page).await?;
        }
        for change in page.changes.iter() {
            if self.table(&change.table).is_none() {
                let id = ids::table_id(connection, &change.table).await?;
                self.tables.insert(change.table.clone(), id);
            }
            if let Some(actor) = change.actor.as_ref().filter(|actor| self.actor(actor).is_none()) {
                let id = actor_id(connection, actor).await?;
                self.actors.insert(actor.clone(), id);
            }
        }
        Ok(())
    }

    /// A stream that was not put in yet is, from what the page's first change says of it.
    async fn learn_shard(&mut self, connection: &mut SqliteConnection, page: &ShardPage) -> Result<()> {
        let stream_id = match ids::find_stream(connection, &page.stream_arn).await? {
            Some(stream_id) => stream_id,
            None => new_stream(connection, page).await?,
        };
        let id = ids::shard_id(connection, stream_id, &page.shard_id).await?;
        let checkpoint: Option<String> = sqlx::query_scalar("SELECT checkpoint FROM shards WHERE shard_id = ?")
            .bind(id)
            .fetch_one(connection)
            .await
            .stored()?;
        let checkpoint =
            checkpoint.map(|digits| digits.parse()).transpose().map_err(|cause| ArchiveError::Unreadable {
                what: format!("the checkpoint of shard {}", page.shard_id),
                cause: Box::new(cause),
            })?;
        let shards = self.shards.entry(page.stream_arn.clone()).or_default();
        shards.insert(page.shard_id.clone(), Shard { id, checkpoint });
        Ok(())
    }
}

async fn new_stream(connection: &mut SqliteConnection, page: &ShardPage) -> Result<i64> {
    let unknown = || ArchiveError::UnknownStream(page.stream_arn.clone());
    let change: &IncomingChange = page.changes.first().ok_or_else(unknown)?;
    let table_id = ids::table_id(connection, &change.table).await?;
    sqlx::query("INSERT INTO streams (arn, table_id, view_type) VALUES (?, ?, ?)")
        .bind(&page.stream_arn)
        .bind(table_id)
        .bind(codes::of_view_type(change.view_type))
        .execute(&mut *connection)
        .await
        .stored()?;
    ids::find_stream(connection, &page.stream_arn).await?.ok_or_else(unknown)
}

async fn actor_id(connection: &mut SqliteConnection, actor: &Actor) -> Result<i64> {
    sqlx::query("INSERT INTO actors (kind, principal_id, label) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(&actor.kind)
        .bind(&actor.principal_id)
        .bind(actor.label())
        .execute(&mut *connection)
        .await
        .stored()?;
    let id = sqlx::query_scalar("SELECT actor_id FROM actors WHERE kind = ? AND principal_id = ?")
        .bind(&actor.kind)
        .bind(&actor.principal_id)
        .fetch_one(connection)
        .await
        .stored()?;
    Ok(id)
}
