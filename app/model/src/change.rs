//! One change of one item, as the stream told it.

mod json;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Image, ItemKey, SequenceNumber, Timestamp};

/// A change's position in the archive: ever growing, and the one order that is relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(example = 42))]
#[serde(transparent)]
pub struct ChangeId(pub i64);

impl ChangeId {
    /// Before every change.
    pub const START: Self = Self(0);

    /// The position right after this one: what is before it is this change, or an older one. It says nothing of whether there is a
    /// change at it.
    #[must_use]
    pub const fn just_after(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The position right before this one: what is after it is this change, or a newer one.
    #[must_use]
    pub const fn just_before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for ChangeId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What happened to the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Op {
    /// The item came into being.
    Insert,
    /// Some of its attributes changed.
    Modify,
    /// The item was deleted.
    Remove,
    /// Version 0 of an item that existed before capture, from a scan of the table.
    Baseline,
}

impl Op {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Insert, Self::Modify, Self::Remove, Self::Baseline];

    /// As the stream, the API and the archive write it: `INSERT`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
            Self::Baseline => "BASELINE",
        }
    }

    /// Whether the item is there after a change that carries these images.
    pub const fn leaves_item(self, has_old_image: bool, has_new_image: bool) -> bool {
        match self {
            Self::Insert | Self::Modify => true,
            Self::Remove => false,
            // One that tells what was there before and nothing since: a gap has swallowed the removal.
            Self::Baseline => has_new_image || !has_old_image,
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The text is no op.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no op: the ops are insert, modify, remove and baseline")]
pub struct UnknownOp(pub String);

impl FromStr for Op {
    type Err = UnknownOp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|op| op.as_str().eq_ignore_ascii_case(text));
        named.ok_or_else(|| UnknownOp(text.to_owned()))
    }
}

/// What a stream's records carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViewType {
    /// Key attributes only.
    KeysOnly,
    /// The item after the change.
    NewImage,
    /// The item before the change.
    OldImage,
    /// Both.
    NewAndOldImages,
}

impl ViewType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::KeysOnly, Self::NewImage, Self::OldImage, Self::NewAndOldImages];

    /// As AWS writes it: `NEW_AND_OLD_IMAGES`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }
}

impl fmt::Display for ViewType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The text is no view type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no view type: they are KEYS_ONLY, NEW_IMAGE, OLD_IMAGE and NEW_AND_OLD_IMAGES")]
pub struct UnknownViewType(pub String);

impl FromStr for ViewType {
    type Err = UnknownViewType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|view_type| view_type.as_str() == text);
        named.ok_or_else(|| UnknownViewType(text.to_owned()))
    }
}

/// Who made the change, where the stream tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The record's `userIdentity.type`, such as `Service`.
    pub kind: String,
    /// The record's `userIdentity.principalId`, such as `dynamodb.amazonaws.com`.
    pub principal_id: String,
}

impl Actor {
    /// What DynamoDB says of a deletion by time to live
    /// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html>).
    pub fn ttl() -> Self {
        Self { kind: "Service".to_owned(), principal_id: "dynamodb.amazonaws.com".to_owned() }
    }

    /// Whether the item expired.
    pub fn is_ttl(&self) -> bool {
        self.kind == "Service" && self.principal_id == "dynamodb.amazonaws.com"
    }

    /// `ttl`, or the principal.
    pub fn label(&self) -> &str {
        if self.is_ttl() { "ttl" } else { &self.principal_id }
    }
}

/// A change as it was read from a stream, before it has a place in the archive. `I` is how its images are held: what only
/// passes them on has no use for their trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedChange<I = Image> {
    /// The table's name.
    pub table: String,
    /// The stream's ARN.
    pub stream_arn: String,
    /// The shard's id.
    pub shard_id: String,
    /// The position within the shard.
    pub sequence_number: SequenceNumber,
    /// The record's own id, as the stream gave it.
    pub event_id: String,
    /// What happened.
    pub op: Op,
    /// Which item.
    pub item_key: ItemKey,
    /// The item before the change; absent for inserts and where the view type leaves it out.
    pub old_image: Option<I>,
    /// The item after the change; absent for deletions and where the view type leaves it out.
    pub new_image: Option<I>,
    /// `ApproximateCreationDateTime`: whole seconds, never used for order.
    pub created_at: Timestamp,
    /// When the record was read from the stream.
    pub received_at: Timestamp,
    /// Who did it, where the stream tells.
    pub actor: Option<Actor>,
    /// The record's `SizeBytes`: keys and images.
    pub size_bytes: u64,
    /// What the stream's records carry.
    pub view_type: ViewType,
    /// What was odd about the record, where something was: such a record is kept and never holds the shard up.
    pub note: Option<String>,
}

