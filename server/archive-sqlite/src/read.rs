//! The way out of the archive: the reader, and its plain look-ups. Every look is bounded.
//!
//! Uses [`database`](crate::database), [`schema`](crate::schema) and [`images`](crate::images). The layers above add what
//! they know to [`SqliteReader`], each in blocks of its own.

mod changes;
mod decoding;
mod items;
mod loading;
mod long_reads;
mod most_changed;
#[cfg(test)]
mod plan_tests;
mod reader;
mod rows;
mod timeline;

pub use self::reader::{ReaderLimits, SqliteReader};
pub(crate) use self::{
    decoding::Decoding,
    long_reads::Patience,
    rows::{ItemRow, LOAD_ITEMS},
};
