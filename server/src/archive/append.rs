//! Pages into the log: which of their changes are new, what becomes of their items, and one transaction for it all.

use std::collections::{HashMap, HashSet};

use afterimage_app::model::{ChangeId, SequenceNumber};
use sqlx::SqliteConnection;

use super::{
    ArchiveError, Committed, IncomingChange, Result, ShardPage,
    batch::{Batch, Fresh, Positions},
    encoded::{EncodedImages, EncodedPage},
    fail_point,
    images::Encoder,
    names::Names,
    statements::Statements,
    transaction,
};
use crate::clock::SharedClock;

/// Appends pages; remembers between transactions what would otherwise be looked up each time.
pub(super) struct Appender {
    names: Names,
    positions: Positions,
    encoder: Encoder,
    statements: Statements,
    clock: SharedClock,
}

/// What of some pages is new.
#[derive(Default)]
struct Sifted<'a> {
    fresh: Vec<Fresh<'a>>,
    /// The pages that they are of, and how many of them are of each.
    pages: Vec<(&'a EncodedPage, usize)>,
    /// By the shard's id, how far it is archived with these pages.
    checkpoints: HashMap<i64, SequenceNumber>,
    /// Of each page: how many of its changes are new, and how many are not.
    counts: Vec<(usize, usize)>,
}

impl Appender {
    /// Looks up where the archive stands.
    pub(super) async fn start(connection: &mut SqliteConnection, clock: SharedClock) -> Result<Self> {
        let change_id: Option<i64> = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")
            .fetch_optional(&mut *connection)
            .await?;
        let item_id =
            sqlx::query_scalar("SELECT coalesce(max(item_id), 0) FROM items").fetch_one(&mut *connection).await?;
        let block_id =
            sqlx::query_scalar("SELECT coalesce(max(block_id), 0) FROM blocks").fetch_one(connection).await?;
        Ok(Self {
            names: Names::default(),
            positions: Positions { change_id: change_id.unwrap_or(0), item_id, block_id },
            encoder: Encoder::new().map_err(|error| ArchiveError::Storage(error.into()))?,
            statements: Statements::new(),
            clock,
        })
    }

    /// The newest committed change.
    pub(super) fn last_id(&self) -> ChangeId {
        ChangeId(self.positions.change_id)
    }

    /// Archives the pages, all or none.
    pub(super) async fn append(
        &mut self,
        connection: &mut SqliteConnection,
        pages: &[EncodedPage],
    ) -> Result<Vec<Committed>> {
        let counts = self.transact(connection, pages).await;
        if counts.is_err() {
            // They may hold ids that were rolled back.
            self.names = Names::default();
        }
        let last_id = self.last_id();
        let committed = |(archived, skipped)| Committed { archived, skipped, last_id };
        counts.map(|counts| counts.into_iter().map(committed).collect())
    }

    async fn transact(
        &mut self,
        connection: &mut SqliteConnection,
        pages: &[EncodedPage],
    ) -> Result<Vec<(usize, usize)>> {
        fail_point::pass("page-received");
        transaction::begin(connection).await?;
        let filled = self.fill(connection, pages).await;
        fail_point::pass("rows-written");
        let (positions, counts) = transaction::end(connection, filled).await?;
        fail_point::pass("committed");
        self.positions = positions;
        Ok(counts)
    }

    /// Writes what is new; the positions hold once it is committed.
    async fn fill(
        &mut self,
        connection: &mut SqliteConnection,
        pages: &[EncodedPage],
    ) -> Result<(Positions, Vec<(usize, usize)>)> {
        let sifted = self.sift(connection, pages).await?;
        let items = self.statements.load_items(connection, &sifted.fresh).await?;
        let mut batch = Batch::new(self.positions, items, self.clock.now());
        let mut counts = sifted.counts;
        let (mut fresh, mut pages) = (sifted.fresh.iter(), sifted.pages.into_iter());
        for (archived, skipped) in counts.iter_mut().filter(|(archived, _)| *archived > 0) {
            let Some((page, count)) = pages.next() else { break };
            batch.begin_page(page);
            for fresh in fresh.by_ref().take(count) {
                if !batch.add(fresh, &mut self.encoder) {
                    *archived -= 1;
                    *skipped += 1;
                }
            }
        }
        batch.finish(&mut self.encoder);
        let positions = batch.positions();
        self.statements.write(connection, batch, &sifted.checkpoints).await?;
        Ok((positions, counts))
    }

    /// Keeps what is after the shards' checkpoints.
    async fn sift<'a>(&mut self, connection: &mut SqliteConnection, pages: &'a [EncodedPage]) -> Result<Sifted<'a>> {
        let mut sifted = Sifted::default();
        for encoded in pages {
            let page = &encoded.page;
            let shard = self.names.shard(connection, page).await?;
            let new = new_changes(encoded, shard.checkpoint.as_ref())?;
            sifted.counts.push((new.len(), page.changes.len() - new.len()));
            let reached = new.iter().map(|(change, _)| &change.sequence_number).chain(&page.checkpoint).max();
            if let Some(reached) = reached.filter(|reached| shard.checkpoint.as_ref() < Some(*reached)) {
                self.names.set_checkpoint(page, reached.clone());
                sifted.checkpoints.insert(shard.id, reached.clone());
            }
            if !new.is_empty() {
                sifted.pages.push((encoded, new.len()));
            }
            for (change, images) in new {
                sifted.fresh.push(self.identify(connection, change, images, shard.id).await?);
            }
        }
        Ok(sifted)
    }

    async fn identify<'a>(
        &mut self,
        connection: &mut SqliteConnection,
        change: &'a IncomingChange,
        images: &'a EncodedImages,
        shard_id: i64,
    ) -> Result<Fresh<'a>> {
        let table_id = self.names.table(connection, &change.table).await?;
        let actor_id = match &change.actor {
            Some(actor) => Some(self.names.actor(connection, actor).await?),
            None => None,
        };
        Ok(Fresh { change, images, item: (table_id, change.item_key.to_string()), shard_id, actor_id })
    }
}

/// The page's changes after the checkpoint, each once.
///
/// Only the checkpoint from before the page decides: should a page ever be out of order, nothing of it is lost.
fn new_changes<'a>(
    encoded: &'a EncodedPage,
    checkpoint: Option<&SequenceNumber>,
) -> Result<Vec<(&'a IncomingChange, &'a EncodedImages)>> {
    let page: &ShardPage = &encoded.page;
    let mut seen = HashSet::with_capacity(page.changes.len());
    let mut new = Vec::with_capacity(page.changes.len());
    for (change, images) in page.changes.iter().zip(&encoded.images) {
        if change.shard_id != page.shard_id || change.stream_arn != page.stream_arn {
            let other = format!("{} of {}", change.shard_id, change.stream_arn);
            return Err(ArchiveError::ForeignChange { shard_id: page.shard_id.clone(), other });
        }
        let number = &change.sequence_number;
        if checkpoint.is_none_or(|checkpoint| number > checkpoint) && seen.insert(number) {
            new.push((change, images));
        }
    }
    Ok(new)
}
