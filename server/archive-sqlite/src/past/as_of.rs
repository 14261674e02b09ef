//! An item as it was at a moment.

use afterimage_archive::{Result, past};
use afterimage_model::{
    Change, ChangeId, ItemKey, Timestamp,
    as_of::{At, ItemAsOf, VersionAt},
    item::MAX_TIMELINE_GAPS,
};

use crate::read::SqliteReader;

impl SqliteReader {
    /// The item as it was at a moment; nothing when the archive does not know it.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<Option<ItemAsOf>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let in_force = self.in_force(&row, at).await?;
        let next = self.version_after(&row, in_force).await?;
        let ids: Vec<ChangeId> = in_force.iter().chain(&next).map(|version| version.change_id).collect();
        let changes = self.load(&ids).await?;
        let change_of = |version: Option<VersionAt>| {
            changes.iter().find(|(_, change)| version.is_some_and(|version| version.change_id == change.id))
        };
        let (current, following) = (change_of(in_force), change_of(next));
        let state = past::state_after(current.map(|(_, change)| change), following.map(|(_, change)| change));
        let gap_noticed_at = self.gap_between(table, current, following).await?;
        let item = row.into_overview()?;
        Ok(Some(ItemAsOf {
            item,
            at,
            exists: state.exists,
            in_force,
            next,
            image: state.image.cloned(),
            image_source: state.source,
            unknown: state.unknown,
            gap_noticed_at,
        }))
    }

    /// When a loss was noticed between two changes; see [`ItemAsOf::gap_noticed_at`].
    async fn gap_between(
        &self,
        table: &str,
        current: Option<&(u64, Change)>,
        following: Option<&(u64, Change)>,
    ) -> Result<Option<Timestamp>> {
        let Some((_, current)) = current else { return Ok(None) };
        let gaps = self.gaps_of(table, MAX_TIMELINE_GAPS).await?;
        let within = |noticed: &Timestamp| {
            *noticed >= current.archived_at && following.is_none_or(|(_, next)| *noticed < next.archived_at)
        };
        Ok(gaps.into_iter().map(|gap| gap.detected_at).filter(within).max())
    }
}
