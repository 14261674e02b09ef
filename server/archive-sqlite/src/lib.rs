//! The durable log of changes, kept in SQLite.
//!
//! [`SqliteArchive::open`] gives a writer and a reader; everybody else is given them as the archive's door
//! ([`SqliteArchive::door`]), which says nothing of how changes are kept. That is documented with the schema, in `migrations/`.
//!
//! The folders are layers. Each may use those before it in this list, and none after it:
//!
//! 1. `database`: SQLite itself, the file and the connections to it.
//! 2. `schema`: the migrations, and the notations of columns and parameters.
//! 3. `images`: how images are kept, with dictionaries and in blocks.
//! 4. `read`: the reader, and its plain look-ups. It makes changes of rows and blocks away from the threads that answer
//!    ([`Work`](afterimage_base::work::Work)).
//! 5. `registry`: what is known beside the changes: streams, shards, gaps, scans of tables, views, restores.
//! 6. `index`: counters, zone map and index of texts, which make searching quick.
//! 7. `search`: what matches a query, in the log and among a table's items. `past`: what items were.
//! 8. `raw`: changes as they are kept, for whoever passes them on.
//! 9. `append`: pages into batches, and a batch into one transaction.
//! 10. `write`: the writer, and the task behind it.
//!
//! Above them, `indexer` fills the index through the writer, `open` puts the archive together, and `door` answers for it.

mod append;
mod database;
mod door;
mod images;
mod index;
mod indexer;
pub mod measures;
mod open;
mod past;
mod raw;
mod read;
mod registry;
#[cfg(test)]
mod samples;
mod schema;
mod search;
mod write;

pub use indexer::SqliteIndexer;
pub use open::SqliteArchive;
pub use raw::SqliteRaw;
pub use read::{ReaderLimits, SqliteReader};
pub use write::SqliteWriter;
