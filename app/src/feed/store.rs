//! The fold of feed messages into what the Live page shows. Pure: no clock, no socket, no page.

use std::{ops::Range, sync::Arc};

use afterimage_model::{ChangeId, ChangeSummary, page::ChangePage, protocol::FeedMessage};

use super::{
    activity::Activity,
    roll::{LEAF, MAX_KEPT_LEAVES, Missing, Roll},
};

/// The most changes that a moving list has, whether in memory or in the archive: at 30 pixels each, browsers draw no
/// much higher list. What is older is found with Search.
pub const MAX_LISTED: i64 = 500_000;

/// The most changes that are listed while the page is paused; more are only counted.
pub const MAX_PENDING: u64 = 1_000_000;

/// What the page has to do after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Show what the store holds.
    Show,
    /// Load the newest changes anew and subscribe from there.
    Refetch,
    /// Subscribe again, from what comes next: the list stands still, and is loaded anew when it goes on.
    Resubscribe,
}

/// What the server did not understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// In words.
    pub message: String,
    /// Where in the query, in characters from 0.
    pub column: Option<usize>,
}

/// How many changes wait while the page is paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// So many are known.
    pub count: u64,
    /// Whether there are more than those: the connection was lost for so long that nobody counted.
    pub or_more: bool,
}

/// The changes of a list, and where it stands.
#[derive(Clone, Debug)]
pub struct FeedStore {
    roll: Roll,
    /// The numbers of what is on the page.
    looked_at: Range<i64>,
    /// While paused, the number after the newest change shown.
    frozen: Option<i64>,
    /// The reader has cleared the list of what is older than this number.
    cleared: Option<i64>,
    /// Changes that came while paused and are not listed.
    unlisted: u64,
    /// While paused, what came is not known without a hole any more.
    is_torn: bool,
    /// The archive is not the one any more that the list was read from.
    is_replaced: bool,
    cursor: ChangeId,
    epoch: String,
    query: String,
    /// Where the archive has to be read on for older changes than these; nothing when there are none.
    older: Option<ChangeId>,
    /// How many changes came live since the page was loaded.
    pub arrived: u64,
    /// Lag of the slowest shard, as last told.
    pub lag_ms: Option<u64>,
    /// How many changes the archive has that the server has not looked at for this page yet, as last told.
    pub behind: u64,
    /// What the server did not understand, as last told.
    pub problem: Option<Problem>,
    /// How many changes happened when.
    pub activity: Activity,
}

