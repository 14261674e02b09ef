//! Why a text is no number that DynamoDB keeps, in the language of the page.

use crate::{
    model::number::{InvalidNumber, MAX_EXPONENT, MAX_SIGNIFICANT_DIGITS, MIN_EXPONENT},
    say,
};

/// What is wrong with the text, and what would be right.
pub fn number_in_words(reason: &InvalidNumber) -> String {
    match reason {
        InvalidNumber::NotANumber(text) => say!("query-no-number", text = format!("{text:?}")),
        InvalidNumber::TooManyDigits(text) => {
            say!("query-too-many-digits", text = text.as_str(), most = MAX_SIGNIFICANT_DIGITS.to_string())
        }
        InvalidNumber::OutOfRange(text) => {
            let (least, most) = (MIN_EXPONENT.to_string(), MAX_EXPONENT.to_string());
            say!("query-number-out-of-range", text = text.as_str(), least = least, most = most)
        }
    }
}
