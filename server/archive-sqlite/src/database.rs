//! SQLite itself: the archive's file, what keeps it whole, and the connections to it.
//!
//! The lowest layer. It knows neither the schema nor what is kept by it.

pub(crate) mod connections;
pub(crate) mod fail_point;
pub(crate) mod integrity;
mod lock;
#[cfg(test)]
pub(crate) mod plans;
pub(crate) mod raw_connection;
mod stored;
pub(crate) mod transaction;
mod wal_size;

pub(crate) use self::{
    lock::SoleWriter,
    stored::Stored,
    wal_size::{WAL_LIMIT, WalSize},
};