impl FeedStore {
    /// Begins with a page of the newest changes.
    pub fn new(page: ChangePage) -> Self {
        // The page may have changes that were archived after it was asked for: they are not to be told again.
        let newest = page.changes.first().map_or(page.cursor, |change| change.id);
        let mut store = Self {
            roll: Roll::default(),
            looked_at: 0..0,
            frozen: None,
            cleared: None,
            unlisted: 0,
            is_torn: false,
            is_replaced: false,
            cursor: page.cursor.max(newest),
            epoch: page.epoch,
            query: page.query,
            older: None,
            arrived: 0,
            lag_ms: None,
            behind: 0,
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
                self.behind = 0;
                self.problem = None;
            }
            FeedMessage::Heartbeat { cursor, lag_ms, behind } => {
                self.cursor = self.cursor.max(cursor);
                self.lag_ms = lag_ms;
                self.behind = behind;
            }
            FeedMessage::Refetch { why } => return self.lose_position(&why),
            FeedMessage::Error { message, column } => self.problem = Some(Problem { message, column }),
        }
        Then::Show
    }

    /// The server cannot go on from the cursor. A moving list is loaded anew; one that stands still is left as it is.
    fn lose_position(&mut self, why: &str) -> Then {
        if self.frozen.is_none() {
            return Then::Refetch;
        }
        self.is_torn = true;
        self.is_replaced |= why == "epoch_changed";
        Then::Resubscribe
    }

    /// Takes what comes after everything that is here; what is told twice is taken once.
    fn append(&mut self, changes: Vec<ChangeSummary>) {
        let last_leaf = self.roll.end().div_euclid(LEAF);
        for change in changes {
            if change.id <= self.cursor {
                continue;
            }
            self.cursor = change.id;
            self.arrived += 1;
            self.activity.count(&change);
            if self.is_torn || self.pending().count >= MAX_PENDING {
                self.unlisted += 1;
            } else {
                self.roll.push(change);
            }
        }
        if self.frozen.is_none() && self.roll.shorten(MAX_LISTED) {
            self.older = self.roll.oldest_id();
        }
        // Nothing is looked at while the tab is hidden, and memory is bounded all the same.
        if self.roll.end().div_euclid(LEAF) != last_leaf {
            self.roll.put_away(&self.looked_at, MAX_KEPT_LEAVES);
        }
    }

    /// Takes an older page, newest first.
    pub fn prepend(&mut self, changes: Vec<ChangeSummary>, older: Option<ChangeId>) {
        for change in changes {
            if self.roll.oldest_id().is_none_or(|oldest| change.id < oldest) {
                self.activity.count(&change);
                self.roll.push_older(change);
            }
        }
        self.older = older;
    }

    /// Tells what is on the page: what is far from it, and more than memory is to hold, is put away.
    pub fn look_at(&mut self, numbers: Range<i64>) {
        self.looked_at = numbers;
        self.roll.put_away(&self.looked_at, MAX_KEPT_LEAVES);
    }

    /// Changes on the page that have to be loaded, if any.
    pub fn missing(&self) -> Option<Missing> {
        self.roll.missing(&self.looked_at).filter(|_| !self.is_replaced)
    }

    /// Takes changes back that were put away; whether they were the right ones.
    pub fn fill(&mut self, missing: Missing, changes: Vec<ChangeSummary>) -> bool {
        self.roll.fill(missing, changes)
    }

    /// Freezes what is shown; what comes is kept.
    pub fn pause(&mut self) {
        self.pause_at(self.roll.end());
    }

    /// Freezes what was shown when the number after the newest change was `end`.
    pub fn pause_at(&mut self, end: i64) {
        self.frozen.get_or_insert(end.min(self.roll.end()));
    }

    /// Shows everything again. After a pause in which not everything could be listed, the newest have to be loaded
    /// anew; older ones follow from there without a hole.
    pub fn resume(&mut self) -> Then {
        self.frozen = None;
        if self.unlisted > 0 || self.is_torn { Then::Refetch } else { Then::Show }
    }

    /// Takes what is shown off the list; what is new is not.
    pub fn clear(&mut self) {
        self.cleared = Some(self.end());
    }

    /// Takes a clearing back.
    pub fn show_cleared(&mut self) {
        self.cleared = None;
    }

    /// How many changes that are at hand were cleared away; nothing when the list was not cleared.
    pub fn cleared(&self) -> Option<u64> {
        self.cleared.map(|cleared| (cleared - self.roll.start()).max(0).unsigned_abs())
    }

    /// How many changes came since the pause began.
    pub fn pending(&self) -> Pending {
        let listed = self.frozen.map_or(0, |frozen| self.roll.end().saturating_sub(frozen));
        Pending { count: listed.unsigned_abs() + self.unlisted, or_more: self.is_torn }
    }

    /// Whether history was replaced, by a restored archive, under a list that stands still.
    pub fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// The number after the newest change shown.
    pub fn end(&self) -> i64 {
        self.frozen.unwrap_or(self.roll.end())
    }

    /// The number after the newest change that is here, shown or not.
    pub fn latest_end(&self) -> i64 {
        self.roll.end()
    }

    /// The number of the oldest change shown.
    pub fn start(&self) -> i64 {
        self.cleared.unwrap_or(i64::MIN).max(self.roll.start()).min(self.end())
    }

    /// How many changes are shown, scrolled to or not.
    pub fn shown(&self) -> usize {
        usize::try_from(self.end() - self.start()).unwrap_or(0)
    }

    /// The change with that number, if it is in memory.
    pub fn get(&self, number: i64) -> Option<&Arc<ChangeSummary>> {
        self.roll.get(number)
    }

    /// The number of a change that is shown.
    pub fn number_of(&self, id: ChangeId) -> Option<i64> {
        self.roll.number_of(id).filter(|number| (self.start()..self.end()).contains(number))
    }

    /// The newest change, shown or not.
    pub fn newest(&self) -> Option<&Arc<ChangeSummary>> {
        self.roll.newest()
    }

    /// Where an older page has to begin; nothing when there is none, or no room for it.
    pub fn older_before(&self) -> Option<ChangeId> {
        self.older.filter(|_| !self.is_full() && self.cleared.is_none() && !self.is_replaced)
    }

    /// Where Search has to go on when the list is as long as it gets.
    pub fn older_elsewhere(&self) -> Option<ChangeId> {
        self.older.filter(|_| self.is_full())
    }

    fn is_full(&self) -> bool {
        self.roll.end() - self.roll.start() >= MAX_LISTED
    }

    /// Everything up to here has been looked at: where to subscribe from. Nothing when the server is to begin with what
    /// comes next.
    pub fn position(&self) -> Option<(ChangeId, String)> {
        (!self.is_torn).then(|| (self.cursor, self.epoch.clone()))
    }

    /// The query whose changes these are, with the bounds that the first page had.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Everything up to here has been looked at.
    pub fn cursor(&self) -> ChangeId {
        self.cursor
    }
}

#[cfg(test)]
pub(super) mod sample {
    //! Changes for tests.
    use afterimage_model::{ChangeId, ChangeSummary, Op, Timestamp, summary::Words};

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
