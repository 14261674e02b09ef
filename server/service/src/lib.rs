//! What pages, the HTTP API and the command line ask: history, search, the feed, restores, exports, imports, replays.
//!
//! It answers in the model's words, and knows neither HTTP nor pages, nor how the program was started.

pub mod backend;
pub mod charts;
pub mod demo_switch;
pub mod demonstration;
mod error;
pub mod export;
pub mod feed;
pub mod history;
pub mod import;
pub mod items;
pub mod replay;
pub mod search;
pub mod workbench;

/// Why what is asked of the archive cannot be answered.
pub use afterimage_archive::ArchiveError;

pub use error::ServiceError;
