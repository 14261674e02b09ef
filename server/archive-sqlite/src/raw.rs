//! Changes as they are kept, for whoever passes them on: images stay texts, and nothing is made a tree of.
//!
//! A page goes through two hands, each with a connection of its own, so that both processors have work: one picks the
//! next page's rows while the other looks for this page's images.
//!
//! Uses [`search`](crate::search) and what that uses.

mod picking;
#[cfg(test)]
mod plan_tests;
mod texts;

use std::{mem, ops::ControlFlow, sync::Arc};

use afterimage_archive::{ArchiveError, ChangeCount, RawChange, RawPage, Result};
use afterimage_base::work::{Attention, Work};
use afterimage_model::{ChangeId, Query, query::FoldedTexts};

use self::{
    picking::{PAGE_CHANGES, PickedPage, Picking},
    texts::Texts,
};
use crate::{read::SqliteReader, schema, search::columns_tell_all};

/// A page's texts take about so many bytes at most, and one item more. What a stream says of its records' sizes limits a
/// page as well, but a stream may say anything.
const PAGE_TEXT_BYTES: usize = 1024 * 1024;

/// How many changes the first page has at most: nothing is known yet of how large they are.
const FIRST_CHANGES: usize = 16;

/// How many times as many changes the next page has at most.
const GROWTH: usize = 4;

/// Reads the changes that match a query, page after page, up to where the archive stood when it began.
#[derive(Debug)]
pub struct SqliteRaw {
    query: Arc<Query>,
    after: ChangeId,
    until: ChangeId,
    work: Work,
    picking: Picking,
    texts: Texts,
    /// What was picked and is for later pages.
    rest: Option<PickedPage>,
    /// How many changes the next page has at most.
    changes_at_once: usize,
}

/// How many changes the next page has at most, after one of so many changes with so many bytes.
fn changes_at_once(changes: usize, bytes: usize) -> usize {
    let fitting = changes.saturating_mul(PAGE_TEXT_BYTES) / bytes.max(1);
    fitting.min(changes.saturating_mul(GROWTH)).clamp(1, PAGE_CHANGES)
}

impl SqliteReader {
    /// A reader of the changes after `after` that match and are archived now.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn raw(&self, query: Query, after: ChangeId) -> Result<SqliteRaw> {
        let until = self.last_change_id().await?;
        // Once it has begun it is not refused: what was passed on so far would be all there is.
        let archive = self.patient();
        let picking = Picking::begin(archive.clone(), query.clone(), after, until);
        let (work, texts) = (archive.work.clone(), Texts::of(archive));
        let query = Arc::new(query);
        Ok(SqliteRaw { query, after, until, work, picking, texts, rest: None, changes_at_once: FIRST_CHANGES })
    }
}

impl SqliteRaw {
    /// The last change that it looks at.
    pub fn until(&self) -> ChangeId {
        self.until
    }

    /// How many changes it looks at in all.
    pub fn total(&self) -> ChangeCount {
        ChangeCount::Exactly(self.count_to(self.until))
    }

    /// How many there are up to one of them: here ids are counts.
    fn count_to(&self, to: ChangeId) -> u64 {
        schema::count(to.0.saturating_sub(self.after.0.max(0)))
    }

    /// The next page, which may be empty; nothing at the end.
    ///
    /// # Errors
    /// When the storage fails or a change cannot be read.
    pub async fn next(&mut self) -> Result<Option<RawPage>> {
        let picked = match self.rest.take() {
            Some(rest) => Some(rest),
            None => self.picking.next().await.transpose()?,
        };
        let Some(picked) = picked else { return Ok(None) };
        let (picked, rest) = picked.split(self.changes_at_once);
        self.rest = rest;
        let count = picked.rows.len();
        let mut page = self.texts.page(picked).await?;
        page.scanned = self.count_to(page.scanned_to);
        if count > 0 {
            self.changes_at_once = changes_at_once(count, page.texts.len());
        }
        if columns_tell_all(&self.query) {
            return Ok(Some(page));
        }
        let mut filtering = Filtering::new(Arc::clone(&self.query), page);
        self.work.in_pieces(move |attention| filtering.piece(attention)).await?.map(Some)
    }
}

/// A page of which the changes that match are kept, as memory decides.
struct Filtering {
    query: Arc<Query>,
    page: RawPage,
    changes: std::vec::IntoIter<RawChange>,
}

impl Filtering {
    fn new(query: Arc<Query>, mut page: RawPage) -> Self {
        let changes = mem::take(&mut page.changes).into_iter();
        Self { query, page, changes }
    }

    /// Looks at the next change.
    fn piece(&mut self, attention: &Attention<'_>) -> ControlFlow<Result<RawPage>> {
        let Some(change) = self.changes.next() else { return ControlFlow::Break(Ok(mem::take(&mut self.page))) };
        let read = match self.page.read(&change) {
            Ok(read) => read,
            Err(cause) => {
                let what = format!("change {}", change.id);
                return ControlFlow::Break(Err(ArchiveError::Unreadable { what, cause }));
            }
        };
        // Nobody sees what comes of it when whoever asked is gone.
        let matches = self.query.matches_unless(&read, &FoldedTexts::default(), &|| attention.is_gone());
        if matches.unwrap_or(false) {
            self.page.changes.push(change);
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_grow_while_their_texts_are_small_and_shrink_when_they_are_not() {
        assert_eq!(changes_at_once(FIRST_CHANGES, FIRST_CHANGES * 100), FIRST_CHANGES * GROWTH);
        assert_eq!(changes_at_once(PAGE_CHANGES, 1_000 * 100), PAGE_CHANGES);
        assert_eq!(changes_at_once(128, 4 * PAGE_TEXT_BYTES), 32);
        assert_eq!(changes_at_once(1, 10 * PAGE_TEXT_BYTES), 1, "one change is always passed on");
        assert_eq!(changes_at_once(32, 0), 128, "keys alone");
    }
}
