//! What is found: searches, charts, saved queries.

use utoipa::ToSchema;

use super::{ChangeId, DiffKind, ItemKey, Op, Timestamp};

/// Which way a search goes.
#[derive(ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SearchOrder {
    /// From the newest change back.
    Newest,
    /// From the first change on.
    Oldest,
}

/// A piece of a search.
#[derive(ToSchema)]
pub struct SearchPage {
    /// What was found, in the search's order.
    hits: Vec<Hit>,
    /// Everything up to here was looked at: where the next piece begins.
    scanned_to: ChangeId,
    /// How many changes this piece has gone past, looked at or ruled out by an index.
    scanned: u64,
    /// How many changes the archive holds.
    total: u64,
    /// When the change at `scanned_to` happened, where there is one.
    #[schema(required)]
    reached_at: Option<Timestamp>,
    /// Whether there is nothing left to look at.
    end: bool,
}

/// A change that was found.
#[derive(ToSchema)]
pub struct Hit {
    /// The change.
    #[serde(flatten)]
    change: ChangeSummary,
    /// Where in it.
    matched: Vec<Evidence>,
}

/// A place, and the text that stands there.
#[derive(ToSchema)]
pub struct Evidence {
    /// `key`, `table`, or the attribute's path.
    place: String,
    /// What stands there, in short; empty where the name itself was found, or there is more than a line of it.
    text: String,
}

/// What a row of the live feed or a timeline shows of a change. Bounded in size, whatever the item's: the images are
/// fetched when somebody looks at the change itself.
#[derive(ToSchema)]
pub struct ChangeSummary {
    /// The position in the archive.
    id: ChangeId,
    /// The table's name.
    table: String,
    /// Which item.
    item_key: ItemKey,
    /// What happened.
    op: Op,
    /// `ttl`, or the principal, where the stream tells.
    #[schema(required)]
    actor: Option<String>,
    /// When the change happened, to the second.
    created_at: Timestamp,
    /// When it was committed to the archive.
    archived_at: Timestamp,
    /// Keys and images, in bytes.
    size_bytes: u64,
    /// The change in words.
    words: Words,
}

/// The words of a summary.
#[derive(ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Words {
    /// `new item · 9 attributes`; nothing is known of the attributes where the view type leaves the image out.
    Created {
        /// How many top-level attributes the item has.
        #[schema(required)]
        attributes: Option<usize>,
    },
    /// `removed · 9 attributes`, or `expired` when the actor is `ttl`.
    Removed {
        /// How many top-level attributes the item had.
        #[schema(required)]
        attributes: Option<usize>,
    },
    /// `status paid → refunded · refund added · … and 3 more`.
    Changed {
        /// The first few differences.
        parts: Vec<Part>,
        /// How many more there are.
        more: usize,
    },
    /// Both images are there and equal: a write that changed nothing.
    Unchanged,
    /// The stream's view type carries too little to say what changed.
    NotCarried,
}

/// One difference in words.
#[derive(ToSchema)]
pub struct Part {
    /// Where: `address.city`.
    path: String,
    /// Added, removed or changed.
    kind: DiffKind,
    /// The old value in short, for what was removed or changed; absent where it is too large to say in a line.
    #[schema(required)]
    old: Option<String>,
    /// The new value in short, for what was added or changed; absent where it is too large to say in a line.
    #[schema(required)]
    new: Option<String>,
}

/// Equal stretches of time, one a bar.
#[derive(ToSchema)]
pub struct Bars {
    /// When the first one begins; a multiple of the width.
    start: Timestamp,
    /// How long each is, in milliseconds.
    width_ms: i64,
    /// How many there are.
    count: usize,
}

/// How many changes of each kind.
#[derive(ToSchema)]
pub struct OpCounts {
    /// Inserted.
    insert: u64,
    /// Modified.
    modify: u64,
    /// Removed.
    remove: u64,
    /// Versions 0.
    baseline: u64,
}

/// How far charts have looked.
#[derive(ToSchema)]
pub struct Progress {
    /// How many changes were gone past.
    scanned: u64,
    /// How many the archive holds.
    total: u64,
    /// Where to go on: pass it as `before`; nothing when everything is in.
    #[schema(required)]
    next_before: Option<ChangeId>,
}

/// How many matching changes when.
#[derive(ToSchema)]
pub struct Histogram {
    /// The stretches.
    bars: Bars,
    /// Of each bar.
    counts: Vec<OpCounts>,
    /// How far this has looked.
    progress: Progress,
}

/// Something and how often it changed.
#[derive(ToSchema)]
pub struct Hot {
    /// The table's name.
    table: String,
    /// The item's key in canonical text, or the attribute's name.
    name: String,
    /// How many changes.
    changes: u64,
}

/// A query with a name.
#[derive(ToSchema)]
pub struct View {
    /// Its name, which is also its address.
    name: String,
    /// The query, as it was written: `at:-1d..` is always the last day.
    query: String,
    /// When it was first saved.
    created_at: Timestamp,
    /// When it was last saved.
    updated_at: Timestamp,
}
