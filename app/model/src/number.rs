//! DynamoDB's numbers: exact decimals.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The most significant digits that DynamoDB keeps.
pub const MAX_SIGNIFICANT_DIGITS: usize = 38;

/// Numbers outside `1e-130 ..= 9.99…e125` (and zero) are refused by DynamoDB.
pub const MAX_EXPONENT: i32 = 125;

/// The exponent of the smallest number that DynamoDB keeps.
pub const MIN_EXPONENT: i32 = -130;

/// A decimal of up to 38 significant digits, kept as the text it came in.
///
/// Never through a float: `0.1` and 38 digits must come out as they went in. Equality is that of the text (what came
/// out equals what went in); [`Number::compare`] is that of the value (`1.0` and `1` are the same number).
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>)
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(String);

/// Why a text is not a number that DynamoDB keeps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNumber {
    /// Not a decimal number at all.
    #[error("{0:?} is not a decimal number")]
    NotANumber(String),
    /// More digits than DynamoDB keeps.
    #[error("{0} has more than {MAX_SIGNIFICANT_DIGITS} significant digits")]
    TooManyDigits(String),
    /// Too large or too close to zero.
    #[error("{0} is outside what DynamoDB keeps: 1e{MIN_EXPONENT} to 9.99e{MAX_EXPONENT}")]
    OutOfRange(String),
}

/// A number taken apart: `sign × 0.digits × 10^point`. Zero has no digits.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i32,
}

impl Number {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number's value in one canonical spelling, equal for equal values: `1.0`, `1` and `10e-1` are all `1`.
    pub fn canonical(&self) -> String {
        Decimal::of(&self.0).map_or_else(|| self.0.clone(), |decimal| decimal.to_plain())
    }

    /// A text that is, byte by byte, in the order of the values, and equal for equal values. None of them is the beginning
    /// of another, so that anything may come after it. For indexes, and not for people.
    pub fn order_text(&self) -> String {
        Decimal::of(&self.0).map_or_else(|| self.0.clone(), |decimal| decimal.to_order_text())
    }

    /// Order by value.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (Decimal::of(&self.0), Decimal::of(&other.0)) {
            (Some(left), Some(right)) => left.compare(&right),
            _ => self.0.cmp(&other.0),
        }
    }

    /// `self − other`, exactly; nothing when the two are too far apart to be written in [`MAX_DIFFERENCE_DIGITS`].
    pub fn difference(&self, other: &Self) -> Option<String> {
        Decimal::of(&self.0)?.minus(&Decimal::of(&other.0)?)
    }
}

/// Where the decimal point may stand for a number to be written without an exponent.
const PLAIN_POINTS: std::ops::RangeInclusive<i32> = -20..=40;

/// Added to a point, so that it has three digits and no sign.
const ORDER_POINT: i32 = 500;

/// The longest difference worth showing, in digits.
pub const MAX_DIFFERENCE_DIGITS: i32 = 80;

impl Decimal {
    fn of(text: &str) -> Option<Self> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], rest[at + 1..].parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let all = whole.bytes().chain(fraction.bytes());
        if !all.clone().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut digits: Vec<u8> = all.map(|byte| byte - b'0').collect();
        let leading = digits.iter().take_while(|digit| **digit == 0).count();
        let point =
            i32::try_from(whole.len()).ok()?.checked_add(exponent)?.checked_sub(i32::try_from(leading).ok()?)?;
        digits.drain(..leading);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Some(if digits.is_empty() {
            Self { negative: false, digits, point: 0 }
        } else {
            Self { negative, digits, point }
        })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let sign = |decimal: &Self| match (decimal.digits.is_empty(), decimal.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        sign(self).cmp(&sign(other)).then_with(|| {
            let magnitude = self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits));
            if self.negative { magnitude.reverse() } else { magnitude }
        })
    }

    fn to_plain(&self) -> String {
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        let digits: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let sign = if self.negative { "-" } else { "" };
        let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
        match self.point {
            point if !PLAIN_POINTS.contains(&point) => format!("{sign}0.{digits}e{point}"),
            point if point >= length => {
                format!("{sign}{digits}{}", "0".repeat(usize::try_from(point - length).unwrap_or(0)))
            }
            point if point > 0 => {
                let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
                format!("{sign}{whole}.{fraction}")
            }
            point => format!("{sign}0.{}{digits}", "0".repeat(usize::try_from(-point).unwrap_or(0))),
        }
    }

    /// Negative numbers, zero, positive ones; of each the point, then the digits, then what ends them: where they are
    /// negative, all of it the other way round.
    fn to_order_text(&self) -> String {
        if self.digits.is_empty() {
            return "1".to_owned();
        }
        let digit = |digit: &u8| char::from(if self.negative { b'9' - digit } else { b'0' + digit });
        let digits: String = self.digits.iter().map(digit).collect();
        if self.negative {
            format!("0{:03}{digits}~", ORDER_POINT - self.point)
        } else {
            format!("2{:03}{digits}.", ORDER_POINT + self.point)
        }
    }

    /// The digits from `10^(top-1)` down to `10^bottom`, padded with zeros.
    fn aligned(&self, top: i32, bottom: i32) -> Vec<u8> {
        (bottom..top)
            .rev()
            .map(|place| {
                usize::try_from(self.point - 1 - place).ok().and_then(|at| self.digits.get(at)).copied().unwrap_or(0)
            })
            .collect()
    }

    fn lowest_place(&self) -> i32 {
        self.point - i32::try_from(self.digits.len()).unwrap_or(0)
    }

    fn minus(&self, other: &Self) -> Option<String> {
        let top = self.point.max(other.point) + 1;
        let bottom = self.lowest_place().min(other.lowest_place());
        if top - bottom > MAX_DIFFERENCE_DIGITS {
            return None;
        }
        let signed = |decimal: &Self| -> Vec<i8> {
            let sign = if decimal.negative { -1 } else { 1 };
            decimal.aligned(top, bottom).iter().map(|digit| sign * i8::try_from(*digit).unwrap_or(0)).collect()
        };
        let mut places: Vec<i8> = signed(self).iter().zip(signed(other)).map(|(left, right)| left - right).collect();
        let negative = places.iter().find(|place| **place != 0).is_some_and(|place| *place < 0);
        if negative {
            for place in &mut places {
                *place = -*place;
            }
        }
        for at in (1..places.len()).rev() {
            while places[at] < 0 {
                places[at] += 10;
                places[at - 1] -= 1;
            }
            while places[at] > 9 {
                places[at] -= 10;
                places[at - 1] += 1;
            }
        }
        let digits: String = places.iter().map(|place| char::from(b'0' + u8::try_from(*place).unwrap_or(0))).collect();
        let sign = if negative { "-" } else { "" };
        Self::of(&format!("{sign}{digits}e{bottom}")).map(|decimal| decimal.to_plain())
    }
}

