//! Whether a difference touches a place: something there, or within it, was added, removed or changed.

use std::collections::BTreeMap;

use super::{PlacePattern, within::child};
use crate::{
    AttributeValue, Diff, Image,
    diff::{DiffEntry, DiffScope, PathSegment},
};

/// Whether what differs between the images touches the place, as their difference tells it: what was inserted into a list
/// does not touch the elements after it. The difference is asked for only where the place lies within a list.
pub(super) fn touches<'d>(
    old: &Image,
    new: &Image,
    place: &PlacePattern,
    difference: impl FnOnce() -> &'d Diff,
) -> bool {
    let Some((PathSegment::Name(name), rest)) = place.path.0.split_first() else { return false };
    if rest.iter().any(|step| matches!(step, PathSegment::Position(_))) {
        return difference().entries.iter().any(|entry| is_touched_by(place, entry));
    }
    if rest.is_empty() && place.is_prefix {
        return any_name(&old.0, &new.0, name);
    }
    within(old.get(name), new.get(name), rest, place.is_prefix)
}

/// Whether the entry is of something at the place or within it, or of something around it that is not the same there.
fn is_touched_by(place: &PlacePattern, entry: &DiffEntry) -> bool {
    let (steps, told) = (&place.path.0, &entry.path.0);
    let Some(inside) = steps.get(told.len()..).filter(|inside| !inside.is_empty()) else {
        let (last, around) = (steps.len() - 1, &steps[..steps.len() - 1]);
        let is_last = match (&steps[last], &told[last]) {
            (PathSegment::Name(beginning), PathSegment::Name(name)) if place.is_prefix => {
                name.starts_with(beginning.as_str())
            }
            (wanted, step) => wanted == step,
        };
        return is_last && told[..last] == *around;
    };
    let is_around = steps[..told.len()] == **told && entry.scope == DiffScope::Value;
    is_around && within(entry.old.as_ref(), entry.new.as_ref(), inside, place.is_prefix)
}

fn within(old: Option<&AttributeValue>, new: Option<&AttributeValue>, steps: &[PathSegment], is_prefix: bool) -> bool {
    let Some((step, rest)) = steps.split_first() else { return old != new };
    match step {
        PathSegment::Name(beginning) if rest.is_empty() && is_prefix => {
            let nothing = BTreeMap::new();
            any_name(entries(old).unwrap_or(&nothing), entries(new).unwrap_or(&nothing), beginning)
        }
        _ => {
            let at_step = |value: Option<_>| value.and_then(|value| child(value, step));
            within(at_step(old), at_step(new), rest, is_prefix)
        }
    }
}

fn entries(value: Option<&AttributeValue>) -> Option<&BTreeMap<String, AttributeValue>> {
    match value {
        Some(AttributeValue::M(entries)) => Some(entries),
        _ => None,
    }
}

/// Whether something differs under a name that begins so.
fn any_name(old: &BTreeMap<String, AttributeValue>, new: &BTreeMap<String, AttributeValue>, beginning: &str) -> bool {
    let begin_so = |entries: &BTreeMap<String, AttributeValue>, others: &BTreeMap<String, AttributeValue>| {
        let those = entries.range(beginning.to_owned()..).take_while(|(name, _)| name.starts_with(beginning));
        those.into_iter().any(|(name, value)| others.get(name) != Some(value))
    };
    begin_so(old, new) || begin_so(new, old)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Query,
        attribute_value::strategy::attribute_value,
        diff, dynamodb_json,
        query::{Expression, Term},
    };
    use proptest::prelude::*;

    fn touched(old: &str, new: &str, place: &str) -> bool {
        let image = |text: &str| dynamodb_json::from_text(text).expect("DynamoDB JSON");
        let query: Query = format!("changed:{place}").parse().expect("a query");
        let Expression::Term(Term::Changed(place)) = query.expression else { panic!("{query}") };
        let (old, new) = (image(old), image(new));
        let difference = diff::between(&old, &new);
        touches(&old, &new, &place, || &difference)
    }

    #[test]
    fn a_place_is_touched_by_what_differs_in_it_and_around_it() {
        let old = r#"{"id": {"S": "1"}, "address": {"M": {"city": {"S": "Recife"}, "zip": {"S": "1"}}}}"#;
        let new =
            r#"{"id": {"S": "1"}, "address": {"M": {"city": {"S": "Olinda"}, "zip": {"S": "1"}}}, "a.b": {"N": "1"}}"#;
        for place in ["address", "address.city", "add*", "address.ci*", "address.*", "\"a.b\"", "*"] {
            assert!(touched(old, new, place), "{place}");
        }
        for place in ["id", "address.zip", "address.z*", "address.city.x", "address[0]", "a.b", "nothing", "id*"] {
            assert!(!touched(old, new, place), "{place}");
        }
        let without = r#"{"id": {"S": "1"}}"#;
        assert!(touched(without, new, "address.zip"), "what came with its surroundings came");
        assert!(!touched(without, new, "address.street"));
    }

    #[test]
    fn an_inserted_element_touches_itself_and_its_list_alone() {
        let list = |elements: &str| format!(r#"{{"l": {{"L": [{elements}]}}}}"#);
        let (old, new) = (list(r#"{"N":"1"},{"N":"2"}"#), list(r#"{"N":"0"},{"N":"1"},{"N":"2"}"#));
        assert!(touched(&old, &new, "l[0]") && touched(&old, &new, "l"));
        assert!(!touched(&old, &new, "l[1]") && !touched(&old, &new, "l[2]"));
        assert!(touched(&new, &old, "l[0]") && !touched(&new, &old, "l[2]"));
    }

    proptest! {
        #[test]
        fn every_entry_of_a_difference_touches_its_place_and_what_is_around_it(
            old in prop::collection::btree_map("[a-c]", attribute_value(), 0..3),
            new in prop::collection::btree_map("[a-c]", attribute_value(), 0..3),
        ) {
            let (old, new) = (Image(old), Image(new));
            let difference = diff::between(&old, &new);
            for entry in &difference.entries {
                for steps in 1..=entry.path.0.len() {
                    // Where an element was removed says nothing of what is around it by new positions.
                    let path = diff::Path(entry.path.0[..steps].to_vec());
                    prop_assert!(touches(&old, &new, &PlacePattern { path, is_prefix: false }, || &difference), "{}", entry.path);
                }
            }
            for name in &difference.unchanged {
                let path = diff::Path(vec![PathSegment::Name(name.clone())]);
                prop_assert!(!touches(&old, &new, &PlacePattern { path, is_prefix: false }, || &difference), "{}", name);
            }
        }
    }
}
