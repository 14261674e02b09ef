//! Pages into what is kept: what of them is new, and what becomes of their items.

use std::{collections::HashSet, sync::Arc};

use afterimage_archive::{ArchiveError, Committed, IncomingChange, Result, ShardPage, StreamRecord};
use afterimage_model::{Change, ChangeId, Image, Op, SequenceNumber, Timestamp};

use crate::state::{Item, Kept, State, Stream, Table};

impl State {
    /// Archives a page, whole or not at all. `whole`: only where all of it is new.
    pub(crate) fn append(&mut self, page: &ShardPage, now: Timestamp, whole: bool) -> Result<Committed> {
        refuse_foreign(page)?;
        // Before anything is changed: what cannot be read back fails the page as a whole.
        let read = page.changes.iter().map(read).collect::<Result<Vec<_>>>()?;
        self.meet_stream(page)?;
        let shard = self.known_stream(&page.stream_arn)?.shard(&page.shard_id);
        let new = new_changes(page, shard.checkpoint.as_ref());
        if whole && new.len() < page.changes.len() {
            return Err(ArchiveError::Passed { shard_id: page.shard_id.clone() });
        }
        let reached = new.iter().map(|at| &page.changes[*at].sequence_number).chain(&page.checkpoint).max();
        let reached = reached.filter(|reached| shard.checkpoint.as_ref() < Some(*reached)).cloned();
        if let Some(reached) = reached {
            shard.checkpoint = Some(reached);
        }
        self.end_overdue_restores(now);
        let mut archived = 0;
        for at in &new {
            if self.add(&page.changes[*at], &read[*at], now) {
                archived += 1;
            }
        }
        Ok(Committed { archived, skipped: page.changes.len() - archived, last_id: self.last_id() })
    }

    /// A stream that was not put in yet is, from what the page's first change says of it.
    fn meet_stream(&mut self, page: &ShardPage) -> Result<()> {
        if self.stream(&page.stream_arn).is_some() {
            return Ok(());
        }
        let unknown = || ArchiveError::UnknownStream(page.stream_arn.clone());
        let first = page.changes.first().ok_or_else(unknown)?;
        self.meet_table(&first.table);
        let record = StreamRecord {
            arn: page.stream_arn.clone(),
            table: first.table.clone(),
            view_type: first.view_type,
            partition_key: None,
            sort_key: None,
            ended: false,
        };
        self.streams.push(Stream { record, shards: Vec::new() });
        Ok(())
    }

    /// What is known of a table; nothing yet where it was never met.
    pub(crate) fn meet_table(&mut self, name: &str) -> &mut Table {
        self.tables.entry(name.to_owned()).or_default()
    }

    /// The next change; false for a baseline that has come too late.
    fn add(&mut self, incoming: &IncomingChange, read: &Change, now: Timestamp) -> bool {
        let name = (incoming.table.clone(), incoming.item_key.to_string());
        let known = self.items.get(&name);
        if incoming.op == Op::Baseline && known.is_some_and(|item| !item.is_followed_by(incoming)) {
            return false;
        }
        self.meet_table(&incoming.table);
        let id = self.ids.next();
        let number = i64::try_from(self.items.len()).unwrap_or(i64::MAX);
        let item = self.items.entry(name).or_insert_with(|| Item {
            number,
            key: incoming.item_key.clone(),
            changes: Vec::new(),
            latest: None,
        });
        item.changes.push(id);
        item.latest.clone_from(&incoming.new_image);
        let version = item.changes.len() as u64;
        let change = Arc::new(Change { id, archived_at: now, ..read.clone() });
        self.restored_by(&change);
        self.changes.insert(id, Kept { change, version });
        true
    }
}

impl Item {
    /// Whether a baseline says something new of an item that is known. What a stream tells counts more than a scan:
    /// only one that was made knowing the item's latest state, and found another, tells what a gap has swallowed.
    fn is_followed_by(&self, baseline: &IncomingChange) -> bool {
        let known = baseline.old_image.as_ref();
        known.is_some() && self.latest.as_ref() == known && baseline.new_image.as_ref() != known
    }
}

/// The change with its images, and neither id nor time yet.
fn read(change: &IncomingChange) -> Result<Change> {
    let mut unreadable = None;
    let captured = change.clone().map_images(|image| {
        image.to_image().unwrap_or_else(|cause| {
            unreadable = Some(cause);
            Image::from_iter([])
        })
    });
    match unreadable {
        Some(cause) => Err(ArchiveError::Unreadable { what: "an image".to_owned(), cause: Box::new(cause) }),
        None => Ok(Change { id: ChangeId::START, captured, archived_at: Timestamp::from_millis(0) }),
    }
}

fn refuse_foreign(page: &ShardPage) -> Result<()> {
    let is_foreign =
        |change: &&IncomingChange| change.shard_id != page.shard_id || change.stream_arn != page.stream_arn;
    match page.changes.iter().find(is_foreign) {
        Some(change) => {
            let other = format!("{} of {}", change.shard_id, change.stream_arn);
            Err(ArchiveError::ForeignChange { shard_id: page.shard_id.clone(), other })
        }
        None => Ok(()),
    }
}

/// The places of the page's changes after the checkpoint, each once. Only the checkpoint from before the page decides: should
/// a page ever be out of order, nothing of it is lost.
fn new_changes(page: &ShardPage, checkpoint: Option<&SequenceNumber>) -> Vec<usize> {
    let mut seen = HashSet::new();
    let mut is_new = |at: &usize| {
        let number = &page.changes[*at].sequence_number;
        checkpoint.is_none_or(|checkpoint| number > checkpoint) && seen.insert(number)
    };
    (0..page.changes.len()).filter(|at| is_new(at)).collect()
}
