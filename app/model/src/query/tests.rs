use super::*;
use crate::{
    AttributeValue, Timestamp,
    diff::{Path, PathSegment},
};
use proptest::prelude::*;

/// 2026-11-22T14:09:17.412Z.
const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

fn parsed(text: &str) -> Expression {
    text.parse::<Query>().unwrap_or_else(|error| panic!("{text}: {error}")).expression
}

fn text(word: &str) -> Expression {
    Expression::Term(Term::Text(word.to_owned()))
}

#[test]
fn nothing_matches_everything() {
    assert!("".parse::<Query>().is_ok_and(|query| query.is_all()));
    assert!("  ".parse::<Query>().is_ok_and(|query| query.is_all()));
}

#[test]
fn terms_are_anded_and_or_binds_weaker() {
    let expected = Expression::Or(vec![
        Expression::And(vec![
            Expression::Term(Term::Table(Pattern::Exact("demo-orders".to_owned()))),
            Expression::Term(Term::Op(Op::Modify)),
        ]),
        Expression::Not(Box::new(text("refund"))),
    ]);
    assert_eq!(parsed("table:demo-orders op:modify OR -refund"), expected);
    assert_eq!(parsed("(table:demo-orders op:modify) OR -(refund)"), expected);
}

#[test]
fn quotes_keep_blanks_colons_and_the_word_or() {
    assert_eq!(parsed(r#""OR""#), text("OR"));
    assert_eq!(parsed(r#""a: \"b\" c""#), text("a: \"b\" c"));
    assert_eq!(parsed(r#"key:"a b""#), Expression::Term(Term::Key(Pattern::Exact("a b".to_owned()))));
    assert_eq!(parsed("ORDER"), text("ORDER"));
}

#[test]
fn a_star_at_the_end_of_a_field_means_beginning_with() {
    assert_eq!(parsed("key:order#*"), Expression::Term(Term::Key(Pattern::Prefix("order#".to_owned()))));
    assert_eq!(parsed(r#"key:"a b"*"#), Expression::Term(Term::Key(Pattern::Prefix("a b".to_owned()))));
    assert_eq!(parsed("key:a*b"), Expression::Term(Term::Key(Pattern::Exact("a*b".to_owned()))));
    assert_eq!(parsed(r#"key:"a*""#), Expression::Term(Term::Key(Pattern::Exact("a*".to_owned()))));
}

fn path(text: &str) -> Path {
    let step = |step: &str| step.parse().map_or_else(|_| PathSegment::Name(step.to_owned()), PathSegment::Position);
    Path(text.split('/').map(step).collect())
}

fn attribute(images: Images, at: &str, test: Test) -> Expression {
    Expression::Term(Term::Attribute(AttributeTerm { images, path: path(at), test }))
}

#[test]
fn attributes_are_compared_in_either_image_or_in_one() {
    let exact = |text: &str| Test::Fits(Pattern::Exact(text.to_owned()));
    let compares = |comparison, text: &str| Test::Compares(comparison, text.to_owned());
    for (text, expected) in [
        ("attr:total", attribute(Images::Either, "total", Test::Exists)),
        ("attr:total>100", attribute(Images::Either, "total", compares(Comparison::Greater, "100"))),
        ("attr:total>=-1.5", attribute(Images::Either, "total", compares(Comparison::AtLeast, "-1.5"))),
        ("attr:total<1e3", attribute(Images::Either, "total", compares(Comparison::Less, "1e3"))),
        ("attr:total<=\"a b\"", attribute(Images::Either, "total", compares(Comparison::AtMost, "a b"))),
        ("attr:name~\"van der\"", attribute(Images::Either, "name", Test::Contains("van der".to_owned()))),
        ("new.status:paid", attribute(Images::New, "status", exact("paid"))),
        ("old.status=pending", attribute(Images::Old, "status", exact("pending"))),
        ("new.status:pa*", attribute(Images::New, "status", Test::Fits(Pattern::Prefix("pa".to_owned())))),
        ("old.refund", attribute(Images::Old, "refund", Test::Exists)),
        ("attr:time:12:30", attribute(Images::Either, "time", exact("12:30"))),
    ] {
        assert_eq!(parsed(text), expected, "{text}");
    }
}

#[test]
fn places_are_nested_and_names_with_signs_stand_in_quotes() {
    for (text, steps) in [
        ("attr:address.city", "address/city"),
        ("attr:lines[0].sku", "lines/0/sku"),
        ("attr:grid[1][2]", "grid/1/2"),
        ("attr:order#1", "order#1"),
        ("attr:größe.日本", "größe/日本"),
        (r#"attr:"a.b c".x"#, "a.b c/x"),
        (r#"attr:a."x>1"[3]"#, "a/x>1/3"),
        (r#"attr:"say \"hi\"""#, "say \"hi\""),
    ] {
        assert_eq!(parsed(text), attribute(Images::Either, steps, Test::Exists), "{text}");
    }
    let place = |steps: &str, is_prefix| Expression::Term(Term::Changed(PlacePattern { path: path(steps), is_prefix }));
    assert_eq!(parsed("changed:address.ci*"), place("address/ci", true));
    assert_eq!(parsed("changed:aws:rep:deleting"), place("aws:rep:deleting", false));
    assert_eq!(parsed("changed:*"), place("", true));
}

#[test]
fn relative_times_are_taken_relative_to_the_present_that_is_handed_in() {
    let query = Query::read("at:-2h.. paid", NOW).expect("a query");
    assert_eq!(query.to_string(), "at:2026-11-22T12:09:17.412Z.. paid");
    assert_eq!(Query::check("at:-2h.. paid"), Ok(()));
    let error = "paid at:-2h..".parse::<Query>().expect_err("without a present");
    assert_eq!(error.column, 8);
    assert_eq!(parsed("at:2026-11-01..2026-11-07").to_string(), "at:2026-11-01..2026-11-07");
}

#[test]
fn escapes_in_quotes_say_what_a_line_cannot_hold() {
    assert_eq!(parsed(r#""a\nb\tc\\d""#), text("a\nb\tc\\d"));
    assert_eq!(Query { expression: text("a\nb") }.to_string(), r#""a\nb""#);
}

#[test]
fn an_unknown_field_tells_the_nearest() {
    let message = |query: &str| query.parse::<Query>().expect_err(query).to_string();
    assert!(message("tabel:x").contains("did you mean table:?"));
    assert!(message("attribute:x").contains("did you mean attr:?"));
    assert!(message("http://x").contains("the fields are table, op,"));
    assert!(message("new:status").contains("new.status:paid"));
}

#[test]
fn errors_point_at_the_column() {
    for (query, column, about) in [
        ("op:modifi", 3, "no op"),
        ("a tabel:x", 2, "no field"),
        ("a (b", 2, "never closed"),
        ("a b)", 3, "closes nothing"),
        ("key:\"a", 4, "never closed"),
        ("a OR", 2, "between two"),
        ("OR a", 0, "between two"),
        ("- a", 1, "without a blank"),
        ("a -", 3, "nothing does"),
        ("table: x", 6, "needs a value"),
        (":x", 0, "name of a field"),
        ("attr:", 5, "needs a value"),
        ("attr:.a", 5, "name is needed"),
        ("attr:a.", 7, "name is needed"),
        ("attr:[0]", 5, "name is needed"),
        ("new. x", 4, "name is needed"),
        ("attr:a[x]", 6, "number from 0"),
        ("attr:a[0", 6, "number from 0"),
        ("attr:a[9999999]", 6, "number from 0"),
        ("attr:a[0]b", 9, "name ends here"),
        ("attr:a>", 7, "needs a value"),
        ("attr:a: b", 7, "needs a value"),
        ("attr:a:>5", 7, "in quotes"),
        ("attr:a==5", 7, "in quotes"),
        ("attr:a!=5", 6, "no !="),
        ("attr:na*", 7, "star"),
        ("attr:a>b*", 8, "star"),
        ("attr:a>1e200", 7, "no number that DynamoDB keeps"),
        ("changed:a[0]*", 12, "star"),
        ("changed:a\"b\"", 9, "name ends here"),
        ("op:modify at:2026-11-01..x", 25, "is no time"),
        ("at:\"2026-11-01..x\"", 16, "is no time"),
        ("view:all", 5, "no view type"),
    ] {
        let error = query.parse::<Query>().expect_err(query);
        assert_eq!(error.column, column, "{query}: {error}");
        assert!(error.to_string().contains(about), "{query}: {error}");
    }
    assert!("(".repeat(100).parse::<Query>().is_err(), "deep nesting is refused, not recursed into");
    assert!("a".repeat(MAX_QUERY_CHARACTERS + 1).parse::<Query>().is_err());
    assert!("a ".repeat(MAX_TERMS + 1).parse::<Query>().is_err_and(|error| error.column == 2 * MAX_TERMS));
    assert!("a ".repeat(MAX_TERMS).parse::<Query>().is_ok());
    assert!(format!("attr:a{}", ".a".repeat(MAX_STEPS)).parse::<Query>().is_err());
}

/// What the documentation shows is what the parser reads.
#[test]
fn every_example_of_the_documentation_is_a_query() {
    let documentation = include_str!("../../../../docs/query-language.md");
    let blocks = documentation.split("```").skip(1).step_by(2);
    let in_blocks = blocks.flat_map(str::lines).map(|line| line.split("   ").next().unwrap_or(line));
    // The first column of the tables; what stands in capitals there stands for something.
    let rows = documentation.lines().filter_map(|line| line.strip_prefix("| `"));
    let in_tables = rows.filter_map(|row| row.split(" | ").next()).flat_map(|cell| cell.split('`').step_by(2));
    let examples: Vec<&str> = in_blocks.chain(in_tables).filter(|example| example.contains([':', '.', '"'])).collect();
    assert!(examples.len() > 30, "{examples:?}");
    for example in examples {
        assert_eq!(Query::check(example), Ok(()), "{example}");
    }
}

fn pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof![".{1,8}".prop_map(Pattern::Exact), ".{0,8}".prop_map(Pattern::Prefix)]
}

/// Texts with what quotes and escapes are for.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof![3 => ".{0,8}", 2 => "[-a\"\\\\ *.:><=~!\\[\\]()\n\r\t#é]{0,6}", 1 => "(new|old)\\.[a-z]{0,3}", 1 => "[0-9]{39,41}"]
}

fn place() -> impl Strategy<Value = Path> {
    let step = prop_oneof![2 => awkward().prop_map(PathSegment::Name), 1 => (0..=MAX_POSITION).prop_map(PathSegment::Position)];
    (awkward(), prop::collection::vec(step, 0..3)).prop_map(|(first, mut rest)| {
        rest.insert(0, PathSegment::Name(first));
        Path(rest)
    })
}

fn place_pattern() -> impl Strategy<Value = PlacePattern> {
    (place(), any::<bool>()).prop_map(|(path, is_prefix)| {
        let is_prefix = is_prefix && matches!(path.0.last(), Some(PathSegment::Name(_)));
        PlacePattern { path, is_prefix }
    })
}

fn test() -> impl Strategy<Value = Test> {
    let comparison =
        prop::sample::select(vec![Comparison::Less, Comparison::AtMost, Comparison::Greater, Comparison::AtLeast]);
    prop_oneof![
        Just(Test::Exists),
        pattern().prop_map(Test::Fits),
        awkward().prop_map(|text| Test::Fits(Pattern::Exact(text))),
        (comparison, awkward()).prop_map(|(comparison, text)| Test::Compares(comparison, text)),
        awkward().prop_map(Test::Contains),
    ]
}

fn span() -> impl Strategy<Value = Span> {
    let moment = || prop::option::of((0..4_000_000_000i64).prop_map(|second| Timestamp::from_millis(second * 1_000)));
    (moment(), moment()).prop_filter_map("a span", |(from, until)| Span::new(from, until))
}

fn item_key() -> impl Strategy<Value = ItemKey> {
    let name = || awkward().prop_filter("a name", |name| !name.is_empty());
    let attribute = || (name(), awkward().prop_map(AttributeValue::S));
    let keys = prop::collection::vec(attribute(), 1..3);
    keys.prop_filter_map("a key", |keys| ItemKey::from_image(&keys.into_iter().collect()).ok())
}

fn term() -> impl Strategy<Value = Term> {
    let images = prop::sample::select(vec![Images::Either, Images::New, Images::Old]);
    prop_oneof![
        pattern().prop_map(Term::Table),
        prop::sample::select(Op::ALL.to_vec()).prop_map(Term::Op),
        prop::sample::select(ViewType::ALL.to_vec()).prop_map(Term::View),
        pattern().prop_map(Term::Key),
        item_key().prop_map(Term::Item),
        pattern().prop_map(Term::Actor),
        place_pattern().prop_map(Term::Changed),
        (images, place(), test()).prop_map(|(images, path, test)| Term::Attribute(AttributeTerm {
            images,
            path,
            test
        })),
        span().prop_map(Term::At),
        awkward().prop_map(Term::Text),
    ]
}

/// Expressions as the parser makes them: no group of one, no group within a group of its own kind.
fn expression() -> impl Strategy<Value = Expression> {
    let leaf = term().prop_map(Expression::Term);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
            inner.prop_map(|expression| Expression::Not(Box::new(expression))),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_query_parses_to_itself(expression in expression()) {
        let query = Query { expression };
        prop_assert_eq!(query.to_string().parse::<Query>(), Ok(query));
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_every_error_points_into_it(
        text in prop_oneof![
            ".{0,60}",
            "((-|\\(|\\)|\"|OR| |attr:|new\\.|changed:|at:|op:|a|é|\\.|\\[|0|\\]|:|=|>|<|~|!|\\*|\\\\|-1h|2026-11-01)){0,16}",
        ],
    ) {
        for error in [Query::read(&text, NOW).err(), Query::check(&text).err()].into_iter().flatten() {
            prop_assert!(error.column <= text.chars().count(), "{:?}: {}", text, error.column);
        }
        if let Ok(query) = Query::read(&text, NOW) {
            prop_assert_eq!(query.to_string().parse(), Ok(query));
        }
    }
}
