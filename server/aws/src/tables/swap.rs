//! What a swap sends: an item is brought from what was seen to what is wanted, if it still is what was seen.
//!
//! Every attribute that was seen is compared, also those that stay, and every attribute that shall come must not be there.
//! `DynamoDB` has no way to ask whether there are *other* attributes. So only what differs is written: an attribute that
//! came after the item was seen is kept, and told of afterwards.

use std::collections::BTreeSet;

use afterimage_model::{AttributeValue, Image, image::is_managed};

/// The most operators and functions of an expression, and its greatest length
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>).
const MAX_OPERATORS: usize = 300;
const MAX_EXPRESSION_BYTES: usize = 4_096;

/// What must hold of an attribute: that it has this value, or that it is not there.
type Condition<'a> = (&'a str, Option<&'a AttributeValue>);

/// What becomes of an attribute: another value, or none.
type AttributePin<'a> = (&'a str, Option<&'a AttributeValue>);

/// A swap worked out: what must hold, and what is done.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Swap<'a> {
    /// In ascending order of the names.
    pub(super) conditions: Vec<Condition<'a>>,
    /// In ascending order of the names; for an item that shall be deleted, all that was seen.
    pub(super) steps: Vec<AttributePin<'a>>,
}

/// The same in `DynamoDB`'s expression language. Names and values stand behind placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Expressions {
    /// `#0=:0 AND attribute_not_exists(#1)`.
    pub(super) condition: String,
    /// `SET #1=:n1 REMOVE #0`; empty where nothing is set or removed.
    pub(super) update: String,
    /// Attribute names by placeholder.
    pub(super) names: Vec<(String, String)>,
    /// Values by placeholder.
    pub(super) values: Vec<(String, AttributeValue)>,
}

impl<'a> Swap<'a> {
    /// From `seen` to `wanted`; nothing wanted means that the item shall be deleted.
    pub(super) fn between(seen: &'a Image, wanted: Option<&'a Image>) -> Self {
        let of = |image: Option<&'a Image>, name: &str| image.and_then(|image| image.get(name));
        let names: BTreeSet<&'a str> =
            seen.keys().chain(wanted.into_iter().flat_map(|wanted| wanted.keys())).map(String::as_str).collect();
        let names = names.into_iter().filter(|name| !is_managed(name));
        let (mut conditions, mut steps) = (Vec::new(), Vec::new());
        for name in names {
            let (was, shall_be) = (seen.get(name), of(wanted, name));
            conditions.push((name, was));
            if was != shall_be {
                steps.push((name, shall_be));
            }
        }
        Self { conditions, steps }
    }

