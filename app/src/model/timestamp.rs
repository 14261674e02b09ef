//! Points in time, in UTC, to the millisecond.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time in milliseconds since 1970-01-01T00:00:00Z; in JSON an RFC 3339 string in UTC.
///
/// Times are shown and filtered by, and never used to order changes: `created_at` has whole seconds only, and clocks
/// jump. Order is [`ChangeId`](super::ChangeId) order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to `self`; negative when `self` is the earlier one.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The time of day, `14:09:17.412`, in UTC.
    pub fn time_of_day(self) -> String {
        self.zoned().strftime("%H:%M:%S.%3f").to_string()
    }

    /// The calendar day, `2026-11-22`, in UTC.
    pub fn date(self) -> String {
        self.zoned().strftime("%Y-%m-%d").to_string()
    }

    fn zoned(self) -> jiff::Zoned {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        write!(formatter, "{time:.3}")
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>().map(|time| Self(time.as_millisecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_with_milliseconds_in_utc_and_read_back() {
        let time = Timestamp::from_millis(1_795_356_557_412);
        assert_eq!(time.to_string(), "2026-11-22T14:09:17.412Z");
        assert_eq!("2026-11-22T14:09:17.412Z".parse::<Timestamp>().ok(), Some(time));
        assert_eq!(time.time_of_day(), "14:09:17.412");
        assert_eq!(time.date(), "2026-11-22");
    }
}
