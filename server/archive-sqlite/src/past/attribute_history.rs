//! One attribute's values over a stretch of an item's life.

use afterimage_archive::{Result, past};
use afterimage_model::{
    ItemKey,
    as_of::At,
    attribute_history::{AttributeHistory, MAX_LOOKED_VERSIONS},
    diff::Path,
};

use crate::read::SqliteReader;

impl SqliteReader {
    /// The attribute's values over the newest versions before one, at most [`MAX_LOOKED_VERSIONS`] of them; nothing when
    /// the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &Path,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Option<AttributeHistory>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let limit = limit.clamp(1, MAX_LOOKED_VERSIONS);
        // The version after the stretch is looked at too: it may tell what was there before it.
        let beyond = match before {
            Some(before) => {
                self.in_force(&row, At::Version(before)).await?.map(|version| version.change_id.just_after())
            }
            None => None,
        };
        let page = self.timeline(table, key, beyond, limit + 1).await?;
        let Some(page) = page else { return Ok(None) };
        let path = path.clone();
        Ok(Some(self.work.run(move || past::attribute_history(page, &path, before, limit)).await?))
    }
}
