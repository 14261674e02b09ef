//! Changes as they are kept, page by page, for whoever passes them on: images stay texts.

use std::{fmt, ops::Range, sync::Arc};

use afterimage_model::{Actor, CapturedChange, Change, ChangeId, Op, Timestamp, ViewType};
use async_trait::async_trait;

use super::{Cause, ChangeCount, Result, image_text};

/// An archived change with its images as texts of its page.
#[derive(Clone, Debug)]
pub struct RawChange {
    /// The position in the archive.
    pub id: ChangeId,
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// Where it comes from.
    pub origin: Arc<Origin>,
    /// The position within the shard, as the stream's digits.
    pub sequence_number: String,
    /// The record's own id.
    pub event_id: String,
    /// What happened.
    pub op: Op,
    /// What the stream's records carry.
    pub view_type: ViewType,
    /// Who did it, where the stream tells.
    pub actor: Option<Arc<Actor>>,
    /// When it happened, by the stream.
    pub created_at: Timestamp,
    /// When it was read.
    pub received_at: Timestamp,
    /// When it was committed.
    pub archived_at: Timestamp,
    /// The record's size.
    pub size_bytes: u64,
    /// What was odd about the record.
    pub note: Option<String>,
    /// Which item, in the key's canonical text.
    pub item_key: String,
    /// Where in the page's texts the item before the change is.
    pub old: Option<Range<usize>>,
    /// The same after the change.
    pub new: Option<Range<usize>>,
}

/// What all changes of a shard have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The table's name.
    pub table: String,
    /// The stream's ARN.
    pub stream_arn: String,
    /// Whether the stream is read to its end.
    pub is_stream_ended: bool,
    /// The shard's id.
    pub shard_id: String,
    /// The table's partition key and its type, where known.
    pub partition_key: Option<(String, String)>,
    /// The table's sort key and its type, where known.
    pub sort_key: Option<(String, String)>,
}

/// Some changes, oldest first, and their images' texts.
#[derive(Clone, Debug, Default)]
pub struct RawPage {
    /// The changes.
    pub changes: Vec<RawChange>,
    /// The images, one after the other.
    pub texts: Vec<u8>,
    /// Every change up to here was looked at.
    pub scanned_to: ChangeId,
    /// How many changes were looked at so far, with this page.
    pub scanned: u64,
}

impl RawPage {
    /// The item before the change, in canonical text.
    pub fn old_image(&self, change: &RawChange) -> Option<&[u8]> {
        change.old.clone().and_then(|range| self.texts.get(range))
    }

    /// The item after the change, in canonical text.
    pub fn new_image(&self, change: &RawChange) -> Option<&[u8]> {
        change.new.clone().and_then(|range| self.texts.get(range))
    }

    /// The change with everything read.
    ///
    /// # Errors
    /// When something of it cannot be read.
    pub fn read(&self, change: &RawChange) -> std::result::Result<Change, Cause> {
        let image = |text: Option<&[u8]>| text.map(image_text::read).transpose();
        let captured = CapturedChange {
            table: change.origin.table.clone(),
            stream_arn: change.origin.stream_arn.clone(),
            shard_id: change.origin.shard_id.clone(),
            sequence_number: change.sequence_number.parse()?,
            event_id: change.event_id.clone(),
            op: change.op,
            item_key: change.item_key.parse()?,
            old_image: image(self.old_image(change))?,
            new_image: image(self.new_image(change))?,
            created_at: change.created_at,
            received_at: change.received_at,
            actor: change.actor.as_deref().cloned(),
            size_bytes: change.size_bytes,
            view_type: change.view_type,
            note: change.note.clone(),
        };
        Ok(Change { id: change.id, captured, archived_at: change.archived_at })
    }
}

/// Reads the changes that match a query, page after page, up to where the archive stood when it began.
#[async_trait]
pub trait ReadRaw: fmt::Debug + Send {
    /// The last change that it looks at.
    fn until(&self) -> ChangeId;

    /// How many changes it looks at in all.
    fn total(&self) -> ChangeCount;

    /// The next page, which may be empty; nothing at the end.
    async fn next(&mut self) -> Result<Option<RawPage>>;
}

/// Reads changes as they are kept, page after page; see [`ReadRaw`].
#[derive(Debug)]
pub struct RawReader(Box<dyn ReadRaw>);

impl RawReader {
    /// An engine's reader of changes as it keeps them.
    pub fn new(engine: impl ReadRaw + 'static) -> Self {
        Self(Box::new(engine))
    }

    /// The last change that it looks at.
    pub fn until(&self) -> ChangeId {
        self.0.until()
    }

    /// How many changes it looks at in all.
    pub fn total(&self) -> ChangeCount {
        self.0.total()
    }

    /// The next page, which may be empty; nothing at the end.
    ///
    /// # Errors
    /// When the storage fails or a change cannot be read.
    pub async fn next(&mut self) -> Result<Option<RawPage>> {
        self.0.next().await
    }
}
