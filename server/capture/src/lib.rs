//! The stream engine: reads every followed table's stream, shard by shard, and hands each change to the archive once.
//!
//! The way of a change through this module:
//!
//! 1. [`supervisor`] asks the [`TableCatalog`](source::TableCatalog) which streams there are, `lookup` finds those that
//!    a table does not tell of any more, and one follower runs for each; `handover` keeps a table's streams in order.
//! 2. `follower` lists a stream's shards, lets [`lineage`] say which may be read now, and runs one reader for each.
//! 3. `shard_reader` gets pages through the [`StreamSource`](source::StreamSource) and gives them with their
//!    checkpoint to the [`ChangeSink`](afterimage_archive::ChangeSink). Only when a page is durable does it ask for the next.
//! 4. [`status_registry`] is where all of them note how they fare, for the pages and for health.
//!
//! Decisions are pure and have files of their own: [`lineage`], [`backoff`], [`polling`]. Nothing here
//! knows AWS's client, a database, the web or the feed.
//!
//! Deliberately absent so far: sharing shards among several workers will be a filter in front of [`lineage`]. Version 0
//! of items that are older than the stream is archived by scans of the tables, which ask the registry how far
//! the streams are.

pub mod arn;
pub mod backoff;
pub mod baseline;
mod belief;
pub mod calls;
pub mod convert;
mod follower;
mod handover;
pub mod lineage;
mod lookup;
pub mod measures;
pub mod options;
pub mod pagination;
pub mod polling;
mod same_shard;
pub mod selection;
mod shard_reader;
mod shared;
pub mod source;
pub mod status_registry;
pub mod supervisor;
pub mod tables;

pub use belief::{INCOMPLETE_UNTIL_BELIEVED, TOLD_UNTIL_BELIEVED};
pub use options::{StartPosition, SupervisorOptions};
pub use source::{StreamSource, TableCatalog};
pub use status_registry::{StatusRegistry, StreamStatus};
pub use supervisor::Supervisor;
