//! Which change restored which, once the writer has recognised it.

use std::collections::HashMap;

use afterimage_archive::{RestoreId, RestoredVersion, Result};
use afterimage_model::ChangeId;

use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{count, json_array},
};

/// The most changes that are told of as having restored one.
const MAX_RESTORED_BY: i64 = 20;

pub(super) const RESTORED_BY_CHANGES: &str = "
    SELECT r.change_id, r.restored_change_id, c.version
    FROM json_each(?) AS picked
    CROSS JOIN restores AS r ON r.change_id = picked.value
    CROSS JOIN changes AS c ON c.change_id = r.restored_change_id";

pub(super) const CHANGES_THAT_RESTORED: &str = "
    SELECT c.change_id, c.version FROM restores AS r CROSS JOIN changes AS c ON c.change_id = r.change_id
    WHERE r.restored_change_id = ? AND r.change_id IS NOT NULL ORDER BY r.change_id DESC LIMIT ?";

impl SqliteReader {
    /// What these changes restored, by the change that did; those that restored nothing are left out.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn restored(&self, changes: &[ChangeId]) -> Result<HashMap<ChangeId, RestoredVersion>> {
        let ids = json_array(changes.iter().map(|id| id.0));
        let rows: Vec<(i64, i64, i64)> =
            sqlx::query_as(RESTORED_BY_CHANGES).bind(ids).fetch_all(&self.pool).await.stored()?;
        let restored = |(by, change_id, version): (i64, i64, i64)| {
            let by = ChangeId(by);
            (by, RestoredVersion { by, change_id: ChangeId(change_id), version: count(version) })
        };
        Ok(rows.into_iter().map(restored).collect())
    }

    /// The newest changes that brought the item back to what this change made, each with its version.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn restored_by(&self, change: ChangeId) -> Result<Vec<(ChangeId, u64)>> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(CHANGES_THAT_RESTORED)
            .bind(change.0)
            .bind(MAX_RESTORED_BY)
            .fetch_all(&self.pool)
            .await
            .stored()?;
        Ok(rows.into_iter().map(|(id, version)| (ChangeId(id), count(version))).collect())
    }

    /// The change that a restore arrived as, once it has.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn arrived_as(&self, RestoreId(id): RestoreId) -> Result<Option<ChangeId>> {
        let change: Option<Option<i64>> = sqlx::query_scalar("SELECT change_id FROM restores WHERE restore_id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .stored()?;
        Ok(change.flatten().map(ChangeId))
    }
}
