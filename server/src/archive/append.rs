//! Pages into the log: which of their changes are new, what becomes of their items, and one transaction for it all.

use std::collections::{HashMap, HashSet};

use afterimage_app::model::{ChangeId, SequenceNumber};
use sqlx::SqliteConnection;

use super::{
    ArchiveError, Committed, IncomingChange, Result, ShardPage,
    batch::{Batch, Fresh, ItemName, ItemState, Positions},
    encoded::{EncodedChange, EncodedPage},
    fail_point,
    images::Encoder,
    known_items::KnownItems,
    names::Names,
    restores::Awaiting,
    statements::Statements,
    transaction,
};
use crate::clock::SharedClock;

/// Appends pages; remembers between transactions what would otherwise be looked up each time.
pub(super) struct Appender {
    names: Names,
    items: KnownItems,
    positions: Positions,
    encoder: Encoder,
    statements: Statements,
    /// Restores whose changes are to come.
    pub(super) restores: Awaiting,
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

/// What a transaction did; it holds once it is committed.
struct Filled<'a> {
    positions: Positions,
    items: HashMap<ItemName<'a>, ItemState>,
    /// Of each page: how many of its changes are new, and how many are not.
    counts: Vec<(usize, usize)>,
    /// The restores that its changes complete.
    restores: Vec<i64>,
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
            sqlx::query_scalar("SELECT coalesce(max(block_id), 0) FROM blocks").fetch_one(&mut *connection).await?;
        let restores = Awaiting::start(connection, clock.now()).await?;
        Ok(Self {
            names: Names::default(),
            items: KnownItems::default(),
            positions: Positions { change_id: change_id.unwrap_or(0), item_id, block_id },
            encoder: Encoder::default(),
            statements: Statements::new(),
            restores,
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
            // They may hold what was rolled back.
            self.names = Names::default();
            self.items = KnownItems::default();
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
        let filled = transaction::end(connection, filled).await?;
        fail_point::pass("committed");
        self.positions = filled.positions;
        self.items.keep(filled.items);
        self.restores.arrived(&filled.restores);
        Ok(filled.counts)
    }

    /// Writes what is new.
    async fn fill<'a>(&mut self, connection: &mut SqliteConnection, pages: &'a [EncodedPage]) -> Result<Filled<'a>> {
        let sifted = self.sift(connection, pages).await?;
        let items = self.items_of(connection, &sifted.fresh).await?;
        let mut batch = Batch::new(self.positions, items, self.clock.now());
        let mut counts = sifted.counts;
        let (mut fresh, mut pages) = (sifted.fresh.iter(), sifted.pages.into_iter());
        let mut rows = Vec::new();
        for (archived, skipped) in counts.iter_mut().filter(|(archived, _)| *archived > 0) {
            let Some((page, count)) = pages.next() else { break };
            let writing = self.statements.write_changes(connection, &rows);
            // Polled second: the database is at work on one page's rows while the next one's are worked out.
            let working_out = async {
                let late = batch.add_page(page, fresh.by_ref().take(count), &mut self.encoder);
                *archived -= late;
                *skipped += late;
                batch.take_changes()
            };
            let (written, worked_out) = tokio::join!(biased; writing, working_out);
            written?;
            rows = worked_out;
        }
        batch.finish(&mut self.encoder);
        self.statements.write_changes(connection, &rows).await?;
        self.statements.write_rest(connection, &batch, &sifted.checkpoints).await?;
        let restores = self.restores.link(connection, &sifted.fresh).await?;
        Ok(Filled { positions: batch.positions(), items: batch.items, counts, restores })
    }

    /// Those of the changes' items that the archive knows.
    async fn items_of<'a>(
        &self,
        connection: &mut SqliteConnection,
        fresh: &[Fresh<'a>],
    ) -> Result<HashMap<ItemName<'a>, ItemState>> {
        let (mut items, mut unknown) = (HashMap::with_capacity(fresh.len()), Vec::new());
        for name in fresh.iter().map(|fresh| fresh.item) {
            match self.items.get(&name) {
                Some(state) => {
                    items.entry(name).or_insert_with(|| state.clone());
                }
                None => unknown.push(name),
            }
        }
        unknown.sort_unstable();
        unknown.dedup();
        self.statements.load_items(connection, &unknown, &mut items).await?;
        Ok(items)
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
            for (change, encoded) in new {
                sifted.fresh.push(self.identify(connection, change, encoded, shard.id).await?);
            }
        }
        Ok(sifted)
    }

    async fn identify<'a>(
        &mut self,
        connection: &mut SqliteConnection,
        change: &'a IncomingChange,
        encoded: &'a EncodedChange,
        shard_id: i64,
    ) -> Result<Fresh<'a>> {
        let table_id = self.names.table(connection, &change.table).await?;
        let actor_id = match &change.actor {
            Some(actor) => Some(self.names.actor(connection, actor).await?),
            None => None,
        };
        Ok(Fresh { change, encoded, item: (table_id, &encoded.item_key), shard_id, actor_id })
    }
}

/// The page's changes after the checkpoint, each once.
///
/// Only the checkpoint from before the page decides: should a page ever be out of order, nothing of it is lost.
fn new_changes<'a>(
    encoded: &'a EncodedPage,
    checkpoint: Option<&SequenceNumber>,
) -> Result<Vec<(&'a IncomingChange, &'a EncodedChange)>> {
    let page: &ShardPage = &encoded.page;
    let in_order = page.changes.is_sorted_by(|one, next| one.sequence_number < next.sequence_number);
    let mut seen = HashSet::new();
    let mut new = Vec::with_capacity(page.changes.len());
    for (change, encoded) in page.changes.iter().zip(&encoded.changes) {
        if change.shard_id != page.shard_id || change.stream_arn != page.stream_arn {
            let other = format!("{} of {}", change.shard_id, change.stream_arn);
            return Err(ArchiveError::ForeignChange { shard_id: page.shard_id.clone(), other });
        }
        let number = &change.sequence_number;
        if checkpoint.is_none_or(|checkpoint| number > checkpoint) && (in_order || seen.insert(number)) {
            new.push((change, encoded));
        }
    }
    Ok(new)
}
