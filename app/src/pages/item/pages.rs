//! The pages of a life that are loaded, and which of them are seen.
//!
//! One request at a time is under way, always for what is seen then: who drags the scroll bar over a hundred thousand
//! versions asks for the pages where it stops.

use std::{collections::BTreeMap, sync::Arc};

use afterimage_model::{
    ChangeId,
    as_of::At,
    item::{PAGE_VERSIONS, Timeline, TimelineEntry, page_of, page_top},
    table::Gap,
};
use leptos::{html, prelude::*, task::spawn_local};

use super::{
    route::ItemRoute,
    rows::{self, Row},
    spread::Spread,
    task::{Task, use_task},
};
use crate::{
    api,
    components::{clock::use_clock, time_style::TimeStyle},
};

/// The most pages that are kept: what is farthest from what is seen is forgotten, and loaded again when it is gone to.
const MAX_PAGES: usize = 24;

/// A page's versions, newest first, with the one above it.
#[derive(Clone, Debug, PartialEq)]
struct Loaded {
    entries: Vec<TimelineEntry>,
    above: usize,
}

/// What is seen of the list, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    top: f64,
    height: f64,
}

/// How high the list is taken to be until it is measured.
const USUAL_HEIGHT_PX: f64 = 800.0;

/// The list's state.
#[derive(Clone, Copy)]
pub struct Pages {
    /// How many versions the list has. What comes later is announced, and not put under the reader's eyes.
    pub versions: u64,
    /// The pages' rows.
    pub laid_out: Memo<BTreeMap<u64, Arc<Vec<Row>>>>,
    /// The list's measures.
    pub spread: Memo<Spread>,
    /// The pages that are on the page, newest first.
    pub shown: Memo<Vec<u64>>,
    /// The version that has the list's place for the keyboard.
    pub active: RwSignal<u64>,
    /// The version that is shown beside the list; none while something else is.
    pub selected: Memo<Option<ChangeId>>,
    /// False on the server and while the page is taken over: the pages stand one below the other.
    pub alive: RwSignal<bool>,
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    loaded: RwSignal<BTreeMap<u64, Loaded>>,
    seen: RwSignal<Seen>,
    pending: RwSignal<bool>,
    /// Gone to, and kept in sight until its page is loaded.
    target: RwSignal<Option<u64>>,
    route: ItemRoute,
    subject: StoredValue<(String, String)>,
}

impl Pages {
    /// The list with what the server rendered.
    pub fn new(page: Timeline, route: ItemRoute) -> Self {
        let (versions, newest) = (page.item.versions, page.item.last_change_id);
        let subject = StoredValue::new((page.item.table.clone(), page.item.item_key.to_string()));
        let task = use_task();
        let selected = Memo::new(move |_| {
            let reads = task.with(|task| *task == Task::Read) && !route.looks_back();
            reads.then(|| route.asked().unwrap_or(newest))
        });
        let asked = selected.get_untracked();
        let active = page.entries.iter().find(|entry| Some(entry.summary.id) == asked);
        let active = active.or(page.entries.first()).map_or(versions, |entry| entry.version);
        let loaded = RwSignal::new(split(page.entries, versions));
        let laid_out = laid_out(loaded, page.gaps);
        let spread = Memo::new(move |_| {
            laid_out.with(|pages| Spread::new(versions, pages.iter().map(|(page, rows)| (*page, rows.as_slice()))))
        });
        let alive = RwSignal::new(false);
        let seen = RwSignal::new(Seen { top: 0.0, height: USUAL_HEIGHT_PX });
        let shown = Memo::new(move |_| {
            if !alive.get() {
                return loaded.with(|loaded| loaded.keys().rev().copied().collect());
            }
            let Seen { top, height } = seen.get();
            spread.with(|spread| spread.pages_between(top - height, top + 2.0 * height))
        });
        Self {
            versions,
            laid_out,
            spread,
            shown,
            active: RwSignal::new(active),
            selected,
            alive,
            scroller: NodeRef::new(),
            loaded,
            seen,
            pending: RwSignal::new(false),
            target: RwSignal::new(None),
            route,
            subject,
        }
    }

