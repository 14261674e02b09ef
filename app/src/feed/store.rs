//! The fold of feed messages into what the Live page shows. Pure: no clock, no socket, no page.

use std::{collections::VecDeque, sync::Arc};

use super::activity::Activity;
use crate::{
    api::ChangePage,
    model::{ChangeId, ChangeSummary},
    protocol::FeedMessage,
};

/// The most changes that are kept in memory.
pub const MAX_CHANGES: usize = 5_000;

/// The most changes that are kept for a paused page; more are only counted, so that what it shows stays.
pub const MAX_PENDING: usize = 4_000;

/// What the page has to do after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Show what the store holds.
    Show,
    /// Load the newest changes anew and subscribe from there.
    Refetch,
}

/// What the server did not understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// In words.
    pub message: String,
    /// Where in the query, in characters from 0.
    pub column: Option<usize>,
}

/// The changes that the page holds, newest last, and where it stands.
///
/// Every change has a number that never moves while the page lives: the changes loaded first end with −1, the first
/// live one is 0. Rows are bound to numbers, so that a new change moves no other.
#[derive(Clone, Debug)]
pub struct FeedStore {
    changes: VecDeque<Arc<ChangeSummary>>,
    /// The number of the next change to come.
    next: i64,
    /// While paused, the number after the newest change shown.
    frozen: Option<i64>,
    /// Changes that came while paused and did not fit.
    uncounted: u64,
    cursor: ChangeId,
    epoch: String,
    /// Where the archive has to be read on for older changes than these; nothing when there are none.
    older: Option<ChangeId>,
    /// Lag of the slowest shard, as last told.
    pub lag_ms: Option<u64>,
    /// What the server did not understand, as last told.
    pub problem: Option<Problem>,
    /// How many changes happened when.
    pub activity: Activity,
}

impl FeedStore {
    /// Begins with a page of the newest changes.
    pub fn new(page: ChangePage) -> Self {
        let mut store = Self {
            changes: VecDeque::with_capacity(page.changes.len()),
            next: 0,
            frozen: None,
            uncounted: 0,
            cursor: page.cursor,
            epoch: page.epoch,
            older: None,
            lag_ms: None,
            problem: None,
            activity: Activity::default(),
        };
        store.prepend(page.changes, page.older);
        store
    }

    /// Takes a message in.
    pub fn fold(&mut self, message: FeedMessage) -> Then {
        match message {
            FeedMessage::Rows { rows: changes } | FeedMessage::Changes { changes } => self.append(changes),
            FeedMessage::CaughtUp { cursor, epoch } => {
                self.cursor = self.cursor.max(cursor);
                self.epoch = epoch;
                self.problem = None;
            }
            FeedMessage::Heartbeat { cursor, lag_ms } => {
                self.cursor = self.cursor.max(cursor);
                self.lag_ms = lag_ms;
            }
            FeedMessage::Refetch { .. } => return Then::Refetch,
            FeedMessage::Error { message, column } => self.problem = Some(Problem { message, column }),
        }
        Then::Show
    }

    /// Takes what comes after everything that is here; what is told twice is taken once.
    fn append(&mut self, changes: Vec<ChangeSummary>) {
        for change in changes {
            if change.id <= self.cursor {
                continue;
            }
            self.cursor = change.id;
            self.activity.count(&change);
            if self.pending() >= MAX_PENDING as u64 {
                self.uncounted += 1;
                continue;
            }
            self.changes.push_back(Arc::new(change));
            self.next += 1;
            if self.changes.len() > MAX_CHANGES {
                self.older = self.changes.pop_front().and(self.changes.front()).map(|oldest| oldest.id);
            }
        }
    }

    /// Takes an older page, newest first, as far as there is room.
    pub fn prepend(&mut self, changes: Vec<ChangeSummary>, older: Option<ChangeId>) {
        self.older = older;
        for change in changes {
            if self.changes.len() >= MAX_CHANGES {
                self.older = self.changes.front().map(|oldest| oldest.id);
                return;
            }
            if self.changes.front().is_none_or(|oldest| change.id < oldest.id) {
                self.activity.count(&change);
                self.changes.push_front(Arc::new(change));
            }
        }
    }

    /// Freezes what is shown; what comes is kept.
    pub fn pause(&mut self) {
        self.frozen.get_or_insert(self.next);
    }

    /// Shows everything again. After so long a pause that not everything was kept, the newest have to be loaded anew.
    pub fn resume(&mut self) -> Then {
        self.frozen = None;
        if self.uncounted > 0 { Then::Refetch } else { Then::Show }
    }

    /// How many changes came since the pause began.
    pub fn pending(&self) -> u64 {
        let kept = self.frozen.map_or(0, |frozen| self.next.saturating_sub(frozen));
        kept.unsigned_abs() + self.uncounted
    }

    /// The number after the newest change shown.
    pub fn end(&self) -> i64 {
        self.frozen.unwrap_or(self.next)
    }

    /// The number of the oldest change shown.
    pub fn start(&self) -> i64 {
        self.oldest_kept().min(self.end())
    }

    /// How many changes are shown, scrolled to or not.
    pub fn shown(&self) -> usize {
        usize::try_from(self.end() - self.start()).unwrap_or(0)
    }

    fn oldest_kept(&self) -> i64 {
        self.next - i64::try_from(self.changes.len()).unwrap_or(i64::MAX)
    }

    /// The change with that number, if it is kept.
    pub fn get(&self, number: i64) -> Option<&Arc<ChangeSummary>> {
        self.changes.get(usize::try_from(number - self.oldest_kept()).ok()?)
    }

    /// The number of a change that is shown.
    pub fn number_of(&self, id: ChangeId) -> Option<i64> {
        let at = self.changes.binary_search_by_key(&id, |change| change.id).ok()?;
        let number = self.oldest_kept() + i64::try_from(at).ok()?;
        (number < self.end()).then_some(number)
    }

    /// The newest change, shown or not.
    pub fn newest(&self) -> Option<&Arc<ChangeSummary>> {
        self.changes.back()
    }

    /// Where an older page has to begin; nothing when there is none, or no room for it.
    pub fn older_before(&self) -> Option<ChangeId> {
        self.older.filter(|_| self.changes.len() < MAX_CHANGES)
    }

    /// Whether older changes exist that there is no room for.
    pub fn is_full(&self) -> bool {
        self.older.is_some() && self.changes.len() >= MAX_CHANGES
    }

    /// Everything up to here has been looked at: where to subscribe from.
    pub fn cursor(&self) -> ChangeId {
        self.cursor
    }

    /// The archive's epoch that the cursor belongs to.
    pub fn epoch(&self) -> &str {
        &self.epoch
    }
}

#[cfg(test)]
pub(super) mod sample {
    //! Changes for tests.
    use crate::model::{ChangeId, ChangeSummary, Op, Timestamp, summary::Words};

    /// A change with that id, in that second.
    pub(in crate::feed) fn change_at(id: i64, second: i64) -> ChangeSummary {
        ChangeSummary {
            id: ChangeId(id),
            table: "demo-orders".to_owned(),
            item_key: format!("id={id}").parse().expect("a key"),
            op: Op::Insert,
            actor: None,
            created_at: Timestamp::from_millis(second * 1_000),
            archived_at: Timestamp::from_millis(second * 1_000),
            size_bytes: 1,
            words: Words::Unchanged,
        }
    }
}

#[cfg(test)]
mod tests;
