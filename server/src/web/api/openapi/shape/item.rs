//! Items, their lives and their past.

use utoipa::ToSchema;

use super::{AttributeValue, ChangeId, Image, ItemKey, Op, Timestamp, ViewType};

/// What is known of one item.
#[derive(ToSchema)]
pub struct ItemOverview {
    /// The table's name.
    table: String,
    /// Which item.
    item_key: ItemKey,
    /// Its first change in the archive.
    first_change_id: ChangeId,
    /// Its last change in the archive.
    last_change_id: ChangeId,
    /// When its first change happened.
    first_seen_at: Timestamp,
    /// When its last change happened.
    last_seen_at: Timestamp,
    /// How many changes the archive holds of it.
    versions: u64,
    /// Whether its last change left it in existence.
    alive: bool,
    /// Whether the archive holds it from its creation: its first change is an INSERT.
    captured_from_first_version: bool,
}

/// The order of the list.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemOrder {
    /// The most lately changed first.
    LastChange,
    /// Those with the most versions first.
    MostChanged,
    /// By the key's text, ascending.
    Key,
}

/// Which items are listed.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// All that the archive knows.
    All,
    /// Those whose last change left them in existence.
    Alive,
    /// Those whose last change deleted them.
    Deleted,
}

/// A page of the list.
#[derive(ToSchema)]
pub struct ItemsPage {
    /// The items, in the list's order.
    items: Vec<ItemOverview>,
    /// Pass it as `from` with `backward` for the page before; nothing at the list's beginning.
    #[schema(required)]
    before: Option<String>,
    /// Pass it as `from` for the page after; nothing at the list's end.
    #[schema(required)]
    after: Option<String>,
    /// How many items were looked at for this page.
    looked_at: u64,
    /// Whether the page ended early because so much had been looked at: what is left is for the next page.
    is_partial: bool,
    /// How many items the archive knows of the table.
    total: u64,
    /// Where the order is kept for the first of the list only: how many that are.
    #[schema(required)]
    only_first: Option<u64>,
}

/// A change, by its place in an item's life.
#[derive(ToSchema)]
pub struct VersionAt {
    /// 1 for the item's first change in the archive.
    version: u64,
    /// The change.
    change_id: ChangeId,
    /// When it happened.
    at: Timestamp,
    /// What happened.
    op: Op,
}

/// Where an image was taken from.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImageSource {
    /// From the record of the version in force.
    Record,
    /// From the next version's record, which tells what was there before it.
    NextRecord,
}

/// Why something of the past cannot be known.
#[derive(ToSchema)]
#[serde(tag = "reason", content = "view_type", rename_all = "snake_case")]
pub enum Unknown {
    /// The archive's first change of the item is not the one that made it.
    BeforeCapture,
    /// The stream's records of this view type carry no image after the change, and the next record none before it.
    NotCarried(ViewType),
    /// The stream's records carry the image before a change only, and no change has come since.
    UntilNextChange(ViewType),
}

/// An item as it was at a moment.
#[derive(ToSchema)]
pub struct ItemAsOf {
    /// The item, as it is known now.
    item: ItemOverview,
    /// The moment.
    #[schema(example = "v42")]
    at: String,
    /// Whether it existed then; nothing where that cannot be known.
    #[schema(required)]
    exists: Option<bool>,
    /// The last version up to then; nothing before the first.
    #[schema(required)]
    in_force: Option<VersionAt>,
    /// The version that ended it; nothing when it is the last.
    #[schema(required)]
    next: Option<VersionAt>,
    /// The item's attributes then.
    #[schema(required)]
    image: Option<Image>,
    /// Where they were taken from.
    #[schema(required)]
    image_source: Option<ImageSource>,
    /// Why `exists` or `image` is missing.
    #[schema(required)]
    unknown: Option<Unknown>,
    /// A loss of the table's changes was noticed at that time, between the version in force and the next: there may have
    /// been others of this item in between.
    #[schema(required)]
    gap_noticed_at: Option<Timestamp>,
}

/// One item of a table as of a time.
#[derive(ToSchema)]
pub struct ListedAsOf {
    /// Which item.
    item_key: ItemKey,
    /// Whether it existed then; nothing where that cannot be known.
    #[schema(required)]
    exists: Option<bool>,
    /// The last version up to then; nothing where the item is older than what the archive has of it.
    #[schema(required)]
    in_force: Option<VersionAt>,
}

/// A page of a table's items as of a time, in the order of their keys.
#[derive(ToSchema)]
pub struct ItemsAsOf {
    /// Those that existed, and those of which it cannot be known. May be few, even none, where there is a next page.
    items: Vec<ListedAsOf>,
    /// Where the next page begins: pass it as `after`; nothing on the last page.
    #[schema(required)]
    next_after: Option<ItemKey>,
}

/// What the attribute was after a change.
#[derive(ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Held {
    /// This value.
    Value {
        /// In JSON, DynamoDB JSON.
        value: AttributeValue,
    },
    /// The item had no such attribute.
    Absent,
    /// There was no item.
    NoItem,
    /// The archive cannot tell.
    Unknown,
}

/// From a version on, until the next step.
#[derive(ToSchema)]
#[schema(as = AttributeStep)]
pub struct Step {
    /// The version that brought it.
    since: VersionAt,
    /// What the attribute was from then on.
    held: Held,
}

/// A stretch of an attribute's history.
#[derive(ToSchema)]
pub struct AttributeHistory {
    /// The item, as it is known now.
    item: ItemOverview,
    /// The attribute's path, as differences write it.
    path: String,
    /// Where it became something else, oldest first. The first is what it was at the stretch's beginning.
    steps: Vec<Step>,
    /// The first and the last version that were looked at.
    from_version: u64,
    /// The last.
    to_version: u64,
    /// Pass it as `before` to go on with what is older; nothing when version 1 was looked at.
    #[schema(required)]
    next_before: Option<u64>,
    /// The item's attributes in the newest image that was looked at: what else can be asked for.
    attributes: Vec<String>,
}

/// What is known of an item at a moment.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Existence {
    /// It was there, and all of it is known.
    Present,
    /// It was not there.
    Absent,
    /// It is not known how it was.
    Unknown,
}

/// Why it is not known how an item was.
#[derive(ToSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum WhyUnknown {
    /// The stream's view type leaves the image out, and no neighbouring change carries it.
    NotCarried {
        /// What the stream's records carry.
        view_type: ViewType,
        /// When that stream was turned on, where its ARN tells.
        #[schema(required)]
        since: Option<Timestamp>,
        /// Whether the missing image is the one before the change; otherwise it is the one after.
        before: bool,
    },
    /// DynamoDB did not tell how it is now.
    Unreachable {
        /// What it said, in words.
        message: String,
    },
}

/// What happened at one path.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// There is a value where there was none.
    Added,
    /// There is no value where there was one.
    Removed,
    /// There is another value.
    Changed,
}

/// What a difference's values are.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiffScope {
    /// The whole value at the path, before and after.
    Value,
    /// Some elements of the set at the path: those that went, and those that came.
    Elements,
}

/// One step of a path: an attribute's name, or a position in a list.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum PathStep {
    /// Into a map, or the item itself.
    Name(String),
    /// Into a list.
    Position(usize),
}
