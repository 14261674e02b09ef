//! What the list needs from the archive while it is scrolled: older changes, and those that were put away.

use std::rc::Rc;

use afterimage_model::{ChangeId, ChangeSummary, page::ChangePage};
use leptos::prelude::*;

use super::{super::pool::Window, browser::Workings};
use crate::{
    api::load_changes,
    feed::{roll::Missing, store::FeedStore},
};

/// How many older changes are loaded at once.
const OLDER_PAGE: usize = 200;

/// Older changes are loaded when no more rows than these are left below.
const READ_AHEAD: usize = 40;

/// A query that matches little gives pages without changes; after so many in a row the reader has to scroll. It also
/// stands for an archive that cannot be read just now.
const MAX_EMPTY_PAGES: u8 = 8;

/// What takes a page that was asked for.
type Taker = Box<dyn FnOnce(&Rc<Workings>, ChangePage)>;

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
            (Some(missing), _) => self.load_missing(missing, Vec::new(), missing.before),
            (None, Some(before)) => self.load_older(before),
            (None, None) => {}
        }
    }

    fn load_older(self: &Rc<Self>, before: ChangeId) {
        self.ask(
            Some(before),
            OLDER_PAGE,
            Box::new(move |this, page| {
                let empty = page.changes.is_empty();
                this.empty_pages.set(if empty { this.empty_pages.get() + 1 } else { 0 });
                // Meanwhile the list may have become so long that its end is elsewhere.
                if this.session.with(FeedStore::older_before) == Some(before) {
                    this.session.store.try_update_value(|store| store.prepend(page.changes, page.older));
                }
            }),
        );
    }

    /// A page may end early because it is large: what is left of the changes is loaded with the next ones.
    fn load_missing(self: &Rc<Self>, missing: Missing, mut loaded: Vec<ChangeSummary>, before: Option<ChangeId>) {
        let left = missing.count - loaded.len();
        self.ask(
            before,
            left,
            Box::new(move |this, page| {
                let is_stuck = page.changes.is_empty();
                loaded.extend(page.changes);
                if loaded.len() < missing.count && !is_stuck && page.older.is_some() {
                    return this.load_missing(missing, loaded, page.older);
                }
                let filled = this.session.store.try_update_value(|store| store.fill(missing, loaded));
                this.empty_pages.set(if filled == Some(true) { 0 } else { MAX_EMPTY_PAGES });
            }),
        );
    }

    /// Asks for changes before a position, and shows what came of it.
    fn ask(self: &Rc<Self>, before: Option<ChangeId>, limit: usize, take: Taker) {
        self.is_loading.set(true);
        let (this, query) = (Rc::downgrade(self), self.query.clone());
        leptos::task::spawn_local(async move {
            let page = load_changes(query, before, limit).await;
            let Some(this) = this.upgrade() else { return };
            this.is_loading.set(false);
            match page {
                Ok(page) => take(&this, page),
                // The connection's notice tells what is wrong; scrolling tries again.
                Err(_) => this.empty_pages.set(MAX_EMPTY_PAGES),
            }
            this.show_soon();
        });
    }
}
