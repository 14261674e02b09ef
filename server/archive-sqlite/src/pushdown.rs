//! From a query to SQL: a condition that every matching change fulfils, and what to go through to find them.
//!
//! The condition may let more through than the query does (text, attributes and what changed are not in any column); what
//! it lets through is filtered by [`Query::matches`] in memory, which alone decides.

use afterimage_model::{
    ItemKey, Op, Query,
    query::{Expression, Pattern, RequiredText, Span, Term, required_text},
};

use super::{codes, text_index::triples_of};

/// How the changes are gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Driver {
    /// All changes, in order.
    Log,
    /// The changes of one kind that is rare, in order; of one table where it is named.
    RareOp {
        /// The kind.
        op: Op,
        /// The table's name.
        table: Option<String>,
    },
    /// One table's changes, in order: the table's name.
    Table(String),
    /// The changes of some items: which.
    Items(Condition),
}

/// A piece of SQL, and the texts bound to its question marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) texts: Vec<String>,
}

impl Condition {
    fn without_texts(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), texts: Vec::new() }
    }
}

/// The items of changes, whose ids are bound as a JSON array.
const ITEMS_OF_CHANGES: &str = "
    SELECT m.item_id FROM json_each(?) AS x CROSS JOIN changes AS m ON m.change_id = x.value";

/// The items with a key: `items` is in order of its table first.
pub(super) const ITEMS_NAMED: &str = "
    SELECT i.item_id FROM tables AS t CROSS JOIN items AS i ON i.table_id = t.table_id WHERE i.item_key = ?";

/// What the database does for a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pushdown {
    pub(super) driver: Driver,
    /// What rows of `changes AS c` must fulfil; nothing when the driver says it all.
    pub(super) condition: Option<Condition>,
}

/// Plans a query. `is_narrow` tells of a key pattern whether few enough items have such a key to go through them, and
/// `rare` of a text which changes brought it, as a JSON array of their ids, where they are few.
pub(super) fn plan(
    query: &Query,
    is_narrow: &impl Fn(&Pattern) -> bool,
    rare: &impl Fn(&RequiredText) -> Option<String>,
) -> Pushdown {
    let condition = superset(&query.expression, is_narrow);
    let items = items_of(&query.expression, is_narrow).or_else(|| items_with_text(&query.expression, is_narrow, rare));
    if let Some(items) = items {
        return Pushdown { driver: Driver::Items(items), condition };
    }
    let table = only_table(&query.expression);
    match (rare_op(&query.expression), table) {
        (Some(op), Some((table, _))) => {
            Pushdown { driver: Driver::RareOp { op, table: Some(table.to_owned()) }, condition }
        }
        (Some(op), None) => Pushdown {
            driver: Driver::RareOp { op, table: None },
            condition: condition.filter(|_| !is_one_term(query)),
        },
        (None, Some((table, says_it_all))) => {
            Pushdown { driver: Driver::Table(table.to_owned()), condition: condition.filter(|_| !says_it_all) }
        }
        (None, None) => Pushdown { driver: Driver::Log, condition },
    }
}

/// The key patterns that must or may hold; those are worth knowing whether they are narrow.
pub(super) fn key_patterns(query: &Query) -> Vec<&Pattern> {
    fn collect<'a>(expression: &'a Expression, into: &mut Vec<&'a Pattern>) {
        match expression {
            Expression::And(parts) | Expression::Or(parts) => parts.iter().for_each(|part| collect(part, into)),
            Expression::Not(inner) => collect(inner, into),
            Expression::Term(Term::Key(pattern)) => into.push(pattern),
            Expression::Term(_) => {}
        }
    }
    let mut patterns = Vec::new();
    collect(&query.expression, &mut patterns);
    patterns
}

/// Whether the columns tell all that the query says, so that what is picked matches.
pub(super) fn columns_tell_all(query: &Query) -> bool {
    fn told(expression: &Expression) -> bool {
        match expression {
            Expression::And(parts) | Expression::Or(parts) => parts.iter().all(told),
            Expression::Not(inner) => told(inner),
            Expression::Term(term) => matches!(term, Term::Table(_) | Term::Op(_) | Term::Actor(_) | Term::At(_)),
        }
    }
    told(&query.expression)
}

/// The texts that must or may be there, and that an index can be asked for.
pub(super) fn texts(query: &Query) -> Vec<RequiredText> {
    fn collect(expression: &Expression, into: &mut Vec<RequiredText>) {
        match expression {
            Expression::And(parts) | Expression::Or(parts) => parts.iter().for_each(|part| collect(part, into)),
            // What is not there is found by no index.
            Expression::Not(_) => {}
            Expression::Term(term) => into.extend(required_text(term).filter(|text| triples_of(&text.text).is_some())),
        }
    }
    let mut texts = Vec::new();
    collect(&query.expression, &mut texts);
    texts
}

