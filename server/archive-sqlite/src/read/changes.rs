//! Changes by what names them.

use afterimage_archive::{ChangeCount, Result};
use afterimage_model::{Change, ChangeId, SequenceNumber};

use super::reader::SqliteReader;
use crate::{
    database::Stored,
    schema::{count, ids},
};

pub(super) const FIND_IN_SHARD: &str = "
    SELECT c.change_id FROM streams AS st
    CROSS JOIN shards AS s ON s.stream_id = st.stream_id AND s.name = ?2
    CROSS JOIN changes AS c ON c.shard_id = s.shard_id AND c.sequence_number = ?3
    WHERE st.arn = ?1";

impl SqliteReader {
    /// The newest change; [`ChangeId::START`] while there is none.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn last_change_id(&self) -> Result<ChangeId> {
        ids::last_change_id(&self.pool).await.map(ChangeId)
    }

    /// How many changes there are after one position, up to and with another. The one writer gives every id out, in turn, and takes
    /// back those of a transaction that failed: here ids are counts.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn count_between(&self, after: ChangeId, to: ChangeId) -> Result<ChangeCount> {
        let to = to.min(self.last_change_id().await?);
        Ok(ChangeCount::Exactly(count(to.0.saturating_sub(after.0.max(0)))))
    }

    /// One change.
    ///
    /// # Errors
    /// When the storage fails or the change cannot be read.
    pub async fn change(&self, id: ChangeId) -> Result<Option<Change>> {
        let mut changes = self.load(&[id]).await?;
        Ok(changes.pop().map(|(_, change)| change))
    }

    /// The change with this sequence number, as a shard told it.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn change_of_shard(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<Change>> {
        let picked = sqlx::query_scalar(FIND_IN_SHARD).bind(stream_arn).bind(shard_id).bind(sequence_number.as_str());
        let id: Option<i64> = picked.fetch_optional(&self.pool).await.stored()?;
        match id {
            Some(id) => self.change(ChangeId(id)).await,
            None => Ok(None),
        }
    }
}
