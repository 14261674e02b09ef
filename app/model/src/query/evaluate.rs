//! Whether a change matches, in memory: what the archive's SQL must agree with.

use super::{Expression, FoldedTexts, Query, Term, looking::Looking};
use crate::Change;

impl Query {
    /// Whether the change matches.
    pub fn matches(&self, change: &Change) -> bool {
        self.matches_unless(change, &FoldedTexts::default(), &|| false).unwrap_or(false)
    }

    /// The same of a change whose texts are kept for other queries, or for the next look; nothing where `stop`, which is
    /// asked before each term, says so before it is known. A term costs what the change's images take.
    pub fn matches_unless(&self, change: &Change, texts: &FoldedTexts, stop: &dyn Fn() -> bool) -> Option<bool> {
        self.expression.matches(&Looking::at(change, texts), stop)
    }

    /// How many of its terms look into a change's images: each costs what they take.
    pub fn terms_of_images(&self) -> usize {
        self.expression.terms_of_images()
    }
}

impl Expression {
    /// Nothing when stopped.
    fn matches(&self, looking: &Looking, stop: &dyn Fn() -> bool) -> Option<bool> {
        let is_any = |parts: &[Self], wanted: bool| {
            for part in parts {
                if part.matches(looking, stop)? == wanted {
                    return Some(true);
                }
            }
            Some(false)
        };
        match self {
            Self::And(parts) => is_any(parts, false).map(|is_any| !is_any),
            Self::Or(parts) => is_any(parts, true),
            Self::Not(inner) => inner.matches(looking, stop).map(|matches| !matches),
            Self::Term(_) if stop() => None,
            Self::Term(term) => Some(term.matches(looking)),
        }
    }

    fn terms_of_images(&self) -> usize {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::terms_of_images).sum(),
            Self::Not(inner) => inner.terms_of_images(),
            Self::Term(term) => usize::from(matches!(term, Term::Text(_) | Term::Attribute(_) | Term::Changed(_))),
        }
    }
}

