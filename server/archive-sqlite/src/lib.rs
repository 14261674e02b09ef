//! The durable log of changes, kept in SQLite.
//!
//! [`SqliteArchive::open`] gives a writer and a reader; everybody else is given them as the archive's door
//! ([`SqliteArchive::door`]), which says nothing of how changes are kept. That is documented with the schema, in `migrations/`.
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
mod codes;
mod counters;
mod decoding;
mod dictionaries;
mod door;
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
    Anchor, ArchiveError, BaselineRecord, Cause, ChangeCount, Committed, Figures, ImageText, IncomingChange,
    IndexProgress, ItemTimeline, ItemWalk, MAX_ACTIVITIES, MOST_CHANGED_KEPT, OpenError, Origin, RawChange, RawPage,
    RestoreId, RestoreNote, RestoredVersion, Result, SCAN_LIMIT, Scan, SegmentRecord, ShardPage, ShardRecord,
    StreamRecord, TableFigures, TimelinePosition, Version, WalkedItems, image_text,
};
pub use indexer::SqliteIndexer;
pub use raw::SqliteRaw;
pub use reader::{ReaderLimits, SqliteReader};
pub use writer::SqliteWriter;

/// An open archive. Both halves are handles and cheap to clone.
#[derive(Clone, Debug)]
pub struct SqliteArchive {
    /// Puts in.
    pub writer: SqliteWriter,
    /// Looks up.
    pub reader: SqliteReader,
}
