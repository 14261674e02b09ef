//! The durable log of changes, kept in SQLite.
//!
//! [`Archive::open`] gives a writer and a reader. What they offer is in the model's words and says nothing of how it is
//! kept, so that another engine can stand behind the same door. How it is kept is documented with the schema, in
//! `migrations/`.
//!
//! Going in: `encoded` (images, page by page, with `dictionaries`) → `writer` (the handle and its queue) → `writing` (the task
//! behind it) → `append` (what is new, with `names` and `item_cache`) → `batch` (what is written) → `statements` (one
//! transaction, on the `bare` connection).
//! Coming out: `scan` (`pushdown` picks, memory decides in `filtering`), `reader`, `item_list`, `overview`; `decoding` makes
//! changes of `rows` and `images`, away from the threads that answer ([`Work`](afterimage_base::work::Work)).
//! Beside both: `indexer` fills what makes searching quick (`counters`, `zones`, `text_index`) after the commits.

mod activity;
mod append;
mod as_of;
mod attribute_history;
mod baselines;
mod batch;
mod change_sink;
mod codes;
mod counters;
mod decoding;
mod dictionaries;
mod duty_cycle;
mod encoded;
mod fail_point;
mod filtering;
mod fresh_changes;
mod id_cache;
mod images;
mod in_order;
mod indexer;
mod integrity;
mod item_cache;
mod item_list;
mod key_beginning;
mod lock;
mod long_reads;
mod lookup;
pub mod measures;
mod most_changed;
mod open;
mod overview;
#[cfg(test)]
mod plan_tests;
mod prefetch;
mod pushdown;
mod raw;
mod raw_connection;
mod reader;
mod registry;
mod restores;
mod rows;
#[cfg(test)]
mod samples;
mod scan;
mod statements;
mod stored;
mod text_index;
mod transaction;
mod versions;
mod views;
mod wal_size;
mod writer;
mod writer_task;
mod zone_map;

use afterimage_archive::{
    Anchor, ArchiveError, BaselineRecord, Cause, ChangeSink, Committed, Figures, ImageText, IncomingChange,
    IndexProgress, ItemTimeline, ItemWalk, MAX_ACTIVITIES, MOST_CHANGED_KEPT, OpenError, Origin, RawChange, RawPage,
    RestoreId, RestoreNote, RestoredVersion, Result, SCAN_LIMIT, Scan, SegmentRecord, ShardPage, ShardRecord,
    StreamRecord, TableFigures, TimelinePosition, Version, WalkedItems, image_text,
};
pub use indexer::Indexer;
pub use raw::RawReader;
pub use reader::{ArchiveReader, ReaderLimits};
pub use writer::ArchiveWriter;

/// An open archive. Both halves are handles and cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Puts in.
    pub writer: ArchiveWriter,
    /// Looks up.
    pub reader: ArchiveReader,
}