impl Term {
    fn matches(&self, looking: &Looking) -> bool {
        let change = looking.change;
        match self {
            Self::Table(pattern) => pattern.matches(&change.table),
            Self::Op(op) => change.op == *op,
            Self::Key(pattern) => change.item_key.attributes().iter().any(|(_, value)| pattern.matches_key(value)),
            Self::Item(item_key) => change.item_key == *item_key,
            Self::Actor(pattern) => change.actor.as_ref().is_some_and(|actor| pattern.matches(actor.label())),
            Self::View(view_type) => change.view_type == *view_type,
            Self::Changed(place) => looking.touches(place),
            Self::Attribute(attribute) => attribute.matches(looking),
            Self::At(span) => span.contains(change.created_at),
            Self::Text(text) => looking.has_text(&text.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, CapturedChange, ChangeId, Image, ItemKey, Op, Timestamp, ViewType, dynamodb_json};

    const OLD: &str = r#"{"status": {"S": "pending"}, "total": {"N": "9"}, "note": {"S": "Ring the Bell"}}"#;
    const NEW: &str = r#"{
        "status": {"S": "paid"}, "total": {"N": "12345678901234567890123456789012345678"}, "tags": {"SS": ["gift", "vip"]},
        "lines": {"L": [{"M": {"sku": {"S": "A-1"}, "n": {"N": "2.50"}}}, {"S": "bare"}]}, "gone": {"NULL": true},
        "blob": {"B": "AP8="}, "ok": {"BOOL": true}, "date": {"S": "2026-05-01"}, "order#1 (old)": {"N": "-1"}
    }"#;

    fn change() -> Change {
        let image = |text: &str| -> Option<Image> { Some(dynamodb_json::from_text(text).expect("DynamoDB JSON")) };
        let created_at = "2026-11-22T14:09:17Z".parse().expect("a time");
        let captured = CapturedChange {
            table: "demo-orders".to_owned(),
            stream_arn: "arn".to_owned(),
            shard_id: "shard".to_owned(),
            sequence_number: "1".parse().expect("digits"),
            event_id: "e".to_owned(),
            op: Op::Modify,
            item_key: "order_id=O-1".parse::<ItemKey>().expect("a key"),
            old_image: image(OLD),
            new_image: image(NEW),
            created_at,
            received_at: created_at,
            actor: Some(Actor::ttl()),
            size_bytes: 1,
            view_type: ViewType::NewAndOldImages,
            note: None,
        };
        Change { id: ChangeId(1), captured, archived_at: created_at }
    }

    fn matches(query: &str) -> bool {
        let query = Query::read(query, "2026-11-22T15:00:00Z".parse::<Timestamp>().expect("a time"));
        query.expect("a query").matches(&change())
    }

    #[test]
    fn every_example_of_the_language_means_what_it_says() {
        for query in [
            r#"table:demo-orders op:modify key:"O-1" attr:total>100 changed:status new.status:paid old.status:pending"#,
            "actor:ttl at:2026-11-22..2026-11-23 -table:demo-carts bell",
            "(key:nobody OR actor:ttl) -(op:insert OR view:keys_only)",
            "at:-2h.. at:..2026-11-22T14:09:17Z view:new_and_old_images",
        ] {
            assert!(matches(query), "{query}");
            assert!(!matches(&format!("-({query})")), "{query}");
        }
    }

    #[test]
    fn a_key_is_found_by_every_spelling_of_its_number_and_a_text_by_its_own() {
        let keyed = |key: &str, query: &str| {
            let mut change = change();
            change.captured.item_key = key.parse().expect("a key");
            query.parse::<Query>().expect("a query").matches(&change)
        };
        for spelling in ["1", "1.0", "1e0", "01", "10e-1", "+1", "1*"] {
            assert!(keyed("id:N=1", &format!("key:{spelling}")), "{spelling}");
            assert_eq!(keyed("id=1", &format!("key:{spelling}")), ["1", "1*"].contains(&spelling), "{spelling}");
        }
        assert!(keyed("id=1.0", "key:1.0") && !keyed("id:N=1", "key:1.0*") && !keyed("id:N=10", "key:1.0"));
        assert!(keyed("id:B=AP8", "key:AP8"), "binary as in an item's address");
    }

    #[test]
    fn between_two_terms_it_may_be_told_to_stop() {
        let query: Query = vec!["bell"; 90].join(" ").parse().expect("a query");
        for (looks, expected) in [(0, None), (89, None), (90, Some(true))] {
            let left = std::cell::Cell::<u32>::new(looks);
            let stop = || left.replace(left.get().saturating_sub(1)) == 0;
            assert_eq!(query.matches_unless(&change(), &FoldedTexts::default(), &stop), expected, "{looks}");
        }
    }

    #[test]
    fn values_are_equal_as_they_are_shown() {
        for query in [
            "attr:status:paid",
            "attr:status:pending",
            "attr:status:pa*",
            "attr:total:9.0",
            "attr:total:9e0",
            "attr:total:123*",
            "attr:ok:true",
            "attr:gone:null",
            "attr:blob:00FF",
            "attr:blob:00*",
            "attr:tags:vip",
            "attr:lines:bare",
            "attr:lines[0].n:2.5",
            "attr:lines[0].sku:A-1",
            r#"attr:"order#1 (old)":-1"#,
        ] {
            assert!(matches(query), "{query}");
        }
        for query in [
            "new.status:pending",
            "old.status:paid",
            "attr:status:pai",
            "attr:total:90",
            "attr:tags:gi",
            "attr:lines:A-1",
            "attr:lines[2]",
            "attr:lines.sku",
            "attr:nothing",
            "new.note",
            "attr:status:Paid",
            "attr:tags[0]:gift",
        ] {
            assert!(!matches(query), "{query}");
        }
    }

    #[test]
    fn numbers_compare_by_their_exact_value_and_strings_by_code_points() {
        for query in [
            "new.total>12345678901234567890123456789012345677",
            "new.total<12345678901234567890123456789012345679",
            "new.total>=12345678901234567890123456789012345678",
            "old.total<10",
            "attr:lines[0].n>=2.5",
            "attr:date>2026-04",
            "attr:date<2026-05-02",
            "attr:status>p",
            "attr:tags>h",
        ] {
            assert!(matches(query), "{query}");
        }
        for query in [
            "new.total>12345678901234567890123456789012345678",
            "old.total<\"10x\"",
            "old.total>9",
            "attr:ok>a",
            "attr:gone<z",
            "attr:blob<z",
            "attr:date>2026-06",
            "attr:lines[0]>0",
        ] {
            assert!(!matches(query), "{query}");
        }
    }

    #[test]
    fn containing_looks_at_everything_within_and_ignores_case() {
        for query in
            ["attr:note~bell", "attr:lines~a-1", "attr:lines~sku", "attr:tags~VI", "attr:blob~0f", "attr:total~890"]
        {
            assert!(matches(query), "{query}");
        }
        assert!(!matches("new.note~bell") && !matches("attr:gone~null") && !matches("00ff"));
    }
}
