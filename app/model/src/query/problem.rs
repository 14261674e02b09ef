//! What can be wrong with a query. In English here, as the API and the command line tell it; pages tell it in their
//! language.

use super::{Field, MAX_DEPTH, MAX_POSITION, MAX_QUERY_CHARACTERS, MAX_STEPS, MAX_TERMS};
use crate::{change::UnknownOp, item_key::InvalidKey};

/// Why a text is not a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct QueryError {
    /// Where, in characters from 0.
    pub column: usize,
    /// What is wrong there, and what would be right.
    pub problem: QueryProblem,
}

/// What is wrong at one place of a query, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryProblem {
    /// Too long.
    #[error("A query has at most {} characters.", MAX_QUERY_CHARACTERS)]
    TooLong,
    /// Too many conditions.
    #[error("A query has at most {} conditions.", MAX_TERMS)]
    TooManyTerms,
    /// Nested too deep.
    #[error("Parentheses and negations nest at most {} deep.", MAX_DEPTH)]
    TooDeep,
    /// A parenthesis that was not opened.
    #[error("This parenthesis closes nothing; remove it or put it in quotes.")]
    ClosesNothing,
    /// A parenthesis that is not closed.
    #[error("This parenthesis is never closed; close it, or put it in quotes.")]
    OpenParenthesis,
    /// A quote that is not closed.
    #[error("This quote is never closed; a quote within a text is written \\\".")]
    OpenQuote,
    /// OR with nothing on one of its sides.
    #[error("OR stands between two conditions; put it in quotes to look for the word.")]
    LoneOr,
    /// A minus with nothing after it.
    #[error("A minus negates what follows it, and nothing does.")]
    LoneMinus,
    /// A minus with a blank after it.
    #[error("A minus stands right before what it negates, without a blank.")]
    MinusAndBlank,
    /// A colon with nothing before it.
    #[error("A colon follows the name of a field, as in table:demo-orders.")]
    LoneColon,
    /// A field that there is not, and none is nearly called so.
    #[error(
        "There is no field {word:?}; the fields are {}. Put the text in quotes to look for it.",
        Field::ALL.map(Field::name).join(", ")
    )]
    NoField {
        /// What was written.
        word: String,
    },
    /// A field that there is not, and one that is nearly called so.
    #[error(
        "There is no field {word:?}; did you mean {}? Put the text in quotes to look for it.", .meant.written()
    )]
    NearlyField {
        /// What was written.
        word: String,
        /// What was most likely meant.
        meant: Field,
    },
    /// `new:` in place of `new.`.
    #[error("{word} is followed by a point and an attribute's name, as in {word}.status:paid.")]
    NeedsPoint {
        /// The field's name.
        word: String,
    },
    /// Nothing after a field or a sign.
    #[error("{before} needs a value right after it; a value with blanks stands in quotes.")]
    NeedsValue {
        /// The field or the sign, as it is written.
        before: &'static str,
    },
    /// Nothing after an attribute's colon.
    #[error("The sign after an attribute's name needs a value right after it; a value with blanks stands in quotes.")]
    SignNeedsValue,
    /// Not an item's key.
    #[error("{text:?} is no item's key ({reason}); it is written like item:order_id=O-1.")]
    NoItemKey {
        /// What was written.
        text: String,
        /// Why it is none.
        reason: InvalidKey,
    },
    /// Not an op.
    #[error("{0}.")]
    NoOp(UnknownOp),
    /// Not a view type.
    #[error("{text:?} is no view type: they are keys_only, new_image, old_image and new_and_old_images.")]
    NoViewType {
        /// What was written.
        text: String,
    },
    /// A number that nothing can be compared with.
    #[error(
        "{text} is no number that DynamoDB keeps (38 digits, up to 9.99e125); put it in quotes to compare it as text."
    )]
    UnkeptNumber {
        /// What was written.
        text: String,
    },
    /// A second sign after the first.
    #[error("One of : = > >= < <= and ~ follows the name; put a value that begins with such a sign in quotes.")]
    TwoSigns,
    /// A star after a value that is compared.
    #[error("A star for beginning with goes with a colon, not with {sign}; put it in quotes.")]
    StarAndSign {
        /// The sign that it is compared with.
        sign: &'static str,
    },
    /// A star after an attribute's name.
    #[error("A star stands after the beginning of a name only in changed:, or after a value: attr:status:pa*.")]
    StarAfterName,
    /// A star after a position in a list.
    #[error("A star follows the beginning of a name, as in changed:addr*.")]
    StarAfterPosition,
    /// `!=`.
    #[error("There is no !=; write a minus before the condition: -attr:status:paid.")]
    Unequal,
    /// Something after a name that belongs to none.
    #[error("A name ends here; a name with such signs stands in quotes, each step on its own: \"a b\".c.")]
    NameEnds,
    /// Something after a place that belongs to none.
    #[error("Names with blanks, parentheses or quotes in them stand in quotes.")]
    NameWithBlanks,
    /// No attribute's name where one must be.
    #[error(
        "An attribute's name is needed here, as in status or address.city; put a name with blanks, dots or signs in \
         quotes."
    )]
    NeedsName,
    /// Deeper than any item.
    #[error("A place has at most {} steps; DynamoDB nests no deeper.", MAX_STEPS)]
    TooManySteps,
    /// Not a position in brackets.
    #[error(
        "A position in a list is a number from 0 to {} in brackets, as in lines[0]; a name with a bracket stands in \
         quotes.",
        MAX_POSITION
    )]
    BadPosition,
    /// A relative time where there is no present.
    #[error("Relative times mean nothing here; write a date, as in at:2026-11-01..")]
    RelativeTime,
    /// A relative time without a range.
    #[error("{text} alone is a moment; write at:{text}.. for everything since then.")]
    LoneMoment {
        /// What was written.
        text: String,
    },
    /// A range without ends.
    #[error("A range has at least one end, as in at:2026-11-01.. or at:..2026-11-07.")]
    EndlessRange,
    /// A range that ends before it begins.
    #[error("The range ends before it begins; write the earlier time first.")]
    BackwardRange,
    /// A year that four digits cannot say.
    #[error("Times are in the years 0000 to 9999.")]
    YearTooFar,
    /// Not a time.
    #[error(
        "{text:?} is no time; write one like 2026-11-01, 2026-11-01T14:09, 2026-11-01T14:09:17Z or -2h, and a range \
         like 2026-11-01..2026-11-07."
    )]
    NoTime {
        /// What was written.
        text: String,
    },
    /// Not a relative time.
    #[error("{text} is no relative time; write a whole number and s, m, h, d or w, as in -30m or -7d.")]
    NoRelativeTime {
        /// What was written.
        text: String,
    },
    /// A relative time that reaches back too far.
    #[error("{text} is too far back; relative times reach back a hundred years.")]
    TooFarBack {
        /// What was written.
        text: String,
    },
}
