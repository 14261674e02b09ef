//! Points in time, in UTC, to the millisecond.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{UtcDateTime, format_description::well_known::Rfc3339};

const MILLIS_A_SECOND: i64 = 1_000;

/// A point in time in milliseconds since 1970-01-01T00:00:00Z; in JSON an RFC 3339 string in UTC.
///
/// Times are shown and filtered by, and never used to order changes: `created_at` has whole seconds only, and clocks
/// jump. Order is [`ChangeId`](super::ChangeId) order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String, format = DateTime, description = "A time in UTC, to the millisecond.", example = "2026-11-22T14:09:17.412Z"))]
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
        let (hour, minute, second, milli) = self.in_utc().as_hms_milli();
        format!("{hour:02}:{minute:02}:{second:02}.{milli:03}")
    }

    /// The calendar day, `2026-11-22`, in UTC.
    pub fn date(self) -> String {
        let (year, month, day) = self.in_utc().to_calendar_date();
        format!("{year:04}-{:02}-{day:02}", u8::from(month))
    }

    /// What a year of four digits cannot hold is taken for 1970's first moment.
    fn in_utc(self) -> UtcDateTime {
        UtcDateTime::from_unix_timestamp(self.0.div_euclid(MILLIS_A_SECOND))
            .ok()
            .filter(|time| time.year() >= 0)
            .and_then(|time| time.replace_millisecond(u16::try_from(self.0.rem_euclid(MILLIS_A_SECOND)).ok()?).ok())
            .unwrap_or(UtcDateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}T{}Z", self.date(), self.time_of_day())
    }
}

/// The text is no RFC 3339 time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time like 2026-11-22T14:09:17.412Z")]
pub struct InvalidTimestamp;

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = UtcDateTime::parse(text, &Rfc3339).map_err(|_| InvalidTimestamp)?;
        Ok(Self(time.unix_timestamp() * MILLIS_A_SECOND + i64::from(time.millisecond())))
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
    use proptest::prelude::*;

    #[test]
    fn it_is_written_with_milliseconds_in_utc_and_read_back() {
        let time = Timestamp::from_millis(1_795_356_557_412);
        assert_eq!(time.to_string(), "2026-11-22T14:09:17.412Z");
        assert_eq!("2026-11-22T14:09:17.412Z".parse::<Timestamp>().ok(), Some(time));
        assert_eq!(time.time_of_day(), "14:09:17.412");
        assert_eq!(time.date(), "2026-11-22");
    }

    #[test]
    fn other_zones_and_precisions_are_read_as_the_same_moment() {
        let time = Ok(Timestamp::from_millis(1_795_356_557_400));
        for text in ["2026-11-22T14:09:17.4Z", "2026-11-22T16:09:17.400+02:00", "2026-11-22T14:09:17.400999Z"] {
            assert_eq!(text.parse(), time, "{text}");
        }
        for text in ["", "2026", "2026-11-22", "2026-13-22T14:09:17Z", "2026-11-22 14:09", "2026-11-22T14:09:17"] {
            assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_time_of_four_digit_years_is_read_back(millis in -62_135_596_800_000_i64..253_402_300_800_000) {
            let time = Timestamp::from_millis(millis);
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn no_number_of_milliseconds_is_too_large_to_be_written(millis: i64) {
            prop_assert_eq!(Timestamp::from_millis(millis).to_string().len(), "2026-11-22T14:09:17.412Z".len());
        }
    }
}
