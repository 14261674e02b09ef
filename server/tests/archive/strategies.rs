//! Arbitrary values, changes and queries.

use std::collections::BTreeMap;

use afterimage_app::model::{
    Actor, AttributeValue, CapturedChange, Image, Number, Op, Query, ViewType,
    query::{Expression, Pattern, Term},
};
use proptest::prelude::*;

use crate::fixtures::change;

/// Any number that DynamoDB keeps, in any spelling: up to 38 digits, with and without point and exponent.
fn number() -> impl Strategy<Value = Number> {
    let spelled = prop_oneof![
        "[-+]?[0-9]{1,38}",
        "-?[0-9]{1,19}\\.[0-9]{1,19}",
        "-?[1-9]\\.[0-9]{1,30}[eE][-+]?[0-9]{1,2}",
        Just("0.0".to_owned()),
        Just("12345678901234567890123456789012345678".to_owned()),
    ];
    spelled.prop_filter_map("outside DynamoDB's numbers", |text| text.parse().ok())
}

/// Any text: also empty, with control characters, quotes and characters outside the basic plane.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..12)
}

fn attribute_value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        text().prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        bytes().prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        // Not only as the constructors make them: what came in comes out, also unordered, repeated or empty.
        prop::collection::vec(text(), 0..4).prop_map(AttributeValue::Ss),
        prop::collection::vec(number(), 0..4).prop_map(AttributeValue::Ns),
        prop::collection::vec(bytes(), 0..4).prop_map(AttributeValue::Bs),
    ];
    leaf.prop_recursive(5, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(AttributeValue::M),
        ]
    })
}

/// Any image: of no, few or many attributes of all types.
pub fn image() -> impl Strategy<Value = Image> {
    prop::collection::btree_map(text(), attribute_value(), 0..8).prop_map(Image)
}

/// Any key, with text, digits or bytes in it.
pub fn key_image() -> impl Strategy<Value = Image> {
    let value = prop_oneof![
        text().prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        bytes().prop_map(AttributeValue::B)
    ];
    let name = text().prop_filter("a name", |name| !name.is_empty());
    prop::collection::btree_map(name, value, 1..=2).prop_map(Image)
}

/// Words of few kinds, so that queries find something; with the characters that prefixes end at.
fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "ab", "b", "a\u{10FFFF}", "a\u{D7FF}z", "é", "A", ""]).prop_map(str::to_owned)
}

fn table() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "ab", "b"]).prop_map(str::to_owned)
}

fn op() -> impl Strategy<Value = Op> {
    prop::sample::select(Op::ALL.to_vec())
}

fn actor() -> impl Strategy<Value = Option<Actor>> {
    let named = word().prop_map(|principal_id| Actor { kind: "AssumedRole".to_owned(), principal_id });
    prop::option::of(prop_oneof![Just(Actor::ttl()), named])
}

/// A small image of few words.
fn wordy_image() -> impl Strategy<Value = Option<Image>> {
    let attributes = prop::collection::btree_map(word(), word().prop_map(AttributeValue::S), 0..3);
    prop::option::of(attributes.prop_map(Image))
}

prop_compose! {
    /// A change that queries can tell from others; the sequence number is still to be set.
    pub fn searchable_change()(
        table in table(),
        op in op(),
        actor in actor(),
        keys in prop::collection::vec(word(), 1..=2),
        old_image in wordy_image(),
        new_image in wordy_image(),
    ) -> CapturedChange {
        let names = ["id", "sort"].map(str::to_owned);
        let keys: BTreeMap<_, _> = names.into_iter().zip(keys.into_iter().map(AttributeValue::S)).collect();
        let item_key = afterimage_app::model::ItemKey::from_image(&Image(keys)).expect("a key");
        let view_type = ViewType::NewAndOldImages;
        CapturedChange { table, item_key, actor, old_image, new_image, view_type, ..change("id=a", op, 0) }
    }
}

fn pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof![word().prop_map(Pattern::Exact), word().prop_map(Pattern::Prefix)]
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        3 => pattern().prop_map(Term::Table),
        2 => op().prop_map(Term::Op),
        4 => pattern().prop_map(Term::Key),
        2 => pattern().prop_map(Term::Actor),
        1 => Just(Term::Actor(Pattern::Exact("ttl".to_owned()))),
        1 => pattern().prop_map(Term::Changed),
        2 => word().prop_map(Term::Text),
    ]
}

/// Any query, nested a few levels.
pub fn query() -> impl Strategy<Value = Query> {
    let expression = term().prop_map(Expression::Term).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::Or),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    });
    expression.prop_map(|expression| Query { expression })
}
