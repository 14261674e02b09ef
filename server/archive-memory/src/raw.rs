//! Changes with their images as texts, page after page.

use std::sync::Arc;

use afterimage_archive::{ChangeCount, ImageText, Origin, RawChange, RawPage, ReadRaw, Result};
use afterimage_base::work::Work;
use afterimage_model::{Change, ChangeId, Image, Query, table::KeyAttribute};
use async_trait::async_trait;

use crate::{
    Shared,
    state::{Kept, State},
};

/// How many changes a page is made of.
const PAGE_CHANGES: usize = 64;

/// Reads on from one page to the next.
#[derive(Debug)]
pub(crate) struct MemoryRaw {
    pub(crate) state: Shared,
    pub(crate) work: Work,
    pub(crate) query: Query,
    pub(crate) until: ChangeId,
    pub(crate) total: ChangeCount,
    /// Everything up to here was looked at, so many changes.
    pub(crate) reached: ChangeId,
    pub(crate) scanned: u64,
}

#[async_trait]
impl ReadRaw for MemoryRaw {
    fn until(&self) -> ChangeId {
        self.until
    }

    fn total(&self) -> ChangeCount {
        self.total
    }

    async fn next(&mut self) -> Result<Option<RawPage>> {
        let picked: Vec<(Kept, Arc<Origin>)> = {
            let state = self.state.lock();
            let left = state.changes.iter().filter(|(id, _)| **id > self.reached && **id <= self.until);
            left.take(PAGE_CHANGES).map(|(_, kept)| (kept.clone(), Arc::new(state.origin(&kept.change)))).collect()
        };
        let Some((last, _)) = picked.last() else { return Ok(None) };
        self.reached = last.change.id;
        self.scanned += picked.len() as u64;
        let (query, mut page) = (self.query.clone(), RawPage { scanned_to: self.reached, ..RawPage::default() });
        page.scanned = self.scanned;
        let written = move || {
            for (kept, origin) in picked.into_iter().filter(|(kept, _)| query.matches(&kept.change)) {
                put(&mut page, &kept, origin);
            }
            page
        };
        Ok(Some(self.work.run(written).await?))
    }
}

impl State {
    fn origin(&self, change: &Change) -> Origin {
        let table = self.tables.get(&change.table);
        let key = |key: &KeyAttribute| (key.name.clone(), key.type_tag.clone());
        Origin {
            table: change.table.clone(),
            stream_arn: change.stream_arn.clone(),
            is_stream_ended: self.stream(&change.stream_arn).is_some_and(|stream| stream.record.ended),
            shard_id: change.shard_id.clone(),
            partition_key: table.and_then(|table| table.partition_key.as_ref().map(key)),
            sort_key: table.and_then(|table| table.sort_key.as_ref().map(key)),
        }
    }
}

/// Adds a change to a page.
fn put(page: &mut RawPage, kept: &Kept, origin: Arc<Origin>) {
    let change = &kept.change;
    let mut text = |image: &Option<Image>| {
        let from = page.texts.len();
        page.texts.extend_from_slice(ImageText::of(image.as_ref()?).as_bytes());
        Some(from..page.texts.len())
    };
    let (old, new) = (text(&change.old_image), text(&change.new_image));
    page.changes.push(RawChange {
        id: change.id,
        version: kept.version,
        origin,
        sequence_number: change.sequence_number.to_string(),
        event_id: change.event_id.clone(),
        op: change.op,
        view_type: change.view_type,
        actor: change.actor.clone().map(Arc::new),
        created_at: change.created_at,
        received_at: change.received_at,
        archived_at: change.archived_at,
        size_bytes: change.size_bytes,
        note: change.note.clone(),
        item_key: change.item_key.to_string(),
        old,
        new,
    });
}
