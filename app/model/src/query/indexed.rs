//! What an index of texts can know of a query: which text must be somewhere in an item for one of its changes to match.

use super::{
    Pattern, Term, Test,
    within::{Binary, map_contains},
};
use crate::{Image, Number};

/// A text that an item's life must hold for a term to hold of one of its changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequiredText {
    /// The text, in lower case. It lies within one of the texts of [`visit_texts`], in lower case, or in a key's value.
    pub text: String,
    /// Whether it may be in the table's name instead.
    pub or_in_table: bool,
}

/// Shows every text within an image in which a bare word is looked for: names and values at any depth, but for bytes.
pub fn visit_texts(image: &Image, visit: &dyn Fn(&str)) {
    map_contains(&image.0, Binary::Skipped, &|text| {
        visit(text);
        false
    });
}

/// The text that the term needs; nothing where it says of no text that it must be there.
pub fn required_text(term: &Term) -> Option<RequiredText> {
    let in_image = |text: &str| Some(RequiredText { text: text.to_lowercase(), or_in_table: false });
    match term {
        Term::Text(text) => Some(RequiredText { text: text.to_lowercase(), or_in_table: true }),
        Term::Attribute(attribute) => match &attribute.test {
            // A number is written in many ways, and NULL and bytes are not among the texts.
            Test::Fits(Pattern::Exact(text)) if text.parse::<Number>().is_err() && text != "null" && !is_hex(text) => {
                in_image(text)
            }
            // Only of ASCII is the beginning in lower case the beginning of the whole in lower case, for certain.
            Test::Fits(Pattern::Prefix(text)) if text.is_ascii() && !"null".starts_with(text) && !is_hex(text) => {
                in_image(text)
            }
            Test::Contains(text) if !is_hex(text) => in_image(text),
            _ => None,
        },
        _ => None,
    }
}

/// Whether bytes may be shown so.
fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Query, query::Expression};

    fn required(query: &str) -> Option<String> {
        match query.parse::<Query>().expect("a query").expression {
            Expression::Term(term) => required_text(&term).map(|required| required.text),
            other => panic!("one term: {other:?}"),
        }
    }

    #[test]
    fn a_word_and_what_an_attribute_is_or_holds_must_be_somewhere() {
        assert_eq!(required("Recife").as_deref(), Some("recife"));
        assert_eq!(required("new.status:Paid").as_deref(), Some("paid"));
        assert_eq!(required("attr:sku:LAMP-*").as_deref(), Some("lamp-"));
        assert_eq!(required("attr:note~Bell").as_deref(), Some("bell"));
    }

    #[test]
    fn what_may_be_written_in_other_ways_need_not() {
        for query in [
            "attr:total:9.0",
            "attr:gone:null",
            "attr:gone:nu*",
            "attr:blob:00FF",
            "attr:blob~0f",
            "attr:a:Σ*",
            "attr:x",
        ] {
            assert_eq!(required(query), None, "{query}");
        }
    }
}
