//! What is archived, as programs ask for it: changes in full, in the order of the archive, and what is known of items.

use std::collections::HashMap;

use afterimage_archive::{ArchiveReader, ItemTimeline, RestoredVersion, Result};
use afterimage_base::work::Work;
use afterimage_model::{Change, ChangeId, Context, ItemKey, Query};

use crate::{
    export::{Broken, Export, Format, Wanted},
    search::{self, Page},
};

/// The history that the archive holds. Cheap to clone.
#[derive(Clone, Debug)]
pub struct History {
    archive: ArchiveReader,
}

/// A page of an item's life, and which of its changes brought an earlier version back.
#[derive(Clone, Debug)]
pub struct Life {
    /// The page.
    pub timeline: ItemTimeline,
    /// What was restored, by the change that did.
    pub restored: HashMap<ChangeId, RestoredVersion>,
}

impl History {
    /// What this archive holds.
    pub fn new(archive: ArchiveReader) -> Self {
        Self { archive }
    }

    /// Names this history: ids mean what they meant as long as it stays the same.
    pub fn epoch(&self) -> &str {
        self.archive.epoch()
    }

    /// Where what takes long is done, for those who do more with what they were told.
    pub fn work(&self) -> &Work {
        self.archive.work()
    }

    /// One change.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn change(&self, _: &Context, id: ChangeId) -> Result<Option<Change>> {
        self.archive.change(id).await
    }

    /// The changes after `after` that match, oldest first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn forward(&self, context: &Context, query: &Query, after: ChangeId, limit: usize) -> Result<Page> {
        search::forward(context, &self.archive, query, after, limit).await
    }

    /// The changes before `before` that match, newest first; from the newest one where it is not given.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn backward(
        &self,
        context: &Context,
        query: &Query,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Page> {
        search::backward(context, &self.archive, query, before, limit).await
    }

    /// A page of an item's life, newest first, before a change; nothing when the archive does not know the item.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn life(
        &self,
        _: &Context,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<Life>> {
        let Some(timeline) = self.archive.timeline(table, key, before, limit).await? else { return Ok(None) };
        let ids: Vec<ChangeId> = timeline.changes.iter().map(|(_, change)| change.id).collect();
        let restored = self.archive.restored(&ids).await?;
        Ok(Some(Life { timeline, restored }))
    }

    /// Begins an export.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn export(
        &self,
        context: &Context,
        wanted: Wanted,
        format: Format,
    ) -> std::result::Result<Export, Broken> {
        Export::begin(context, &self.archive, wanted, format).await
    }
}
