//! What the list needs from the archive while it is scrolled: older changes, and those that were put away.

use std::rc::Rc;

use leptos::prelude::*;

use super::{super::pool::Window, browser::Workings};
use crate::{
    api::{ApiError, load_changes},
    feed::{roll::Missing, store::FeedStore},
    model::{ChangeId, ChangeSummary},
};

/// How many older changes are loaded at once.
const OLDER_PAGE: usize = 200;

/// Older changes are loaded when no more rows than these are left below.
const READ_AHEAD: usize = 40;

/// A query that matches little gives pages without changes; after so many in a row the reader has to scroll. It also
/// stands for an archive that cannot be read just now.
const MAX_EMPTY_PAGES: u8 = 8;

impl Workings {
    /// Loads what is missing on the page, or else older changes before the reader comes to the list's end; one thing
    /// at a time.
    pub(super) fn load(self: &Rc<Self>, window: Window) {
        if self.is_loading.get() || self.empty_pages.get() >= MAX_EMPTY_PAGES {
            return;
        }
        let left = window.total - (window.first + window.len());
        let (missing, older) = self.session.with(|store| (store.missing(), store.older_before()));
        match (missing, older.filter(|_| left < READ_AHEAD)) {
            (Some(missing), _) => self.load_missing(missing),
            (None, Some(before)) => self.load_older(before),
            (None, None) => {}
        }
    }

    fn load_older(self: &Rc<Self>, before: ChangeId) {
        self.is_loading.set(true);
        let (this, query) = (Rc::downgrade(self), self.query.clone());
        leptos::task::spawn_local(async move {
            let page = load_changes(query, Some(before), OLDER_PAGE).await;
            let Some(this) = this.upgrade() else { return };
            this.is_loading.set(false);
            match page {
                Ok(page) => {
                    let empty = page.changes.is_empty();
                    this.empty_pages.set(if empty { this.empty_pages.get() + 1 } else { 0 });
                    // Meanwhile the list may have become so long that its end is elsewhere.
                    let is_next = this.session.with(FeedStore::older_before) == Some(before);
                    if is_next {
                        this.session.store.try_update_value(|store| store.prepend(page.changes, page.older));
                    }
                    this.show_soon();
                }
                // The connection's notice tells what is wrong; scrolling tries again.
                Err(_) => this.empty_pages.set(MAX_EMPTY_PAGES),
            }
        });
    }

    fn load_missing(self: &Rc<Self>, missing: Missing) {
        self.is_loading.set(true);
        let (this, query) = (Rc::downgrade(self), self.query.clone());
        leptos::task::spawn_local(async move {
            let changes = load_exactly(query, missing).await;
            let Some(this) = this.upgrade() else { return };
            this.is_loading.set(false);
            let filled = changes
                .ok()
                .and_then(|changes| this.session.store.try_update_value(|store| store.fill(missing, changes)));
            this.empty_pages.set(if filled == Some(true) { 0 } else { MAX_EMPTY_PAGES });
            this.show_soon();
        });
    }
}

/// So many changes before a position, newest first; fewer when the archive has no more. A page may end early because
/// it is large.
async fn load_exactly(query: String, missing: Missing) -> Result<Vec<ChangeSummary>, ApiError> {
    let mut changes: Vec<ChangeSummary> = Vec::with_capacity(missing.count);
    let mut before = missing.before;
    for _ in 0..=missing.count {
        let page = load_changes(query.clone(), before, missing.count - changes.len()).await?;
        changes.extend(page.changes);
        before = page.older;
        if changes.len() >= missing.count || before.is_none() {
            break;
        }
    }
    Ok(changes)
}