impl FromStr for Number {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let decimal = Decimal::of(text).ok_or_else(|| InvalidNumber::NotANumber(text.to_owned()))?;
        if decimal.digits.len() > MAX_SIGNIFICANT_DIGITS {
            return Err(InvalidNumber::TooManyDigits(text.to_owned()));
        }
        let exponent = decimal.point - 1;
        if !decimal.digits.is_empty() && !(MIN_EXPONENT..=MAX_EXPONENT).contains(&exponent) {
            return Err(InvalidNumber::OutOfRange(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute_value::strategy::number as strategy;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn thirty_eight_digits_are_kept_and_thirty_nine_refused() {
        let widest = "12345678901234567890123456789012345678";
        assert_eq!(number(widest).as_str(), widest);
        assert!(matches!(format!("{widest}9").parse::<Number>(), Err(InvalidNumber::TooManyDigits(_))));
        assert!(format!("{widest}00").parse::<Number>().is_ok(), "trailing zeros are not significant");
    }

    #[test]
    fn words_blanks_and_numbers_out_of_range_are_refused() {
        for text in ["", "-", ".", "1 ", "abc", "NaN", "Infinity", "0x10", "1e", "--1"] {
            assert!(matches!(text.parse::<Number>(), Err(InvalidNumber::NotANumber(_))), "{text:?}");
        }
        assert!(matches!("1e126".parse::<Number>(), Err(InvalidNumber::OutOfRange(_))));
        assert!(matches!("1e-131".parse::<Number>(), Err(InvalidNumber::OutOfRange(_))));
        assert!("9.99e125".parse::<Number>().is_ok());
    }

    #[test]
    fn equal_values_have_one_canonical_spelling() {
        for (text, canonical) in
            [("1.0", "1"), ("10e-1", "1"), ("+5", "5"), ("-0.0", "0"), ("0.050", "0.05"), ("1200", "1200")]
        {
            assert_eq!(number(text).canonical(), canonical);
        }
    }

    #[test]
    fn differences_are_exact() {
        assert_eq!(number("0").difference(&number("129.90")).as_deref(), Some("-129.9"));
        assert_eq!(number("0.3").difference(&number("0.1")).as_deref(), Some("0.2"));
        assert_eq!(number("-1").difference(&number("1")).as_deref(), Some("-2"));
        assert_eq!(number("1e100").difference(&number("1")), None);
    }

    proptest! {
        #[test]
        fn order_and_difference_agree_with_integers(left in -1_000_000_000_000i64..1_000_000_000_000, right in -1_000_000_000_000i64..1_000_000_000_000) {
            let (a, b) = (Number::from(left), Number::from(right));
            prop_assert_eq!(a.compare(&b), left.cmp(&right));
            prop_assert_eq!(a.difference(&b), Some((left - right).to_string()));
        }

        #[test]
        fn texts_of_order_are_in_the_order_of_the_values(left in strategy(), right in strategy(), after in "[;~.0-9]{0,3}") {
            let text = |number: &Number| format!("{}{after}", number.order_text());
            prop_assert_eq!(text(&left).cmp(&text(&right)), left.compare(&right), "{} {}", text(&left), text(&right));
        }
    }
}
