use std::collections::BTreeMap;

use super::*;
use crate::{Image, attribute_value::strategy::attribute_value};
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
type Within<'a> = Vec<(&'a [PathSegment], &'a DiffEntry)>;

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
        let Some((PathSegment::Name(name), rest)) = path.split_first() else { panic!("a name leads into a map") };
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
        let Some((PathSegment::Position(at), rest)) = path.split_first() else {
            panic!("a position leads into a list")
        };
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

/// `{"a": …, "b": …}` with so many lists, each of which has lost its first element and gained one at its end.
fn lists(count: usize, gone: usize) -> Image {
    let number = |at: usize| AttributeValue::N(at.to_string().parse().expect("a number"));
    let list = AttributeValue::L((gone..gone + MAX_ALIGNED_LIST).map(number).collect());
    (0..count).map(|at| (format!("l{at:03}"), list.clone())).collect()
}

#[test]
fn an_item_of_many_long_lists_is_told_in_full_with_the_last_ones_position_by_position() {
    let each = MAX_ALIGNED_LIST * MAX_ALIGNED_LIST;
    let aligned = MAX_ALIGNED_PAIRS / each;
    let diff = between(&lists(aligned + 2, 0), &lists(aligned + 2, 1));
    let of_list = |at: usize| {
        let name = PathSegment::Name(format!("l{at:03}"));
        diff.entries.iter().filter(move |entry| entry.path.0[0] == name).count()
    };
    assert_eq!((of_list(0), of_list(aligned - 1)), (2, 2), "one went and one came");
    assert_eq!((of_list(aligned), of_list(aligned + 1)), (MAX_ALIGNED_LIST, MAX_ALIGNED_LIST));
}

#[test]
fn what_would_take_too_much_room_to_be_told_one_by_one_is_told_as_one_changed_value() {
    let inside = |value: &str| {
        let entries = (0..1_000).map(|at| (at.to_string(), AttributeValue::S(value.to_owned())));
        AttributeValue::M(entries.collect())
    };
    let within = |name: &str, value: &str| AttributeValue::M([(name.to_owned(), inside(value))].into());
    let image = |value: &str| {
        let long = "n".repeat(MAX_PATHS_BYTES / 500);
        Image::from_iter([("a".to_owned(), within(&long, value)), ("b".to_owned(), within("short", value))])
    };
    let diff = between(&image("old"), &image("new"));
    let of_b = diff.entries.iter().filter(|entry| entry.path.0[0] == PathSegment::Name("b".to_owned())).count();
    assert_eq!((diff.entries.len(), of_b), (1_001, 1_000));
    let coarse = &diff.entries[0];
    assert_eq!((coarse.path.0.len(), coarse.kind, coarse.scope), (2, DiffKind::Changed, DiffScope::Value));
    assert_eq!((coarse.old.clone(), coarse.new.clone()), (Some(inside("old")), Some(inside("new"))));
}
