use std::collections::BTreeMap;

use super::*;
use crate::model::{Image, attribute_value::strategy::attribute_value};
use proptest::prelude::*;

fn image(text: &str) -> Image {
    dynamodb_json::from_text(text).expect("DynamoDB JSON")
}

/// `path sign` for each entry, for reading.
fn told(old: &str, new: &str) -> Vec<String> {
    let sign = |kind| match kind {
        DiffKind::Added => '+',
        DiffKind::Removed => '-',
        DiffKind::Changed => '~',
    };
    between(&image(old), &image(new))
        .entries
        .iter()
        .map(|entry| format!("{} {}", sign(entry.kind), entry.path))
        .collect()
}

#[test]
fn nested_paths_are_told_and_equal_attributes_are_not() {
    let old = r#"{"id": {"S": "1"}, "address": {"M": {"city": {"S": "Recife"}, "zip": {"S": "1"}}}}"#;
    let new = r#"{"id": {"S": "1"}, "address": {"M": {"city": {"S": "Olinda"}}}, "vip": {"BOOL": true}}"#;
    assert_eq!(told(old, new), ["~ address.city", "- address.zip", "+ vip"]);
    assert_eq!(between(&image(old), &image(new)).unchanged, ["id"]);
}

#[test]
fn an_element_inserted_into_a_list_is_not_a_change_of_those_after_it() {
    let list = |elements: &str| format!(r#"{{"l": {{"L": [{elements}]}}}}"#);
    assert_eq!(told(&list(r#"{"N":"1"},{"N":"2"}"#), &list(r#"{"N":"0"},{"N":"1"},{"N":"2"}"#)), ["+ l[0]"]);
    assert_eq!(told(&list(r#"{"N":"1"},{"N":"2"},{"N":"3"}"#), &list(r#"{"N":"1"},{"N":"3"}"#)), ["- l[1]"]);
    assert_eq!(told(&list(r#"{"N":"1"},{"N":"2"}"#), &list(r#"{"N":"1"},{"N":"9"}"#)), ["~ l[1]"]);
}

#[test]
fn sets_tell_only_the_elements_that_went_and_came() {
    let old = image(r#"{"tags": {"SS": ["a", "b"]}}"#);
    let new = image(r#"{"tags": {"SS": ["b", "c"]}}"#);
    let diff = between(&old, &new);
    assert_eq!(diff.entries[0].old, Some(AttributeValue::string_set(["a".to_owned()])));
    assert_eq!(diff.entries[0].new, Some(AttributeValue::string_set(["c".to_owned()])));
}

#[test]
fn numbers_tell_their_difference_and_types_their_change() {
    let diff = between(&image(r#"{"t": {"N": "129.90"}}"#), &image(r#"{"t": {"N": "0.00"}}"#));
    assert_eq!(diff.entries[0].numeric_difference().as_deref(), Some("-129.9"));
    let diff = between(&image(r#"{"t": {"N": "1"}}"#), &image(r#"{"t": {"S": "1"}}"#));
    assert_eq!(diff.entries[0].type_change(), Some(("number", "string")));
}

#[test]
fn binary_tells_where_it_begins_to_differ() {
    let diff = between(&image(r#"{"b": {"B": "AAEC"}}"#), &image(r#"{"b": {"B": "AAED"}}"#));
    assert_eq!(diff.entries[0].first_differing_byte(), Some(2));
}

#[test]
fn an_element_that_went_from_a_set_is_not_the_set_that_went() {
    let (with, without) = (image(r#"{"tags": {"SS": ["a", "b"]}}"#), image(r#"{"tags": {"SS": ["b"]}}"#));
    let told = |diff: &Diff| (diff.entries[0].kind, diff.entries[0].scope);
    assert_eq!(told(&between(&with, &without)), (DiffKind::Removed, DiffScope::Elements));
    assert_eq!(told(&between(&with, &Image::default())), (DiffKind::Removed, DiffScope::Value));
}

#[test]
fn the_order_within_a_set_means_nothing() {
    let set = |elements: [&str; 2]| AttributeValue::Ss(elements.map(str::to_owned).to_vec());
    let of = |value| Image::from_iter([("tags".to_owned(), value)]);
    assert_eq!(between(&of(set(["a", "b"])), &of(set(["b", "a"]))).entries, []);
}

#[test]
fn lists_too_long_to_align_are_compared_by_position() {
    let list = |first: i64| {
        let elements = (first..).take(MAX_ALIGNED_LIST + 1).map(|at| AttributeValue::N(at.into())).collect();
        Image::from_iter([("l".to_owned(), AttributeValue::L(elements))])
    };
    let entries = between(&list(0), &list(1)).entries;
    assert_eq!(entries.len(), MAX_ALIGNED_LIST + 1);
    assert!(entries.iter().all(|entry| entry.kind == DiffKind::Changed));
}

/// What a difference says happened within one value: entries with what is left of their paths.
type Within<'a> = Vec<(&'a [Step], &'a DiffEntry)>;

/// The value after the differences; nothing when it was removed.
fn applied(old: Option<&AttributeValue>, entries: &Within) -> Option<AttributeValue> {
    if let Some((_, entry)) = entries.iter().find(|(rest, _)| rest.is_empty()) {
        return match entry.scope {
            DiffScope::Value => entry.new.clone(),
            DiffScope::Elements => Some(changed_set(old.expect("a set"), entry)),
        };
    }
    match old.expect("something to go into") {
        AttributeValue::M(map) => Some(AttributeValue::M(applied_to_map(map, entries))),
        AttributeValue::L(list) => Some(AttributeValue::L(applied_to_list(list, entries))),
        other => panic!("a path leads into a {}", other.type_name()),
    }
}

fn changed_set(old: &AttributeValue, entry: &DiffEntry) -> AttributeValue {
    use AttributeValue::{Bs, Ns, Ss};
    macro_rules! changed {
        ($set:path, $make:path, $old:expr) => {{
            let elements = |value: &Option<AttributeValue>| match value {
                Some($set(elements)) => elements.clone(),
                _ => Vec::new(),
            };
            let (went, came) = (elements(&entry.old), elements(&entry.new));
            $make($old.iter().filter(|element| !went.contains(element)).cloned().chain(came))
        }};
    }
    match old {
        Ss(old) => changed!(Ss, AttributeValue::string_set, old),
        Ns(old) => changed!(Ns, AttributeValue::number_set, old),
        Bs(old) => changed!(Bs, AttributeValue::binary_set, old),
        other => panic!("elements of a {}", other.type_name()),
    }
}

fn applied_to_map(old: &BTreeMap<String, AttributeValue>, entries: &Within) -> BTreeMap<String, AttributeValue> {
    let mut by_name: BTreeMap<&str, Within> = BTreeMap::new();
    for (path, entry) in entries {
        let Some((Step::Name(name), rest)) = path.split_first() else { panic!("a name leads into a map") };
        by_name.entry(name).or_default().push((rest, entry));
    }
    let mut new = old.clone();
    for (name, entries) in by_name {
        match applied(old.get(name), &entries) {
            Some(value) => new.insert(name.to_owned(), value),
            None => new.remove(name),
        };
    }
    new
}

/// First what was removed goes, by its old position; then what was added comes, by its new one; then what stays is gone
/// into, by its new position.
fn applied_to_list(old: &[AttributeValue], entries: &Within) -> Vec<AttributeValue> {
    let mut removed = Vec::new();
    let mut added: BTreeMap<usize, &AttributeValue> = BTreeMap::new();
    let mut inside: BTreeMap<usize, Within> = BTreeMap::new();
    for (path, entry) in entries {
        let Some((Step::Position(at), rest)) = path.split_first() else { panic!("a position leads into a list") };
        match (rest, entry.kind, entry.scope) {
            ([], DiffKind::Removed, DiffScope::Value) => removed.push(*at),
            ([], DiffKind::Added, DiffScope::Value) => {
                added.insert(*at, entry.new.as_ref().expect("what was added"));
            }
            _ => inside.entry(*at).or_default().push((rest, entry)),
        }
    }
    let stays = old.iter().enumerate().filter(|(at, _)| !removed.contains(at));
    let mut new: Vec<AttributeValue> = stays.map(|(_, element)| element.clone()).collect();
    for (at, element) in added {
        new.insert(at, element.clone());
    }
    for (at, entries) in inside {
        new[at] = applied(Some(&new[at]), &entries).expect("an element stays");
    }
    new
}

/// Few values, so that lists and maps have much in common.
fn alike() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        "[xy]{0,1}".prop_map(AttributeValue::S),
        (0..3i64).prop_map(|number| AttributeValue::N(number.into())),
        prop::collection::vec("[xyz]", 1..3).prop_map(AttributeValue::string_set),
        prop::collection::vec((0..3i64).prop_map(Into::into), 1..3).prop_map(AttributeValue::number_set),
        Just(AttributeValue::Null),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 0..6).prop_map(AttributeValue::L),
            1 => prop::collection::btree_map("[a-c]", inner, 0..4).prop_map(AttributeValue::M),
        ]
    })
}

fn images(value: impl Strategy<Value = AttributeValue>) -> impl Strategy<Value = Image> {
    prop::collection::btree_map("[a-c]", value, 0..4).prop_map(Image)
}

proptest! {
    #[test]
    fn an_image_does_not_differ_from_itself(image in images(attribute_value())) {
        prop_assert!(between(&image, &image).entries.is_empty());
    }

    #[test]
    fn applied_to_the_old_image_a_difference_gives_the_new_one(
        (old, new) in prop_oneof![
            3 => (images(alike()), images(alike())),
            1 => (images(attribute_value()), images(attribute_value())),
        ],
    ) {
        let diff = between(&old, &new);
        let entries: Within = diff.entries.iter().map(|entry| (entry.path.0.as_slice(), entry)).collect();
        prop_assert_eq!(applied_to_map(&old.0, &entries), new.0);
    }

    #[test]
    fn different_images_have_differences_and_their_mirror_mirrors_them(
        old in images(attribute_value()),
        new in images(attribute_value()),
    ) {
        let (forth, back) = (between(&old, &new), between(&new, &old));
        prop_assert_eq!(forth.entries.is_empty(), old == new);
        prop_assert_eq!(forth.unchanged, back.unchanged);
    }

    #[test]
    fn a_difference_survives_its_json(old in images(alike()), new in images(alike())) {
        let diff = between(&old, &new);
        let json = serde_json::to_string(&diff).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Diff>(&json).expect("a difference"), diff);
    }
}
