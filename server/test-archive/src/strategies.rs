//! Arbitrary values, changes and queries.

use afterimage_model::{
    Actor, AttributeValue, CapturedChange, Image, ItemKey, Number, Op, Query, Timestamp, ViewType,
    diff::{Path, PathSegment},
    query::{AttributeTerm, Comparison, Expression, Images, Pattern, PlacePattern, Span, Term, Test},
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
        text().prop_map(AttributeValue::Raw),
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
        bytes().prop_map(AttributeValue::B),
        text().prop_map(AttributeValue::Raw),
    ];
    let name = text().prop_filter("a name", |name| !name.is_empty());
    prop::collection::btree_map(name, value, 1..=2).prop_map(Image)
}

/// Words of few kinds, so that queries find something; with the characters that prefixes end at.
fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "ab", "b", "abab", "BABA", "aΣ", "bab a", "a\u{10FFFF}", "a\u{D7FF}z", "é", "A", ""])
        .prop_map(str::to_owned)
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

/// A value of few kinds, nested a little, so that what queries say of values holds of some.
fn small_value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        3 => word().prop_map(AttributeValue::S),
        3 => small_number().prop_map(AttributeValue::N),
        1 => any::<bool>().prop_map(AttributeValue::Bool),
        1 => Just(AttributeValue::Null),
        1 => Just(AttributeValue::B(vec![0, 255])),
        1 => word().prop_map(AttributeValue::Raw),
        1 => prop::collection::vec(word(), 1..3).prop_map(AttributeValue::string_set),
        1 => prop::collection::vec(small_number(), 1..3).prop_map(AttributeValue::number_set),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(AttributeValue::L),
            prop::collection::btree_map(word(), inner, 0..3).prop_map(AttributeValue::M),
        ]
    })
}

/// Few numbers, some in two spellings, some that a float would take for one another.
fn small_number() -> impl Strategy<Value = Number> {
    let spellings =
        ["1", "1.0", "2", "-1", "12345678901234567890123456789012345678", "12345678901234567890123456789012345677"];
    prop::sample::select(spellings.to_vec()).prop_map(|text| text.parse().expect("a number"))
}

/// A small image of few names.
fn small_image() -> impl Strategy<Value = Option<Image>> {
    let attributes = prop::collection::btree_map(word(), small_value(), 0..3);
    prop::option::of(attributes.prop_map(Image))
}

/// Few moments, whole seconds as the stream tells them.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0..4i64).prop_map(|second| Timestamp::from_millis(1_795_356_557_000 + 1_000 * second))
}

prop_compose! {
    /// One key attribute, or two that may be equal.
    fn item_key()(keys in prop::collection::vec(word(), 1..=2)) -> ItemKey {
        let names = ["id", "sort"].map(str::to_owned);
        let keys = names.into_iter().zip(keys.into_iter().map(AttributeValue::S));
        ItemKey::from_image(&Image(keys.collect())).expect("a key")
    }
}

prop_compose! {
    /// A change that queries can tell from others; the sequence number is still to be set.
    pub fn searchable_change()(
        table in table(),
        op in op(),
        actor in actor(),
        view_type in view_type(),
        created_at in moment(),
        item_key in item_key(),
        old_image in small_image(),
        new_image in small_image(),
    ) -> CapturedChange {
        CapturedChange { table, item_key, actor, old_image, new_image, view_type, created_at, ..change("id=a", op, 0) }
    }
}

fn pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof![word().prop_map(Pattern::Exact), word().prop_map(Pattern::Prefix)]
}

fn view_type() -> impl Strategy<Value = ViewType> {
    prop::sample::select(ViewType::ALL.to_vec())
}

fn path() -> impl Strategy<Value = Path> {
    let step = prop_oneof![2 => word().prop_map(PathSegment::Name), 1 => (0..3usize).prop_map(PathSegment::Position)];
    (word(), prop::collection::vec(step, 0..2)).prop_map(|(first, mut rest)| {
        rest.insert(0, PathSegment::Name(first));
        Path(rest)
    })
}

fn place() -> impl Strategy<Value = PlacePattern> {
    (path(), any::<bool>()).prop_map(|(path, is_prefix)| {
        let is_prefix = is_prefix && matches!(path.0.last(), Some(PathSegment::Name(_)));
        PlacePattern { path, is_prefix }
    })
}

fn test() -> impl Strategy<Value = Test> {
    use Comparison::{AtLeast, AtMost, Greater, Less};
    let comparison = prop::sample::select(vec![Less, AtMost, Greater, AtLeast]);
    let operand = || prop_oneof![word(), small_number().prop_map(|number| number.to_string())];
    prop_oneof![
        Just(Test::Exists),
        pattern().prop_map(Test::Fits),
        operand().prop_map(|text| Test::Fits(Pattern::Exact(text))),
        (comparison, operand()).prop_map(|(comparison, text)| Test::Compares(comparison, text)),
        operand().prop_map(Test::Contains),
    ]
}

fn span() -> impl Strategy<Value = Span> {
    let end = || prop::option::of(moment());
    (end(), end()).prop_filter_map("a span", |(from, until)| Span::new(from, until))
}

fn term() -> impl Strategy<Value = Term> {
    let images = prop::sample::select(vec![Images::Either, Images::New, Images::Old]);
    let attribute = (images, path(), test()).prop_map(|(images, path, test)| AttributeTerm { images, path, test });
    prop_oneof![
        3 => pattern().prop_map(Term::Table),
        2 => op().prop_map(Term::Op),
        4 => pattern().prop_map(Term::Key),
        2 => item_key().prop_map(Term::Item),
        2 => pattern().prop_map(Term::Actor),
        1 => Just(Term::Actor(Pattern::Exact("ttl".to_owned()))),
        1 => view_type().prop_map(Term::View),
        2 => place().prop_map(Term::Changed),
        4 => attribute.prop_map(Term::Attribute),
        3 => span().prop_map(Term::At),
        2 => word().prop_map(Term::Text),
    ]
}

/// Any query, nested a few levels.
pub fn query() -> impl Strategy<Value = Query> {
    let expression = term().prop_map(Expression::Term).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::Or),
            inner.clone().prop_map(|inner| Expression::Not(Box::new(inner))),
            // Where pushing down goes wrong first.
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| Expression::Not(Box::new(Expression::And(parts)))),
            prop::collection::vec(inner, 2..4).prop_map(|parts| Expression::Not(Box::new(Expression::Or(parts)))),
        ]
    });
    expression.prop_map(|expression| Query { expression })
}
