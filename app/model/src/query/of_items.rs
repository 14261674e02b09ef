//! Queries about items: the same language, said of an item as it is, or as it was when it was deleted.
//!
//! An item stands before the query as its last change with that one image. What is about the difference that a change
//! made would then never hold, and is refused in words instead of finding nothing.

use super::{Expression, FoldedTexts, Images, Query, Term};
use crate::{Change, Op};

/// The query asks for what only a change has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is about what a change did, and this is the list of items. Ask for what items hold with attr:, for their keys \
     with key:, or search the changes on the Live page"
)]
pub struct NotOfItems(pub &'static str);

impl Query {
    /// Whether the query can be asked of items.
    ///
    /// # Errors
    /// Names the first field that only changes have.
    pub fn of_items(&self) -> Result<(), NotOfItems> {
        check(&self.expression)
    }

    /// Whether an item's last change must be known to answer it, and not its key and time alone.
    pub fn looks_beyond_keys(&self) -> bool {
        looks_beyond(&self.expression)
    }

    /// Whether the item whose last change this is matches.
    pub fn matches_item(&self, last: Change) -> bool {
        self.matches_item_unless(last, &|| false).unwrap_or(false)
    }

    /// The same; nothing where `stop` says so before it is known, as in [`matches_unless`](Self::matches_unless).
    pub fn matches_item_unless(&self, last: Change, stop: &dyn Fn() -> bool) -> Option<bool> {
        let mut item = last;
        let is_gone = item.captured.op == Op::Remove || (item.new_image.is_none() && item.old_image.is_some());
        if is_gone {
            item.captured.new_image = None;
        } else {
            item.captured.old_image = None;
        }
        self.matches_unless(&item, &FoldedTexts::default(), stop)
    }
}

fn check(expression: &Expression) -> Result<(), NotOfItems> {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().try_for_each(check),
        Expression::Not(inner) => check(inner),
        Expression::Term(Term::Changed(_)) => Err(NotOfItems("changed:")),
        Expression::Term(Term::Attribute(attribute)) if attribute.images == Images::New => Err(NotOfItems("new.")),
        Expression::Term(Term::Attribute(attribute)) if attribute.images == Images::Old => Err(NotOfItems("old.")),
        Expression::Term(_) => Ok(()),
    }
}

fn looks_beyond(expression: &Expression) -> bool {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().any(looks_beyond),
        Expression::Not(inner) => looks_beyond(inner),
        Expression::Term(term) => !matches!(term, Term::Table(_) | Term::Key(_) | Term::Item(_) | Term::At(_)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CapturedChange, ChangeId, Image, SequenceNumber, Timestamp, ViewType, dynamodb_json};

    fn query(text: &str) -> Query {
        text.parse().expect("a query")
    }

    fn last(op: Op, old: Option<&str>, new: Option<&str>) -> Change {
        let image = |text: &str| -> Image { dynamodb_json::from_text(text).expect("DynamoDB JSON") };
        let captured = CapturedChange {
            table: "demo-orders".to_owned(),
            stream_arn: "arn".to_owned(),
            shard_id: "shard".to_owned(),
            sequence_number: SequenceNumber::from(1),
            event_id: "e".to_owned(),
            op,
            item_key: "id=a".parse().expect("a key"),
            old_image: old.map(image),
            new_image: new.map(image),
            created_at: Timestamp::from_millis(0),
            received_at: Timestamp::from_millis(0),
            actor: None,
            size_bytes: 1,
            view_type: ViewType::NewAndOldImages,
            note: None,
        };
        Change { id: ChangeId(1), captured, archived_at: Timestamp::from_millis(0) }
    }

    #[test]
    fn what_only_changes_have_is_refused_with_its_name() {
        for (text, field) in
            [("changed:status", "changed:"), ("-(a OR new.status:paid)", "new."), ("old.total>1", "old.")]
        {
            assert_eq!(query(text).of_items(), Err(NotOfItems(field)), "{text}");
        }
        assert_eq!(query("key:a attr:total>1 -op:remove at:2026-11-01.. words").of_items(), Ok(()));
    }

    #[test]
    fn an_item_matches_as_it_is_and_a_deleted_one_as_it_was() {
        let (paid, sent) = (r#"{"s": {"S": "paid"}}"#, r#"{"s": {"S": "sent"}}"#);
        let modified = || last(Op::Modify, Some(paid), Some(sent));
        assert!(query("attr:s:sent key:a").matches_item(modified()));
        assert!(!query("attr:s:paid").matches_item(modified()), "that is how it was before");
        assert!(query("attr:s:paid").matches_item(last(Op::Remove, Some(paid), None)));
        assert!(!query("attr:s").matches_item(last(Op::Modify, None, None)), "keys only");
    }

    #[test]
    fn keys_and_times_are_told_without_the_last_change() {
        assert!(!query("key:a* -at:..2026-11-01 table:t item:id=a").looks_beyond_keys());
        assert!(query("key:a (b OR op:insert)").looks_beyond_keys());
    }
}
