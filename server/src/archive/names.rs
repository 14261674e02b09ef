//! The archive's ids of what changes name: tables, streams, shards, actors. Remembered, because every change asks.

use std::collections::HashMap;

use afterimage_app::model::{Actor, SequenceNumber};
use sqlx::SqliteConnection;

use super::{ArchiveError, IncomingChange, Result, ShardPage, codes, registry};

/// A shard as the writer knows it.
#[derive(Clone, Debug)]
pub(super) struct Shard {
    pub(super) id: i64,
    pub(super) checkpoint: Option<SequenceNumber>,
}

/// What was looked up so far. True as long as nothing else writes; thrown away when a transaction fails, because ids
/// that it gave out are void.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: HashMap<String, i64>,
    /// By the stream's ARN and the shard's id.
    shards: HashMap<(String, String), Shard>,
    actors: HashMap<Actor, i64>,
}

impl Names {
    pub(super) async fn table(&mut self, connection: &mut SqliteConnection, name: &str) -> Result<i64> {
        if let Some(id) = self.tables.get(name) {
            return Ok(*id);
        }
        let id = registry::table_id(connection, name).await?;
        self.tables.insert(name.to_owned(), id);
        Ok(id)
    }

    /// The page's shard. A stream that was not put in yet is, from what the page's first change says of it.
    pub(super) async fn shard(&mut self, connection: &mut SqliteConnection, page: &ShardPage) -> Result<Shard> {
        let name = (page.stream_arn.clone(), page.shard_id.clone());
        if let Some(shard) = self.shards.get(&name) {
            return Ok(shard.clone());
        }
        let stream_id = match registry::stream_id(connection, &page.stream_arn).await? {
            Some(stream_id) => stream_id,
            None => self.new_stream(connection, page).await?,
        };
        let id = registry::shard_id(connection, stream_id, &page.shard_id).await?;
        let checkpoint: Option<String> = sqlx::query_scalar("SELECT checkpoint FROM shards WHERE shard_id = ?")
            .bind(id)
            .fetch_one(connection)
            .await?;
        let checkpoint =
            checkpoint.map(|digits| digits.parse()).transpose().map_err(|cause| ArchiveError::Unreadable {
                what: format!("the checkpoint of shard {}", page.shard_id),
                cause: Box::new(cause),
            })?;
        let shard = Shard { id, checkpoint };
        self.shards.insert(name, shard.clone());
        Ok(shard)
    }

    async fn new_stream(&mut self, connection: &mut SqliteConnection, page: &ShardPage) -> Result<i64> {
        let unknown = || ArchiveError::UnknownStream(page.stream_arn.clone());
        let change: &IncomingChange = page.changes.first().ok_or_else(unknown)?;
        let table_id = self.table(connection, &change.table).await?;
        sqlx::query("INSERT INTO streams (arn, table_id, view_type) VALUES (?, ?, ?)")
            .bind(&page.stream_arn)
            .bind(table_id)
            .bind(codes::of_view_type(change.view_type))
            .execute(&mut *connection)
            .await?;
        registry::stream_id(connection, &page.stream_arn).await?.ok_or_else(unknown)
    }

    /// Remembers how far the shard is, which the transaction writes down.
    pub(super) fn set_checkpoint(&mut self, page: &ShardPage, checkpoint: SequenceNumber) {
        if let Some(shard) = self.shards.get_mut(&(page.stream_arn.clone(), page.shard_id.clone())) {
            shard.checkpoint = Some(checkpoint);
        }
    }

    pub(super) async fn actor(&mut self, connection: &mut SqliteConnection, actor: &Actor) -> Result<i64> {
        if let Some(id) = self.actors.get(actor) {
            return Ok(*id);
        }
        sqlx::query("INSERT INTO actors (kind, principal_id, label) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(&actor.kind)
            .bind(&actor.principal_id)
            .bind(actor.label())
            .execute(&mut *connection)
            .await?;
        let id = sqlx::query_scalar("SELECT actor_id FROM actors WHERE kind = ? AND principal_id = ?")
            .bind(&actor.kind)
            .bind(&actor.principal_id)
            .fetch_one(connection)
            .await?;
        self.actors.insert(actor.clone(), id);
        Ok(id)
    }
}
