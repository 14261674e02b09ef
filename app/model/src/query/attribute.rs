//! What a term says of an attribute: `attr:total>100`, `new.status:paid`, `old."a b"~x`, `attr:address.city`.

use std::cmp::Ordering;

use super::{
    Pattern,
    looking::{Looking, Side},
    within::{hex, value_at},
};
use crate::{AttributeValue, Number, diff::Path, number::InvalidNumber};

/// A condition on an attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeTerm {
    /// Which images are looked at; one of them is enough.
    pub images: Images,
    /// Where; the first step is a name.
    pub path: Path,
    /// What holds of the value there.
    pub test: Test,
}

/// Which of a change's images a term looks at. What an image does not carry holds of none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// Before or after: `attr:`.
    Either,
    /// After the change: `new.`.
    New,
    /// Before the change: `old.`.
    Old,
}

/// What holds of a value. Of a set and of a list it holds where it holds of one of the elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is one, also NULL.
    Exists,
    /// It is shown so: a string as it is, a number of any spelling, binary in hexadecimal digits, `true`, `false`, `null`.
    Fits(Pattern),
    /// Numbers are compared by their exact value, strings by code points; other types do not compare.
    Compares(Comparison, String),
    /// Somewhere in it, or in what it holds, is this text; case does not matter.
    Contains(String),
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// As it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

/// Whether the text is a decimal number, but none that DynamoDB keeps: nothing can be compared with it as a number.
pub(super) fn is_unkept_number(text: &str) -> bool {
    matches!(text.parse::<Number>(), Err(InvalidNumber::TooManyDigits(_) | InvalidNumber::OutOfRange(_)))
}

impl AttributeTerm {
    /// Whether it holds of the change.
    pub(super) fn matches(&self, looking: &Looking) -> bool {
        let old = looking.change.old_image.as_ref().map(|image| (Side::Old, image));
        let new = looking.change.new_image.as_ref().map(|image| (Side::New, image));
        let images = match self.images {
            Images::Either => [old, new],
            Images::New => [new, None],
            Images::Old => [old, None],
        };
        let values =
            images.into_iter().flatten().filter_map(|(side, image)| Some((side, value_at(image, &self.path)?)));
        match &self.test {
            Test::Contains(text) => {
                let needle = text.to_lowercase();
                values.into_iter().any(|(side, value)| looking.value_has_text(side, &self.path, value, &needle))
            }
            test => values.into_iter().any(|(_, value)| test.holds(value)),
        }
    }
}

/// A value without an inside.
#[derive(Clone, Copy)]
enum Scalar<'a> {
    Text(&'a str),
    Number(&'a Number),
    Bytes(&'a [u8]),
    Bool(bool),
    Null,
}

impl Test {
    fn holds(&self, value: &AttributeValue) -> bool {
        match self {
            Self::Exists => true,
            Self::Fits(pattern) => {
                let number = match pattern {
                    Pattern::Exact(text) => text.parse().ok(),
                    Pattern::Prefix(_) => None,
                };
                any_scalar(value, &|scalar| scalar.fits(pattern, number.as_ref()))
            }
            Self::Compares(comparison, text) => {
                let number = text.parse().ok();
                any_scalar(value, &|scalar| {
                    scalar.compare(text, number.as_ref()).is_some_and(|ordering| comparison.holds(ordering))
                })
            }
            // What is looked at by many terms is looked up: see [`AttributeTerm::matches`].
            Self::Contains(_) => false,
        }
    }
}

/// Whether it holds of the value, or of one of the elements of a set or list.
fn any_scalar(value: &AttributeValue, holds: &dyn Fn(Scalar) -> bool) -> bool {
    match value {
        AttributeValue::S(text) | AttributeValue::Raw(text) => holds(Scalar::Text(text)),
        AttributeValue::N(number) => holds(Scalar::Number(number)),
        AttributeValue::B(bytes) => holds(Scalar::Bytes(bytes)),
        AttributeValue::Bool(value) => holds(Scalar::Bool(*value)),
        AttributeValue::Null => holds(Scalar::Null),
        AttributeValue::Ss(elements) => elements.iter().any(|text| holds(Scalar::Text(text))),
        AttributeValue::Ns(elements) => elements.iter().any(|number| holds(Scalar::Number(number))),
        AttributeValue::Bs(elements) => elements.iter().any(|bytes| holds(Scalar::Bytes(bytes))),
        AttributeValue::L(elements) => {
            let has_inside = |value: &AttributeValue| matches!(value, AttributeValue::L(_) | AttributeValue::M(_));
            elements.iter().any(|element| !has_inside(element) && any_scalar(element, holds))
        }
        AttributeValue::M(_) => false,
    }
}

impl Scalar<'_> {
    /// Whether it is shown so; `number` is what the pattern says as a number.
    fn fits(self, pattern: &Pattern, number: Option<&Number>) -> bool {
        match (self, pattern) {
            (Self::Text(text), _) => pattern.matches(text),
            (Self::Number(value), Pattern::Exact(_)) => number.is_some_and(|number| number.compare(value).is_eq()),
            (Self::Number(value), Pattern::Prefix(_)) => pattern.matches(value.as_str()),
            (Self::Bytes(bytes), Pattern::Exact(text)) => {
                text.len() == 2 * bytes.len() && hex(bytes).eq_ignore_ascii_case(text)
            }
            (Self::Bytes(bytes), Pattern::Prefix(text)) => {
                let beginning = &bytes[..bytes.len().min(text.len().div_ceil(2))];
                hex(beginning).starts_with(&text.to_ascii_lowercase())
            }
            (Self::Bool(value), _) => pattern.matches(if value { "true" } else { "false" }),
            (Self::Null, _) => pattern.matches("null"),
        }
    }

    /// How it stands to a text, or to the number that the text is.
    fn compare(self, with: &str, number: Option<&Number>) -> Option<Ordering> {
        match self {
            // UTF-8 is in the order of code points.
            Self::Text(text) => Some(text.cmp(with)),
            Self::Number(value) => number.map(|number| value.compare(number)),
            Self::Bytes(_) | Self::Bool(_) | Self::Null => None,
        }
    }
}