/// A condition that all matching changes fulfil; nothing where the columns cannot tell, or where all fulfil it.
fn superset(expression: &Expression, is_narrow: &impl Fn(&Pattern) -> bool) -> Option<Condition> {
    wanted(expression, true, is_narrow)
}

/// A condition that all changes fulfil for which the expression is as `wanted`.
///
/// Only single terms are negated, and each of those is either exact or not known at all: the opposite of a condition
/// that lets too much through would keep matching changes out. A negated group is the group of its negated parts, with
/// AND and OR swapped.
fn wanted(expression: &Expression, holds: bool, is_narrow: &impl Fn(&Pattern) -> bool) -> Option<Condition> {
    match (expression, holds) {
        (Expression::Not(inner), _) => wanted(inner, !holds, is_narrow),
        (Expression::And(parts), true) | (Expression::Or(parts), false) => {
            let known: Vec<_> = parts.iter().filter_map(|part| wanted(part, holds, is_narrow)).collect();
            // What is not known is left to memory.
            (!known.is_empty()).then(|| joined(known, " AND "))
        }
        (Expression::Or(parts), true) | (Expression::And(parts), false) => {
            let known = parts.iter().map(|part| wanted(part, holds, is_narrow)).collect::<Option<Vec<_>>>()?;
            Some(if known.is_empty() { Condition::without_texts("FALSE") } else { joined(known, " OR ") })
        }
        (Expression::Term(term), true) => of_term(term, is_narrow),
        (Expression::Term(term), false) => {
            let Condition { sql, texts } = of_term(term, is_narrow)?;
            Some(Condition { sql: format!("NOT {sql}"), texts })
        }
    }
}

fn joined(mut conditions: Vec<Condition>, operator: &str) -> Condition {
    if conditions.len() == 1 {
        return conditions.remove(0);
    }
    let sql = conditions.iter().map(|condition| condition.sql.as_str()).collect::<Vec<_>>().join(operator);
    Condition { sql: format!("({sql})"), texts: conditions.into_iter().flat_map(|condition| condition.texts).collect() }
}

/// What a term says, exactly; nothing where the columns cannot tell. True or false and never NULL, so that NOT is the
/// opposite.
fn of_term(term: &Term, is_narrow: &impl Fn(&Pattern) -> bool) -> Option<Condition> {
    let within =
        |column: &str, Condition { sql, texts }: Condition| Condition { sql: format!("{column} IN ({sql})"), texts };
    match term {
        Term::Table(pattern) => Some(within("c.table_id", select("table_id", "tables", "name", pattern))),
        Term::Op(op) => Some(Condition::without_texts(format!("c.op = {}", codes::of_op(*op)))),
        Term::Key(pattern) if is_narrow(pattern) => Some(within("c.item_id", items_with(pattern))),
        Term::Item(item_key) => Some(within("c.item_id", items_named(item_key))),
        Term::Actor(pattern) => {
            let Condition { sql, texts } = select("actor_id", "actors", "label", pattern);
            Some(Condition { sql: format!("(c.actor_id IS NOT NULL AND c.actor_id IN ({sql}))"), texts })
        }
        Term::At(span) => Some(Condition::without_texts(lies_in(*span))),
        Term::Key(_) | Term::View(_) | Term::Changed(_) | Term::Attribute(_) | Term::Text(_) => None,
    }
}

fn lies_in(span: Span) -> String {
    let from = span.from().map(|from| format!("c.created_at >= {}", from.as_millis()));
    let until = span.until().map(|until| format!("c.created_at < {}", until.as_millis()));
    let ends: Vec<String> = from.into_iter().chain(until).collect();
    format!("({})", ends.join(" AND "))
}

/// The items of a key pattern.
pub(super) fn items_with(pattern: &Pattern) -> Condition {
    select("item_id", "item_key_values", "label", pattern)
}

/// The items with a key, one of each table at most.
fn items_named(item_key: &ItemKey) -> Condition {
    Condition { sql: ITEMS_NAMED.to_owned(), texts: vec![item_key.to_string()] }
}

fn select(id: &str, from: &str, column: &str, pattern: &Pattern) -> Condition {
    let Condition { sql, texts } = fits(column, pattern);
    Condition { sql: format!("SELECT {id} FROM {from} WHERE {sql}"), texts }
}

