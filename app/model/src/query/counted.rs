//! Queries that counters answer: those that ask for nothing but table, op and time.

use super::{Expression, Query, Span, Term};
use crate::Op;

/// A query that only asks for table, op and time, the time apart from the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedQuery {
    /// When; each of them must hold.
    pub spans: Vec<Span>,
    rest: Expression,
}

impl CountedQuery {
    /// The query, where it asks for nothing else and for times only as something that must hold.
    pub fn of(query: &Query) -> Option<Self> {
        let mut spans = Vec::new();
        let rest = without_times(&query.expression, &mut spans);
        only_table_and_op(&rest).then_some(Self { spans, rest })
    }

    /// Whether changes of this kind match, whenever they happened.
    pub fn counts(&self, table: &str, op: Op) -> bool {
        holds(&self.rest, table, op)
    }
}

/// The times that must hold, whatever else the query says: all of them.
pub fn required_spans(query: &Query) -> Vec<Span> {
    let mut spans = Vec::new();
    without_times(&query.expression, &mut spans);
    spans
}

/// Whether it is said anywhere what happened.
pub fn asks_for_op(query: &Query) -> bool {
    fn asks(expression: &Expression) -> bool {
        match expression {
            Expression::And(parts) | Expression::Or(parts) => parts.iter().any(asks),
            Expression::Not(inner) => asks(inner),
            Expression::Term(term) => matches!(term, Term::Op(_)),
        }
    }
    asks(&query.expression)
}

fn without_times(expression: &Expression, spans: &mut Vec<Span>) -> Expression {
    match expression {
        Expression::Term(Term::At(span)) => {
            spans.push(*span);
            Expression::And(Vec::new())
        }
        Expression::And(parts) => Expression::And(parts.iter().map(|part| without_times(part, spans)).collect()),
        other => other.clone(),
    }
}

fn only_table_and_op(expression: &Expression) -> bool {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().all(only_table_and_op),
        Expression::Not(inner) => only_table_and_op(inner),
        Expression::Term(term) => matches!(term, Term::Table(_) | Term::Op(_)),
    }
}

fn holds(expression: &Expression, table: &str, op: Op) -> bool {
    match expression {
        Expression::And(parts) => parts.iter().all(|part| holds(part, table, op)),
        Expression::Or(parts) => parts.iter().any(|part| holds(part, table, op)),
        Expression::Not(inner) => !holds(inner, table, op),
        Expression::Term(Term::Table(pattern)) => pattern.matches(table),
        Expression::Term(Term::Op(wanted)) => op == *wanted,
        Expression::Term(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(query: &str) -> Option<CountedQuery> {
        CountedQuery::of(&query.parse().expect("a query"))
    }

    #[test]
    fn tables_ops_and_times_are_counted_and_nothing_else() {
        let query = counted("table:demo-* -op:insert at:2026-11-01..").expect("counted");
        assert_eq!(query.spans.len(), 1);
        assert!(query.counts("demo-orders", Op::Modify));
        assert!(!query.counts("demo-orders", Op::Insert) && !query.counts("orders", Op::Modify));
        assert!(counted("").is_some_and(|query| query.counts("any", Op::Baseline)));
        for other in ["word", "key:a", "actor:ttl", "op:insert OR at:2026-11-01", "-at:2026-11-01", "attr:a"] {
            assert_eq!(counted(other), None, "{other}");
        }
    }

    #[test]
    fn only_times_that_must_hold_are_required() {
        let spans = |query: &str| required_spans(&query.parse().expect("a query")).len();
        assert_eq!(spans("word at:2026-11-01 (at:2026-10-01.. op:insert)"), 2);
        assert_eq!(spans("word OR at:2026-11-01"), 0);
        assert_eq!(spans("-at:2026-11-01"), 0);
    }
}
