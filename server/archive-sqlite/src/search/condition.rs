//! Conditions in SQL, of what a query's terms say.

use afterimage_model::{
    ItemKey,
    query::{Expression, Pattern, Span, Term},
};

use crate::schema::codes;

/// A piece of SQL, and the texts bound to its question marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) texts: Vec<String>,
}

impl Condition {
    fn without_texts(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), texts: Vec::new() }
    }

    /// All of the items.
    pub(super) fn united(each: Vec<Self>) -> Self {
        let sql = each.iter().map(|items| items.sql.as_str()).collect::<Vec<_>>().join(" UNION ALL ");
        Self { sql, texts: each.into_iter().flat_map(|items| items.texts).collect() }
    }
}

/// The items with a key: `items` is in order of its table first.
const ITEMS_NAMED: &str = "
    SELECT i.item_id FROM tables AS t CROSS JOIN items AS i ON i.table_id = t.table_id WHERE i.item_key = ?";

/// The items with a number in their key: its canonical spelling is bound, and how it stands in a key's text with `;` after
/// it. Nothing else in that text has a colon.
const ITEMS_NUMBERED: &str = "
    SELECT v.item_id FROM item_key_values AS v CROSS JOIN items AS i ON i.item_id = v.item_id
    WHERE v.label = ? AND instr(i.item_key || ';', ?) > 0";

/// A condition that all matching changes fulfil; nothing where the columns cannot tell, or where all fulfil it.
pub(super) fn superset(expression: &Expression, is_narrow: &impl Fn(&Pattern) -> bool) -> Option<Condition> {
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
    let as_written = select("item_id", "item_key_values", "label", pattern);
    let Some(number) = pattern.respelled() else { return as_written };
    // A text that happens to be spelled so is no number.
    let in_key = format!(":N={number};");
    let numbered = Condition { sql: ITEMS_NUMBERED.to_owned(), texts: vec![number, in_key] };
    Condition::united(vec![as_written, numbered])
}

/// The items with a key, one of each table at most.
pub(super) fn items_named(item_key: &ItemKey) -> Condition {
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

#[cfg(test)]
mod tests {
    use afterimage_model::Query;

    use super::*;

    /// The condition; keys are narrow when they are exact.
    fn sql(query: &str) -> Option<String> {
        let query: Query = query.parse().expect("a query");
        let condition = superset(&query.expression, &|pattern| matches!(pattern, Pattern::Exact(_)));
        condition.map(|condition| condition.sql)
    }

    #[test]
    fn what_the_columns_cannot_tell_is_never_negated_or_made_an_alternative() {
        for query in ["-words", "-attr:total>100", "-changed:status", "-view:keys_only"] {
            assert_eq!(sql(query), None, "{query}");
        }
        assert_eq!(sql("-(op:modify words)"), None);
        assert_eq!(sql("op:modify OR words"), None);
        assert_eq!(sql("-op:modify words").as_deref(), Some("NOT c.op = 2"));
    }

    #[test]
    fn a_negated_group_is_the_group_of_its_negated_parts() {
        assert_eq!(sql("-(op:modify OR words)").as_deref(), Some("NOT c.op = 2"));
        assert_eq!(sql("-(op:modify op:insert)").as_deref(), Some("(NOT c.op = 2 OR NOT c.op = 1)"));
        assert_eq!(sql("-(-(op:modify OR op:insert) OR words)").as_deref(), Some("(c.op = 2 OR c.op = 1)"));
        assert_eq!(sql("-()").as_deref(), Some("FALSE"));
        assert_eq!(sql("()"), None);
    }

    #[test]
    fn times_are_compared_as_the_log_keeps_them() {
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
