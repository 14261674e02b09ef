//! An item as it was at a moment of its life: which version was in force then, and what is known of it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{ChangeId, Image, ItemKey, Op, Timestamp, ViewType, item::ItemOverview};

/// A moment in an item's life, as addresses write it: a time, or a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// `2026-11-22T14:09:17Z`. Changes of that very moment have happened.
    Time(Timestamp),
    /// `v42`: right after that version. `v0` is before the first.
    Version(u64),
}

impl At {
    /// Whether a change of that version and time had happened by then.
    pub fn includes(self, version: u64, created_at: Timestamp) -> bool {
        match self {
            Self::Time(time) => created_at <= time,
            Self::Version(last) => version <= last,
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(formatter),
            Self::Version(version) => write!(formatter, "v{version}"),
        }
    }
}

/// The text is neither a time nor a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither a version like v42 nor a time like 2026-11-22T14:09:17Z (a day, or a time to the minute, is read as UTC)"
)]
pub struct InvalidAt(pub String);

/// What completes a time that says less, from the longest: a day means its first moment, in UTC.
const COMPLETIONS: [(usize, &str); 3] =
    [("2026-11-22T14:09:17".len(), "Z"), ("2026-11-22T14:09".len(), ":00Z"), ("2026-11-22".len(), "T00:00:00Z")];

impl FromStr for At {
    type Err = InvalidAt;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidAt(text.to_owned());
        let text = text.trim();
        let digits = text.strip_prefix(['v', 'V']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return digits.parse().map(Self::Version).map_err(|_| invalid());
        }
        let time = text.replacen(' ', "T", 1);
        let completion = COMPLETIONS.iter().find(|(length, _)| *length == time.len()).map_or("", |(_, rest)| rest);
        let completed = format!("{time}{completion}");
        time.parse().or_else(|_| completed.parse()).map(Self::Time).map_err(|_| invalid())
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A change, by its place in an item's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VersionAt {
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// The change.
    pub change_id: ChangeId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub op: Op,
}

/// Where an image was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImageSource {
    /// From the record of the version in force.
    Record,
    /// From the next version's record, which tells what was there before it.
    NextRecord,
}

/// Why something of the past cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemAsOf {
    /// The item, as it is known now.
    pub item: ItemOverview,
    /// The moment.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "v42"))]
    pub at: At,
    /// Whether it existed then; nothing where that cannot be known.
    pub exists: Option<bool>,
    /// The last version up to then; nothing before the first.
    pub in_force: Option<VersionAt>,
    /// The version that ended it; nothing when it is the last.
    pub next: Option<VersionAt>,
    /// The item's attributes then.
    pub image: Option<Image>,
    /// Where they were taken from.
    pub image_source: Option<ImageSource>,
    /// Why `exists` or `image` is missing.
    pub unknown: Option<Unknown>,
    /// A loss of the table's changes was noticed at that time, between the version in force and the next: there may have
    /// been others of this item in between.
    pub gap_noticed_at: Option<Timestamp>,
}

/// One item of a table as of a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ListedAsOf {
    /// Which item.
    pub item_key: ItemKey,
    /// Whether it existed then; nothing where that cannot be known.
    pub exists: Option<bool>,
    /// The last version up to then; nothing where the item is older than what the archive has of it.
    pub in_force: Option<VersionAt>,
}

/// A page of a table's items as of a time, in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemsAsOf {
    /// Those that existed, and those of which it cannot be known. May be few, even none, where there is a next page.
    pub items: Vec<ListedAsOf>,
    /// Where the next page begins: pass it as `after`; nothing on the last page.
    pub next_after: Option<ItemKey>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_a_version_or_a_time_and_what_a_time_leaves_out_is_utcs_first() {
        for (text, at) in [
            ("v42", "v42"),
            ("42", "v42"),
            (" V0 ", "v0"),
            ("2026-11-22", "2026-11-22T00:00:00.000Z"),
            ("2026-11-22 14:09", "2026-11-22T14:09:00.000Z"),
            ("2026-11-22T14:09:17", "2026-11-22T14:09:17.000Z"),
            ("2026-11-22T16:09:17+02:00", "2026-11-22T14:09:17.000Z"),
        ] {
            assert_eq!(text.parse::<At>().map(|at| at.to_string()), Ok(at.to_owned()), "{text}");
        }
        for text in ["", "v", "v-1", "yesterday", "2026-13-01", "99999999999999999999999"] {
            assert_eq!(text.parse::<At>(), Err(InvalidAt(text.to_owned())), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_survives_its_address(version: u64, millis in 0i64..4_000_000_000_000) {
            for at in [At::Version(version), At::Time(Timestamp::from_millis(millis))] {
                prop_assert_eq!(at.to_string().parse(), Ok(at));
            }
        }
    }
}
