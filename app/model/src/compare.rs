//! Two moments of one item's life, and what differs between them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{ChangeId, Diff, Image, Op, Timestamp, ViewType, item::ItemOverview};

/// A moment of an item's life: `12`, or `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// After its n-th change in the archive, from 1.
    Version(u64),
    /// As it is in DynamoDB now.
    Now,
}

/// Two moments, in the order in which they are compared: `12..15`, `12..now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// What was.
    pub from: Moment,
    /// What is.
    pub to: Moment,
}

/// The text names no moment of an item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no version: write a number from 1, or now for the item as it is in DynamoDB")]
pub struct InvalidMoment(pub String);

/// The text is no pair of versions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPair {
    /// There are no two dots.
    #[error("{0:?} is no pair of versions: write two, as in 12..15 or 12..now")]
    NoPair(String),
    /// One side is no version.
    #[error(transparent)]
    Moment(#[from] InvalidMoment),
}

impl Pair {
    /// The same two, the other way round.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { from: self.to, to: self.from }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => version.fmt(formatter),
            Self::Now => formatter.write_str("now"),
        }
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    /// Also reads `v12` and blanks around it, as people type it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidMoment(text.to_owned());
        let trimmed = text.trim();
        if trimmed.eq_ignore_ascii_case("now") {
            return Ok(Self::Now);
        }
        let digits = trimmed.strip_prefix(['v', 'V']).unwrap_or(trimmed);
        let version = digits.parse().ok().filter(|version| *version > 0 && !digits.starts_with('+'));
        version.map(Self::Version).ok_or_else(invalid)
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}..{}", self.from, self.to)
    }
}

impl FromStr for Pair {
    type Err = InvalidPair;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once("..").ok_or_else(|| InvalidPair::NoPair(text.to_owned()))?;
        Ok(Self { from: from.parse()?, to: to.parse()? })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What is known of an item at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum WhyUnknown {
    /// The stream's view type leaves the image out, and no neighbouring change carries it.
    NotCarried {
        /// What the stream's records carry.
        view_type: ViewType,
        /// When that stream was turned on, where its ARN tells.
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

impl WhyUnknown {
    /// In a sentence, for people. What is missing is of the change that made `version`.
    pub fn sentence(&self, version: u64) -> String {
        match self {
            Self::NotCarried { view_type, since, before } => {
                let to_the_second = |time: String| time.chars().take("14:09:17".len()).collect::<String>();
                let since = since.map(|at| format!(", on since {} {} UTC", at.date(), to_the_second(at.time_of_day())));
                let (side, neighbour) = if *before { ("before", "earlier") } else { ("after", "later") };
                format!(
                    "Version {version} came through a stream with the view type {view_type}{}. Its record carries no \
                     image of the item {side} the change, and no {neighbour} change in the archive carries it instead.",
                    since.unwrap_or_default()
                )
            }
            Self::Unreachable { message } => format!("DynamoDB did not tell how the item is now. {message}"),
        }
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Which moment.
    pub moment: Moment,
    /// The change that made the version; nothing for now.
    pub change_id: Option<ChangeId>,
    /// What that change did.
    pub op: Option<Op>,
    /// When that change happened, or when DynamoDB was asked.
    pub at: Timestamp,
    /// Whether the item was there.
    pub existence: Existence,
    /// The change whose record the image was taken from, where the version's own record does not carry it.
    pub rebuilt_from: Option<ChangeId>,
    /// Why nothing is known, where that is so.
    pub why_unknown: Option<WhyUnknown>,
}

/// Two moments of an item compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The item.
    pub item: ItemOverview,
    /// What was.
    pub from: Side,
    /// What is.
    pub to: Side,
    /// What differs; nothing when one side is not known.
    pub diff: Option<Diff>,
    /// The attributes that are equal on both sides, with their values.
    pub unchanged: Image,
}

/// When a stream was turned on, by the label that is the last part of its ARN
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>, `LatestStreamLabel`).
/// The embedded DynamoDB's labels are seconds since 1970, `1795356557.412000000`. Nothing for ARNs that end otherwise.
pub fn stream_enabled_at(stream_arn: &str) -> Option<Timestamp> {
    let label = stream_arn.rsplit('/').next()?;
    let of_seconds = || {
        let (seconds, nanos) = label.split_once('.')?;
        let millis = nanos.parse::<i64>().ok().filter(|_| nanos.len() == 9)? / 1_000_000;
        Some(Timestamp::from_millis(seconds.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(millis)?))
    };
    format!("{label}Z").parse().ok().or_else(of_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment() -> impl Strategy<Value = Moment> {
        prop_oneof![Just(Moment::Now), (1u64..=u64::MAX).prop_map(Moment::Version)]
    }

    proptest! {
        #[test]
        fn every_pair_survives_its_text_and_two_swaps(from in moment(), to in moment()) {
            let pair = Pair { from, to };
            prop_assert_eq!(pair.to_string().parse(), Ok(pair));
            prop_assert_eq!(pair.swapped().swapped(), pair);
        }
    }

    #[test]
    fn pairs_are_read_as_people_type_them() {
        let pair = Pair { from: Moment::Version(12), to: Moment::Now };
        for text in ["12..now", "v12..NOW", " 12 .. now "] {
            assert_eq!(text.parse(), Ok(pair), "{text}");
        }
        assert_eq!("12".parse::<Pair>(), Err(InvalidPair::NoPair("12".to_owned())));
        for text in ["0..1", "1..", "a..b", "-1..2", "1...2", "+1..2"] {
            assert!(matches!(text.parse::<Pair>(), Err(InvalidPair::Moment(_))), "{text}");
        }
    }

    #[test]
    fn a_stream_tells_since_when_it_is_on() {
        let arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-11-20T08:00:00.123";
        assert_eq!(stream_enabled_at(arn), "2026-11-20T08:00:00.123Z".parse().ok());
        let embedded = "arn:aws:dynamodb:dynoxide:000000000000:table/sample/stream/1795356557.412000000";
        assert_eq!(stream_enabled_at(embedded), Some(Timestamp::from_millis(1_795_356_557_412)));
        assert_eq!(stream_enabled_at("baseline:orders"), None);
    }

    #[test]
    fn what_is_not_known_is_said_with_the_view_type_and_since_when() {
        let why = WhyUnknown::NotCarried {
            view_type: ViewType::KeysOnly,
            since: "2026-11-20T08:00:00.123Z".parse().ok(),
            before: false,
        };
        assert_eq!(
            why.sentence(12),
            "Version 12 came through a stream with the view type KEYS_ONLY, on since 2026-11-20 08:00:00 UTC. Its \
             record carries no image of the item after the change, and no later change in the archive carries it \
             instead."
        );
    }
}
