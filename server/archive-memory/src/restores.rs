//! Which change restored which: noted before the write is sent, and recognised when it is archived.

use afterimage_archive::{RestoreId, RestoreNote, RestoredVersion};
use afterimage_model::{Change, ChangeId, Image, Op, Timestamp};

use crate::state::{Restore, Stage, State};

/// A restore whose change has not come is waited for so long: a stream keeps its records for 24 hours, and an hour is
/// for clocks.
const AWAITED_FOR_MS: i64 = 25 * 60 * 60 * 1_000;

/// The most changes that are told of as having restored one.
const MAX_RESTORED_BY: usize = 20;

impl State {
    /// Notes a restore that is about to be sent.
    pub(crate) fn note_restore(&mut self, note: RestoreNote, now: Timestamp) -> RestoreId {
        self.end_overdue_restores(now);
        self.meet_table(&note.table);
        self.restores.push(Restore { note, requested_at: now, stage: Stage::Awaited });
        RestoreId(i64::try_from(self.restores.len()).unwrap_or(i64::MAX))
    }

    /// Takes a restore back that was not done.
    pub(crate) fn forget_restore(&mut self, id: RestoreId) {
        let restore = place(id).and_then(|at| self.restores.get_mut(at));
        if let Some(restore) = restore.filter(|restore| restore.stage == Stage::Awaited) {
            restore.stage = Stage::Over;
        }
    }

    /// Ends the waiting for what is too long ago.
    pub(crate) fn end_overdue_restores(&mut self, now: Timestamp) {
        for restore in self.restores.iter_mut().filter(|restore| restore.stage == Stage::Awaited) {
            if restore.requested_at.as_millis() <= now.as_millis() - AWAITED_FOR_MS {
                restore.stage = Stage::Over;
            }
        }
    }

    /// A change is archived: the first restore that waits for such a one has arrived.
    pub(crate) fn restored_by(&mut self, change: &Change) {
        let is_its = |restore: &&mut Restore| restore.stage == Stage::Awaited && is_done_by(&restore.note, change);
        if let Some(restore) = self.restores.iter_mut().find(is_its) {
            restore.stage = Stage::ArrivedAs(change.id);
        }
    }

    /// The change that a restore arrived as.
    pub(crate) fn arrived_as(&self, id: RestoreId) -> Option<ChangeId> {
        match self.restores.get(place(id)?)?.stage {
            Stage::ArrivedAs(change) => Some(change),
            Stage::Awaited | Stage::Over => None,
        }
    }

    /// What a change restored.
    pub(crate) fn restored(&self, by: ChangeId) -> Option<RestoredVersion> {
        let restore = self.restores.iter().find(|restore| restore.stage == Stage::ArrivedAs(by))?;
        let change_id = restore.note.restored;
        Some(RestoredVersion { by, change_id, version: self.kept(change_id)?.version })
    }

    /// The newest changes that brought the item back to what a change made.
    pub(crate) fn restorers_of(&self, change: ChangeId) -> Vec<(ChangeId, u64)> {
        let of_change = self.restores.iter().filter(|restore| restore.note.restored == change);
        let mut arrived: Vec<(ChangeId, u64)> = of_change
            .filter_map(|restore| match restore.stage {
                Stage::ArrivedAs(id) => Some((id, self.kept(id)?.version)),
                Stage::Awaited | Stage::Over => None,
            })
            .collect();
        arrived.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
        arrived.truncate(MAX_RESTORED_BY);
        arrived
    }
}

/// Where in the list a restore is.
fn place(RestoreId(id): RestoreId) -> Option<usize> {
    usize::try_from(id).ok()?.checked_sub(1)
}

/// Whether the wanted image is the one that a record carries, but for what DynamoDB itself writes; a record that carries none
/// speaks against nothing.
fn is(wanted: Option<&Image>, carried: Option<&Image>) -> bool {
    carried.is_none() || wanted.map(Image::without_managed) == carried.map(Image::without_managed)
}

/// Whether this is the change that a restore arrives as. What the record carries of the images decides; where it carries
/// neither, nothing is claimed.
fn is_done_by(note: &RestoreNote, change: &Change) -> bool {
    if change.table != note.table || change.item_key != note.item_key {
        return false;
    }
    let (old, new) = (change.old_image.as_ref(), change.new_image.as_ref());
    let (before, after) = (note.before.as_ref(), note.after.as_ref());
    match (change.op, after) {
        (Op::Remove, None) => is(before, old),
        (Op::Insert | Op::Modify, Some(_)) => {
            (old.is_some() || new.is_some()) && is(after, new) && (new.is_some() || is(before, old))
        }
        _ => false,
    }
}