    /// As expressions; nothing when they would be larger than `DynamoDB` takes.
    pub(super) fn to_expressions(&self) -> Option<Expressions> {
        // Each condition is one operator or function, and all are joined by AND.
        if 2 * self.conditions.len() > MAX_OPERATORS || self.steps.len() > MAX_OPERATORS {
            return None;
        }
        let mut expressions = Expressions::default();
        let (mut set, mut removed, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
        let mut steps = self.steps.iter().peekable();
        for (at, (name, was)) in self.conditions.iter().enumerate() {
            expressions.names.push((format!("#{at}"), (*name).to_owned()));
            conditions.push(match was {
                Some(value) => {
                    expressions.values.push((format!(":{at}"), (*value).clone()));
                    format!("#{at}=:{at}")
                }
                None => format!("attribute_not_exists(#{at})"),
            });
            let step = steps.next_if(|(changed, _)| changed == name);
            match step {
                Some((_, Some(value))) => {
                    expressions.values.push((format!(":n{at}"), (*value).clone()));
                    set.push(format!("#{at}=:n{at}"));
                }
                Some((_, None)) => removed.push(format!("#{at}")),
                None => {}
            }
        }
        let clause = |word: &str, parts: &[String]| (!parts.is_empty()).then(|| format!("{word} {}", parts.join(",")));
        expressions.condition = conditions.join(" AND ");
        expressions.update =
            [clause("SET", &set), clause("REMOVE", &removed)].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let fits = |text: &str| text.len() <= MAX_EXPRESSION_BYTES;
        (fits(&expressions.condition) && fits(&expressions.update)).then_some(expressions)
    }
}

/// The attributes of `found` that neither image names: they came after the item was seen.
pub(super) fn unforeseen(found: &Image, seen: &Image, wanted: Option<&Image>) -> Vec<String> {
    let foreseen = |name: &String| seen.contains_key(name) || wanted.is_some_and(|wanted| wanted.contains_key(name));
    found.keys().filter(|name| !foreseen(name) && !is_managed(name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn image(attributes: &[(&str, &str)]) -> Image {
        attributes.iter().map(|(name, value)| ((*name).to_owned(), AttributeValue::S((*value).to_owned()))).collect()
    }

    #[test]
    fn everything_that_was_seen_is_compared_and_only_what_differs_is_written() {
        let seen = image(&[("id", "1"), ("same", "x"), ("size", "S"), ("went", "y")]);
        let wanted = image(&[("came", "z"), ("id", "1"), ("same", "x"), ("size", "M")]);
        let expressions = Swap::between(&seen, Some(&wanted)).to_expressions().expect("it fits");
        assert_eq!(expressions.condition, "attribute_not_exists(#0) AND #1=:1 AND #2=:2 AND #3=:3 AND #4=:4");
        assert_eq!(expressions.update, "SET #0=:n0,#3=:n3 REMOVE #4");
        let names: Vec<_> = expressions.names.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["came", "id", "same", "size", "went"]);
    }

    #[test]
    fn a_deletion_compares_everything_and_sets_nothing() {
        let seen = image(&[("id", "1"), ("size", "S")]);
        let swap = Swap::between(&seen, None);
        assert_eq!(swap.steps, [("id", None), ("size", None)]);
        assert_eq!(swap.to_expressions().expect("it fits").condition, "#0=:0 AND #1=:1");
    }

    #[test]
    fn what_only_dynamodb_writes_is_neither_compared_nor_written() {
        let seen = image(&[("aws:rep:updatetime", "1"), ("id", "1")]);
        let wanted = image(&[("aws:rep:updatetime", "0"), ("id", "1"), ("x", "y")]);
        let swap = Swap::between(&seen, Some(&wanted));
        assert_eq!(swap.conditions.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["id", "x"]);
        assert_eq!(
            unforeseen(&image(&[("aws:rep:deleting", "0"), ("id", "1"), ("y", "")]), &seen, Some(&wanted)),
            ["y"]
        );
        assert_eq!(seen.without_managed(), image(&[("id", "1")]));
    }

    proptest! {
        /// Doing the steps to what was seen gives what is wanted; and an expression is never larger than allowed.
        #[test]
        fn the_steps_lead_to_what_is_wanted(
            seen in prop::collection::btree_map("[a-z#. é]{1,3}", "[a-c]", 0..200),
            wanted in prop::collection::btree_map("[a-z#. é]{1,3}", "[a-c]", 0..200),
        ) {
            let image = |attributes: std::collections::BTreeMap<String, String>| -> Image {
                attributes.into_iter().map(|(name, value)| (name, AttributeValue::S(value))).collect()
            };
            let (seen, wanted) = (image(seen), image(wanted));
            let swap = Swap::between(&seen, Some(&wanted));
            let mut reached = seen.clone();
            for (name, value) in &swap.steps {
                match value {
                    Some(value) => reached.0.insert((*name).to_owned(), (*value).clone()),
                    None => reached.0.remove(*name),
                };
            }
            prop_assert_eq!(&reached, &wanted);
            if let Some(expressions) = swap.to_expressions() {
                let operators = expressions.condition.matches(['=', '(']).count() + expressions.condition.matches(" AND ").count();
                prop_assert!(operators <= MAX_OPERATORS);
                prop_assert!(expressions.condition.len() <= MAX_EXPRESSION_BYTES);
                prop_assert!(expressions.update.len() <= MAX_EXPRESSION_BYTES);
            }
        }
    }
}