    /// The loaded versions of the pages that are on the page, newest first, so many at most.
    pub fn shown_entries(self, limit: usize) -> Vec<TimelineEntry> {
        let shown = self.shown.get();
        self.loaded.with(|loaded| {
            let pages = shown.iter().filter_map(|page| loaded.get(page));
            pages.flat_map(|page| page.entries.iter().skip(page.above)).take(limit).cloned().collect()
        })
    }

    /// The change that made a version, where it is loaded.
    pub fn change_of(self, version: u64) -> Option<ChangeId> {
        self.find(|entry| entry.version == version).map(|entry| entry.summary.id)
    }

    /// The version that a change made, where it is loaded.
    pub fn version_of(self, change: ChangeId) -> Option<u64> {
        self.find(|entry| entry.summary.id == change).map(|entry| entry.version)
    }

    fn find(self, is_it: impl Fn(&TimelineEntry) -> bool) -> Option<TimelineEntry> {
        self.loaded.with_untracked(|loaded| {
            loaded.values().flat_map(|page| page.entries.iter().skip(page.above)).find(|entry| is_it(entry)).cloned()
        })
    }

    /// How many versions are seen at once.
    pub fn screenful(self) -> u64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of a screen")]
        let rows = (self.seen.get_untracked().height / rows::ENTRY_PX) as u64;
        rows.saturating_sub(1).max(1)
    }

    /// Begins to live: effects run in the browser alone.
    pub fn start(self) {
        Effect::new(move |_| {
            self.alive.set(true);
            self.measure();
            if self.route.from.with_untracked(String::is_empty) && !self.route.version.with_untracked(String::is_empty)
            {
                self.show(self.active.get_untracked());
            }
        });
        // Beside the list, or instead of it, is now something else: it may have another height.
        Effect::new(move |_| {
            self.route.version.track();
            self.route.at.track();
            self.route.attribute.track();
            request_animation_frame(move || self.scrolled());
        });
        Effect::new(move |_| {
            let listener = window_event_listener(leptos::ev::resize, move |_| self.scrolled());
            on_cleanup(move || listener.remove());
        });
        Effect::new(move |_| {
            let from = self.route.from.get();
            match from.parse() {
                Ok(At::Version(version)) => self.go_to(version),
                Ok(At::Time(_)) => self.go_to_time(from),
                Err(_) => {}
            }
        });
    }

    fn go_to_time(self, at: String) {
        let (table, key) = self.subject.get_value();
        spawn_local(async move {
            if let Ok(state) = api::load_as_of(table, key, at).await {
                self.go_to(state.in_force.map_or(1, |version| version.version));
            }
        });
    }

    /// Goes to a version, wherever it is, and makes it the keyboard's place.
    pub fn go_to(self, version: u64) {
        let version = version.clamp(1, self.versions.max(1));
        self.active.try_set(version);
        self.show(version);
    }

    /// Scrolls so that a version is seen, if it is not.
    pub fn show(self, version: u64) {
        let Some(seen) = self.seen.try_get_untracked() else { return };
        self.target.set(Some(version));
        let top = self.spread.with_untracked(|spread| spread.top_of(version));
        let is_seen = top >= seen.top && top + rows::ENTRY_PX <= seen.top + seen.height;
        if !is_seen {
            // Room for the heading above it.
            self.scroll_to((top - 2.0 * rows::ENTRY_PX).max(0.0));
        }
        self.want();
    }

    /// The list was scrolled.
    pub fn scrolled(self) {
        if self.pending.is_disposed() {
            return;
        }
        self.measure();
        self.want();
    }

    fn measure(self) {
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
            let (top, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
            self.seen.set(Seen { top, height });
        }
    }

    fn scroll_to(self, top: f64) {
        self.seen.update(|seen| seen.top = top);
        // The list gets its height with the effects of this turn.
        request_animation_frame(move || {
            if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
                #[allow(clippy::cast_possible_truncation, reason = "pixels of a list")]
                scroller.set_scroll_top(top.round() as i32);
            }
        });
    }

    /// Loads what is seen and not there.
    fn want(self) {
        if self.pending.get_untracked() {
            return;
        }
        let Seen { top, height } = self.seen.get_untracked();
        let seen = self.spread.with_untracked(|spread| spread.pages_between(top, top + height));
        let missing = self.loaded.with_untracked(|loaded| seen.into_iter().find(|page| !loaded.contains_key(page)));
        let Some(page) = missing else {
            let target = self.target.get_untracked();
            if target.is_some_and(|target| self.change_of(target).is_some()) {
                self.target.set(None);
            }
            return;
        };
        self.pending.set(true);
        let (table, key) = self.subject.get_value();
        let at = format!("v{}", page_top(page, self.versions));
        spawn_local(async move {
            let answer = api::load_life(table, key, Some(at), None).await;
            if self.pending.try_set(false).is_some() {
                return;
            }
            // What did not arrive is asked for again when the list is scrolled.
            if let Ok(page) = answer {
                self.take(page);
                self.want();
            }
        });
    }

    /// Puts pages in, and keeps what is looked at where it is.
    fn take(self, page: Timeline) {
        let Seen { top, .. } = self.seen.get_untracked();
        let (version, below) = self.spread.with_untracked(|spread| spread.version_at(top));
        let pages = split(page.entries, self.versions);
        self.loaded.update(|loaded| {
            loaded.extend(pages);
            forget_farthest(loaded, page_of(version));
        });
        let kept = self.spread.with_untracked(|spread| spread.top_of(version)) + below;
        if let Some(target) = self.target.get_untracked() {
            self.show(target);
        } else if (kept - top).abs() >= 1.0 {
            self.scroll_to(kept);
        }
    }
}

