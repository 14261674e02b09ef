//! What the index is filled with: worked out beside the writer, and put down by it.

use afterimage_archive::Result;
use sqlx::SqliteConnection;

use super::{
    counters,
    text_index::{self, ChangeText},
};

/// Something that the writer puts down.
pub(crate) enum IndexUpdate {
    /// The zones up to the one with this number are counted; it begins where the last one ended.
    Counted { first_zone: i64, zones: i64 },
    /// The texts that changes brought, up to and with a change.
    Texts { texts: Vec<ChangeText>, to: i64 },
}

impl IndexUpdate {
    /// Writes it down, in the transaction that is open.
    pub(crate) async fn write(&self, connection: &mut SqliteConnection) -> Result<()> {
        match self {
            Self::Counted { first_zone, zones } => counters::count(connection, *first_zone, *zones).await,
            Self::Texts { texts, to } => text_index::put(connection, texts, *to).await,
        }
    }
}