/// A column fits a pattern: as a range, which an index answers and which is exact for every character.
pub(super) fn fits(column: &str, pattern: &Pattern) -> Condition {
    match pattern {
        Pattern::Exact(text) => Condition { sql: format!("{column} = ?"), texts: vec![text.clone()] },
        Pattern::Prefix(prefix) => match end_of_prefix(prefix) {
            Some(end) => Condition { sql: format!("{column} >= ? AND {column} < ?"), texts: vec![prefix.clone(), end] },
            None => Condition { sql: format!("{column} >= ?"), texts: vec![prefix.clone()] },
        },
    }
}

/// The first text after all those that begin with the prefix; nothing when there is none.
fn end_of_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // UTF-8 is in the order of code points; the surrogates between are no characters.
        let next = if last == '\u{D7FF}' { Some('\u{E000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

/// The items whose changes hold all matching ones, where narrow key patterns tell.
fn items_of(expression: &Expression, is_narrow: &impl Fn(&Pattern) -> bool) -> Option<Condition> {
    match expression {
        Expression::Term(Term::Key(pattern)) if is_narrow(pattern) => Some(items_with(pattern)),
        Expression::Term(Term::Item(item_key)) => Some(items_named(item_key)),
        Expression::And(parts) => parts.iter().find_map(|part| items_of(part, is_narrow)),
        Expression::Or(parts) if !parts.is_empty() => {
            let each = parts.iter().map(|part| items_of(part, is_narrow)).collect::<Option<Vec<_>>>()?;
            Some(united(each))
        }
        _ => None,
    }
}

/// The same where rare texts tell, or texts and keys.
fn items_with_text(
    expression: &Expression,
    is_narrow: &impl Fn(&Pattern) -> bool,
    rare: &impl Fn(&RequiredText) -> Option<String>,
) -> Option<Condition> {
    match expression {
        Expression::Term(Term::Key(_) | Term::Item(_)) => items_of(expression, is_narrow),
        Expression::Term(term) => {
            let matches = rare(&required_text(term)?)?;
            Some(Condition { sql: ITEMS_OF_CHANGES.to_owned(), texts: vec![matches] })
        }
        Expression::And(parts) => parts.iter().find_map(|part| items_with_text(part, is_narrow, rare)),
        Expression::Or(parts) if !parts.is_empty() => {
            let each = parts.iter().map(|part| items_with_text(part, is_narrow, rare)).collect::<Option<Vec<_>>>()?;
            Some(united(each))
        }
        _ => None,
    }
}

fn united(each: Vec<Condition>) -> Condition {
    let sql = each.iter().map(|items| items.sql.as_str()).collect::<Vec<_>>().join(" UNION ALL ");
    Condition { sql, texts: each.into_iter().flat_map(|items| items.texts).collect() }
}

fn is_one_term(query: &Query) -> bool {
    matches!(query.expression, Expression::Term(_))
}

/// The kind that all matching changes are of, where it has an index of its own.
fn rare_op(expression: &Expression) -> Option<Op> {
    match expression {
        Expression::Term(Term::Op(op)) if *op != Op::Modify => Some(*op),
        Expression::And(parts) => parts.iter().find_map(rare_op),
        _ => None,
    }
}

/// The one table that all matching changes are of, and whether the columns can tell no more about the query.
fn only_table(expression: &Expression) -> Option<(&str, bool)> {
    match expression {
        Expression::Term(Term::Table(Pattern::Exact(name))) => Some((name, true)),
        Expression::And(parts) => {
            let (at, name) = parts
                .iter()
                .enumerate()
                .find_map(|(at, part)| only_table(part).filter(|(_, all)| *all).map(|(name, _)| (at, name)))?;
            let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
            Some((name, others.into_iter().all(|(_, part)| superset(part, &|_| false).is_none())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(query: &str) -> Pushdown {
        plan(&query.parse().expect("a query"), &|pattern| matches!(pattern, Pattern::Exact(_)), &|_| None)
    }

    #[test]
    fn a_rare_text_is_gone_through_by_its_items_where_it_must_be_there() {
        let driver = |query: &str| {
            plan(&query.parse().expect("a query"), &|_| true, &|required| {
                let is_known = required.text != "often" && triples_of(&required.text).is_some();
                is_known.then(|| required.text.clone())
            })
            .driver
        };
        let by_texts = |query: &str| match driver(query) {
            Driver::Items(items) => Some(items.texts),
            _ => None,
        };
        assert_eq!(by_texts("Bell").as_deref(), Some(&["bell".to_owned()][..]));
        assert_eq!(by_texts("often rare").as_deref(), Some(&["rare".to_owned()][..]));
        assert_eq!(by_texts("rare OR attr:note~bell").map(|texts| texts.len()), Some(2));
        assert_eq!(by_texts("rare OR key:a").map(|texts| texts.len()), Some(2));
        for query in ["often", "ab", "-rare", "rare OR often", "rare OR op:insert", "-(rare often)"] {
            assert_eq!(by_texts(query), None, "{query}");
        }
    }

    #[test]
    fn a_narrow_key_is_gone_through_by_its_items() {
        assert!(matches!(planned("key:a op:modify").driver, Driver::Items(_)));
        assert!(matches!(planned("key:a OR key:b").driver, Driver::Items(items) if items.texts == ["a", "b"]));
        assert_eq!(planned("key:a OR op:modify").driver, Driver::Log);
        assert_eq!(planned("-key:a").driver, Driver::Log);
        assert_eq!(planned("key:a*"), Pushdown { driver: Driver::Log, condition: None });
    }

    #[test]
    fn a_table_alone_needs_no_condition_and_keeps_what_else_there_is() {
        let table = Driver::Table("t".to_owned());
        assert_eq!(planned("table:t"), Pushdown { driver: table.clone(), condition: None });
        assert_eq!(planned("table:t words"), Pushdown { driver: table.clone(), condition: None });
        let both = planned("table:t op:modify");
        assert_eq!(both.driver, table);
        assert!(both.condition.is_some_and(|condition| condition.sql.contains("c.op = 2")));
        assert_eq!(planned("table:t*").driver, Driver::Log);
    }

    #[test]
    fn a_rare_kind_is_gone_through_alone_where_it_must_be_that_one() {
        let everywhere = Driver::RareOp { op: Op::Remove, table: None };
        assert_eq!(planned("op:remove"), Pushdown { driver: everywhere, condition: None });
        let both = planned("table:t op:insert words");
        assert_eq!(both.driver, Driver::RareOp { op: Op::Insert, table: Some("t".to_owned()) });
        assert!(both.condition.is_some_and(|condition| condition.sql.contains("c.table_id IN")));
        assert!(matches!(planned("key:a op:remove").driver, Driver::Items(_)));
        for query in ["op:modify", "-op:remove", "op:remove OR words"] {
            assert_eq!(planned(query).driver, Driver::Log, "{query}");
        }
    }

    #[test]
    fn what_the_columns_cannot_tell_is_never_negated_or_made_an_alternative() {
        for query in ["-words", "-attr:total>100", "-changed:status", "-view:keys_only"] {
            assert_eq!(planned(query).condition, None, "{query}");
        }
        assert_eq!(planned("-(op:modify words)").condition, None);
        assert_eq!(planned("op:modify OR words").condition, None);
        assert_eq!(
            planned("-op:modify words").condition.map(|condition| condition.sql).as_deref(),
            Some("NOT c.op = 2")
        );
    }

    #[test]
    fn a_negated_group_is_the_group_of_its_negated_parts() {
        let sql = |query: &str| planned(query).condition.map(|condition| condition.sql);
        assert_eq!(sql("-(op:modify OR words)").as_deref(), Some("NOT c.op = 2"));
        assert_eq!(sql("-(op:modify op:insert)").as_deref(), Some("(NOT c.op = 2 OR NOT c.op = 1)"));
        assert_eq!(sql("-(-(op:modify OR op:insert) OR words)").as_deref(), Some("(c.op = 2 OR c.op = 1)"));
        assert_eq!(sql("-()").as_deref(), Some("FALSE"));
        assert_eq!(sql("()"), None);
    }

    #[test]
    fn times_are_compared_as_the_log_keeps_them() {
        let sql = |query: &str| planned(query).condition.map(|condition| condition.sql);
        assert_eq!(sql("at:1970-01-02").as_deref(), Some("(c.created_at >= 86400000 AND c.created_at < 172800000)"));
        assert_eq!(sql("-at:1970-01-02..").as_deref(), Some("NOT (c.created_at >= 86400000)"));
    }

    #[test]
    fn a_prefix_ends_where_no_text_begins_with_it_any_more() {
        assert_eq!(end_of_prefix("order#").as_deref(), Some("order$"));
        assert_eq!(end_of_prefix("a\u{D7FF}").as_deref(), Some("a\u{E000}"));
        assert_eq!(end_of_prefix("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(end_of_prefix("\u{10FFFF}"), None);
        assert_eq!(end_of_prefix(""), None);
    }
}
