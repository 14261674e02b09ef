//! From a query to SQL: a condition that every matching change fulfils, and what to go through to find them.
//!
//! The condition may let more through than the query does (text, attributes and what changed are not in any column); what
//! it lets through is filtered by [`Query::matches`] in memory, which alone decides.

use afterimage_model::{
    Op, Query,
    query::{Expression, Pattern, RequiredText, Term, required_text},
};

use super::condition::{Condition, items_named, items_with, superset};
use crate::index::triples_of;

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

/// The items of changes, whose ids are bound as a JSON array.
const ITEMS_OF_CHANGES: &str = "
    SELECT m.item_id FROM json_each(?) AS x CROSS JOIN changes AS m ON m.change_id = x.value";

/// What the database does for a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pushdown {
    pub(super) driver: Driver,
    /// What rows of `changes AS c` must fulfil; nothing when the driver says it all.
    pub(super) condition: Option<Condition>,
}

/// Plans a query. `is_narrow` tells of a key pattern whether few enough items have such a key to go through them, and
/// `rare` of a text which changes brought it, as a JSON array of their ids, where they are few.
pub(crate) fn plan(
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
pub(crate) fn columns_tell_all(query: &Query) -> bool {
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

/// The items whose changes hold all matching ones, where narrow key patterns tell.
fn items_of(expression: &Expression, is_narrow: &impl Fn(&Pattern) -> bool) -> Option<Condition> {
    match expression {
        Expression::Term(Term::Key(pattern)) if is_narrow(pattern) => Some(items_with(pattern)),
        Expression::Term(Term::Item(item_key)) => Some(items_named(item_key)),
        Expression::And(parts) => parts.iter().find_map(|part| items_of(part, is_narrow)),
        Expression::Or(parts) if !parts.is_empty() => {
            let each = parts.iter().map(|part| items_of(part, is_narrow)).collect::<Option<Vec<_>>>()?;
            Some(Condition::united(each))
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
            Some(Condition::united(each))
        }
        _ => None,
    }
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
}
