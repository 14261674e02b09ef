//! The durable log of changes, kept in SQLite.
//!
//! [`Archive::open`] gives a writer and a reader. What they offer is in the model's words and says nothing of how it is
//! kept, so that another engine can stand behind the same door. How it is kept is documented with the schema, in
//! `migrations/`.
//!
//! Going in: `encoded` (images, page by page, with `dictionaries`) → `writer` (the handle and its queue) → `writing` (the task
//! behind it) → `append` (what is new, with `names` and `known_items`) → `batch` (what is written) → `statements` (one
//! transaction, on the `bare` connection).
//! Coming out: `scan` (`pushdown` picks, memory decides in `sifting`), `reader`, `item_list`, `overview`; `decoding` makes
//! changes of `rows` and `images`, away from the threads that answer ([`Work`](afterimage_base::work::Work)).
//! Beside both: `upkeep` fills what makes searching quick (`counters`, `slabs`, `text_index`) after the commits.

mod activity;
mod append;
mod as_of;
mod attribute_history;
mod bare;
mod baselines;
mod batch;
mod change_sink;
mod codes;
mod counters;
mod damage;
mod decoding;
mod dictionaries;
mod encoded;
mod fail_point;
mod foreseen;
mod fresh_changes;
mod images;
mod in_order;
mod item_list;
mod key_beginning;
mod known_items;
mod lock;
mod log_length;
mod lookup;
mod most_changed;
mod names;
mod open;
mod overview;
mod pace;
#[cfg(test)]
mod plan_tests;
mod pushdown;
mod raw;
mod reader;
mod registry;
mod restores;
mod rows;
#[cfg(test)]
mod samples;
mod scan;
mod sifting;
mod slabs;
mod statements;
mod stored;
mod text_index;
mod transaction;
mod turns;
mod upkeep;
mod versions;
mod views;
mod writer;
mod writing;

use afterimage_archive::{
    Anchor, ArchiveError, BaselineRecord, Cause, ChangeSink, Committed, Figures, ImageText, IncomingChange,
    ItemTimeline, ItemWalk, MAX_ACTIVITIES, MOST_CHANGED_KEPT, OpenError, Origin, Place, RawChange, RawPage, RestoreId,
    RestoreNote, RestoredVersion, Result, SCAN_LIMIT, Scan, SegmentRecord, ShardPage, ShardRecord, StreamRecord,
    TableFigures, UpkeepProgress, Version, WalkedItems, image_text,
};
pub use raw::RawReader;
pub use reader::{ArchiveReader, ReaderLimits};
pub use upkeep::Upkeep;
pub use writer::ArchiveWriter;

/// An open archive. Both halves are handles and cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Puts in.
    pub writer: ArchiveWriter,
    /// Looks up.
    pub reader: ArchiveReader,
}
