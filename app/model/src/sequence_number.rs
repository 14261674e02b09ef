//! Positions within a shard.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A stream record's sequence number: a decimal of up to 40 digits, unique and growing within its shard.
///
/// It is compared as a number: as text `"9"` would come after `"10"`, and a `u64` holds 20 digits of the 40. The
/// digits are kept as they came, because the stream's own API wants them back unaltered.
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html> says 21 to 40
/// digits; emulators send fewer.)
#[derive(Clone, Debug)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "schema",
    schema(
        description = "A position within a shard: digits, too many for a number.",
        example = "111122223333444455556666"
    )
)]
pub struct SequenceNumber(String);

/// Why a text is not a sequence number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sequence number is 1 to {MAX_DIGITS} decimal digits, not {0:?}")]
pub struct InvalidSequenceNumber(pub String);

/// The most digits that a sequence number has.
pub const MAX_DIGITS: usize = 40;

impl SequenceNumber {
    /// The digits as the stream sent them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn significant(&self) -> &str {
        self.0.trim_start_matches('0')
    }
}

impl From<u64> for SequenceNumber {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl Ord for SequenceNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = (self.significant(), other.significant());
        left.len().cmp(&right.len()).then_with(|| left.cmp(right))
    }
}

impl PartialOrd for SequenceNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SequenceNumber {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for SequenceNumber {}

impl std::hash::Hash for SequenceNumber {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.significant().hash(state);
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for SequenceNumber {
    type Err = InvalidSequenceNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits_only =
            !text.is_empty() && text.len() <= MAX_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits_only { Ok(Self(text.to_owned())) } else { Err(InvalidSequenceNumber(text.to_owned())) }
    }
}

impl Serialize for SequenceNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SequenceNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> SequenceNumber {
        text.parse().expect("digits")
    }

    #[test]
    fn nine_comes_before_ten_and_leading_zeros_do_not_count() {
        assert!(number("9") < number("10"));
        assert_eq!(number("007"), number("7"));
        assert!(number("111122223333444455556666777788889999000") < number("1111222233334444555566667777888899990000"));
    }

    #[test]
    fn signs_blanks_letters_and_41_digits_are_refused() {
        for text in ["", "-1", "+1", " 1", "1e5", "12a", &"1".repeat(41)] {
            assert!(text.parse::<SequenceNumber>().is_err(), "{text:?} was accepted");
        }
    }

    proptest! {
        #[test]
        fn order_is_the_order_of_the_numbers(left: u128, right: u128) {
            let order = number(&left.to_string()).cmp(&number(&right.to_string()));
            prop_assert_eq!(order, left.cmp(&right));
        }
    }
}