impl<I> CapturedChange<I> {
    /// The same change with its images held another way.
    pub fn map_images<J>(self, mut map: impl FnMut(I) -> J) -> CapturedChange<J> {
        CapturedChange {
            old_image: self.old_image.map(&mut map),
            new_image: self.new_image.map(&mut map),
            table: self.table,
            stream_arn: self.stream_arn,
            shard_id: self.shard_id,
            sequence_number: self.sequence_number,
            event_id: self.event_id,
            op: self.op,
            item_key: self.item_key,
            created_at: self.created_at,
            received_at: self.received_at,
            actor: self.actor,
            size_bytes: self.size_bytes,
            view_type: self.view_type,
            note: self.note,
        }
    }
}

/// A change in the archive. Its JSON form is the one of the HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The position in the archive.
    pub id: ChangeId,
    /// What was captured.
    pub captured: CapturedChange,
    /// When the change was committed to the archive.
    pub archived_at: Timestamp,
}

impl std::ops::Deref for Change {
    type Target = CapturedChange;

    fn deref(&self) -> &Self::Target {
        &self.captured
    }
}

impl Change {
    /// Whether the item is there after the change.
    pub fn leaves_item(&self) -> bool {
        self.op.leaves_item(self.old_image.is_some(), self.new_image.is_some())
    }

    /// The image that the change left behind, and the change whose record carries it: its own, or as the image before it
    /// that of the item's `next` change. Nothing where neither does.
    pub fn image_after<'a>(&'a self, next: Option<&'a Self>) -> Option<(ChangeId, &'a Image)> {
        let own = self.new_image.as_ref().map(|image| (self.id, image));
        own.or_else(|| next.and_then(|next| next.old_image.as_ref().map(|image| (next.id, image))))
    }

    /// The names of the top-level attributes that differ between the images, in ascending order; empty where an image
    /// is absent.
    pub fn changed(&self) -> Vec<String> {
        let (Some(old), Some(new)) = (&self.old_image, &self.new_image) else { return Vec::new() };
        let differing = old.iter().filter(|(name, value)| new.get(*name) != Some(*value)).map(|(name, _)| name);
        let mut names: Vec<String> =
            differing.chain(new.keys().filter(|name| !old.contains_key(*name))).cloned().collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb_json;

    fn image(text: &str) -> Image {
        dynamodb_json::from_text(text).expect("DynamoDB JSON")
    }

    /// A change of `order#1` from the one image to the other.
    fn change(old: Option<&str>, new: Option<&str>) -> Change {
        let captured = CapturedChange {
            table: "demo-orders".to_owned(),
            stream_arn: "arn:aws:dynamodb:us-east-1:000000000000:table/demo-orders/stream/1".to_owned(),
            shard_id: "shardId-1".to_owned(),
            sequence_number: "111122223333444455556666".parse().expect("digits"),
            event_id: "e-1".to_owned(),
            op: Op::Modify,
            item_key: "order_id=order#1".parse().expect("a key"),
            old_image: old.map(image),
            new_image: new.map(image),
            created_at: Timestamp::from_millis(1_795_356_557_000),
            received_at: Timestamp::from_millis(1_795_356_557_412),
            actor: Some(Actor::ttl()),
            size_bytes: 42,
            view_type: ViewType::NewAndOldImages,
            note: None,
        };
        Change { id: ChangeId(7), captured, archived_at: Timestamp::from_millis(1_795_356_557_419) }
    }

    #[test]
    fn its_json_is_flat_and_has_every_documented_name() {
        let json = serde_json::to_value(change(Some(r#"{"a": {"N": "1"}}"#), None)).expect("JSON");
        let names = [
            "actor",
            "archived_at",
            "changed",
            "created_at",
            "event_id",
            "id",
            "keys",
            "new_image",
            "note",
            "old_image",
            "op",
            "received_at",
            "sequence_number",
            "shard_id",
            "size_bytes",
            "stream_arn",
            "table",
            "view_type",
        ];
        assert_eq!(json.as_object().expect("an object").keys().collect::<Vec<_>>(), names);
        assert_eq!(json["keys"], serde_json::json!({"order_id": {"S": "order#1"}}));
        assert_eq!(json["archived_at"], "2026-11-22T14:09:17.419Z");
        assert_eq!(json["op"], "MODIFY");
    }

    #[test]
    fn it_is_read_back_from_its_json() {
        let original = change(Some(r#"{"a": {"N": "1"}}"#), Some(r#"{"a": {"NS": ["1", "2"]}}"#));
        let text = serde_json::to_string(&original).expect("JSON");
        assert_eq!(serde_json::from_str::<Change>(&text).expect("a change"), original);
    }

    #[test]
    fn changed_names_only_what_differs_between_both_images() {
        let both =
            change(Some(r#"{"a": {"N": "1"}, "b": {"S": "x"}}"#), Some(r#"{"b": {"S": "x"}, "c": {"NULL": true}}"#));
        assert_eq!(both.changed(), ["a", "c"]);
        assert!(change(None, Some(r#"{"a": {"N": "1"}}"#)).changed().is_empty());
    }
}