/// The whole pages among the entries.
fn split(entries: Vec<TimelineEntry>, versions: u64) -> BTreeMap<u64, Loaded> {
    let entries: Vec<TimelineEntry> = entries.into_iter().filter(|entry| entry.version <= versions).collect();
    let mut pages = BTreeMap::new();
    let mut begin = 0;
    while let Some(first) = entries.get(begin) {
        let page = page_of(first.version);
        let count = entries[begin..].iter().take_while(|entry| page_of(entry.version) == page).count();
        let is_whole =
            first.version == page_top(page, versions) && entries[begin + count - 1].version == page * PAGE_VERSIONS + 1;
        if is_whole {
            let above = begin.min(1);
            pages.insert(page, Loaded { entries: entries[begin - above..begin + count].to_vec(), above });
        }
        begin += count;
    }
    pages
}

fn forget_farthest(loaded: &mut BTreeMap<u64, Loaded>, seen: u64) {
    while loaded.len() > MAX_PAGES {
        let farthest = loaded.keys().copied().max_by_key(|page| page.abs_diff(seen));
        farthest.map(|page| loaded.remove(&page));
    }
}

fn laid_out(loaded: RwSignal<BTreeMap<u64, Loaded>>, gaps: Vec<Gap>) -> Memo<BTreeMap<u64, Arc<Vec<Row>>>> {
    let clock = use_clock();
    Memo::new(move |_| {
        let zone = clock.zone();
        let day_of = |time| TimeStyle::DateAndTime.write(time, zone, None).chars().take("2026-11-22".len()).collect();
        loaded.with(|loaded| {
            let rows = |page: &Loaded| Arc::new(rows::rows(&page.entries, page.above, &gaps, day_of));
            loaded.iter().map(|(number, page)| (*number, rows(page))).collect()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{super::rows::tests::entries, *};

    #[test]
    fn only_whole_pages_are_taken_each_with_the_version_above_it() {
        let life: Vec<TimelineEntry> = entries(&vec![0; 130]);
        let pages = split(life[..125].to_vec(), 130);
        let told: Vec<_> = pages.iter().map(|(page, loaded)| (*page, loaded.entries.len(), loaded.above)).collect();
        assert_eq!(told, [(1, 51, 1), (2, 30, 0)], "version 1 to 5 are missing of the oldest page");
        let later = split(life[..60].to_vec(), 101);
        assert_eq!(later.keys().copied().collect::<Vec<_>>(), [2], "what came later is left out");
    }

    #[test]
    fn what_is_farthest_is_forgotten() {
        let mut loaded: BTreeMap<u64, Loaded> =
            (0..100).map(|page| (page, Loaded { entries: Vec::new(), above: 0 })).collect();
        forget_farthest(&mut loaded, 50);
        assert_eq!(loaded.len(), MAX_PAGES);
        assert!(loaded.contains_key(&50) && !loaded.contains_key(&0) && !loaded.contains_key(&99));
    }
}
