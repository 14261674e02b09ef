//! What is said of a difference beside its values.

use afterimage_model::{AttributeValue, DiffEntry, DiffKind, DiffScope, diff::PathSegment};

use crate::say;

/// The words beside what was and beside what is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// Beside what was.
    pub(super) old: Option<String>,
    /// Beside what is now.
    pub(super) new: Option<String>,
}

impl Notes {
    /// The notes of an entry; in an item that came or went as a whole, that an attribute did so is not said.
    pub(super) fn of(entry: &DiffEntry, is_whole: bool) -> Self {
        let note = |text: &str| Some(text.to_owned());
        let is_element = matches!(entry.path.0.last(), Some(PathSegment::Position(_)));
        match (entry.scope, entry.kind) {
            (DiffScope::Elements, _) => {
                let left = |value| say!("change-elements-left", count = elements(value));
                let joined = |value| say!("change-elements-joined", count = elements(value));
                Self { old: entry.old.as_ref().map(left), new: entry.new.as_ref().map(joined) }
            }
            (DiffScope::Value, DiffKind::Removed) if is_element => {
                Self { old: note(say!("change-removed-here")), new: None }
            }
            (DiffScope::Value, DiffKind::Added) if is_element => {
                Self { old: None, new: note(say!("change-inserted-here")) }
            }
            (DiffScope::Value, DiffKind::Removed | DiffKind::Added) if is_whole => Self::default(),
            (DiffScope::Value, DiffKind::Removed) => Self { old: note(say!("change-removed")), new: None },
            (DiffScope::Value, DiffKind::Added) => Self { old: None, new: note(say!("change-added")) },
            (DiffScope::Value, DiffKind::Changed) => Self { old: None, new: of_change(entry) },
        }
    }
}

/// The words read out beside the signs − and +.
pub(super) fn words(kind: DiffKind) -> (&'static str, &'static str) {
    match kind {
        DiffKind::Added => ("", say!("change-added")),
        DiffKind::Removed => (say!("change-removed"), ""),
        DiffKind::Changed => (say!("change-was"), say!("change-is")),
    }
}

fn of_change(entry: &DiffEntry) -> Option<String> {
    if let Some(difference) = entry.numeric_difference() {
        return Some(match difference.strip_prefix('-') {
            _ if difference == "0" => say!("change-same-number").to_owned(),
            Some(less) => format!("−{less}"),
            None => format!("+{difference}"),
        });
    }
    match (&entry.old, &entry.new) {
        (Some(old), Some(new)) if entry.type_change().is_some() => {
            Some(say!("change-type-became", old = type_name(old), new = type_name(new)))
        }
        _ => entry.first_differing_byte().map(|byte| say!("change-differs-from-byte", byte = byte)),
    }
}

/// The type of a value as people say it.
fn type_name(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => say!("change-type-string"),
        AttributeValue::N(_) => say!("change-type-number"),
        AttributeValue::B(_) => say!("change-type-binary"),
        AttributeValue::Bool(_) => say!("change-type-boolean"),
        AttributeValue::Null => say!("change-type-null"),
        AttributeValue::L(_) => say!("change-type-list"),
        AttributeValue::M(_) => say!("change-type-map"),
        AttributeValue::Ss(_) => say!("change-type-string-set"),
        AttributeValue::Ns(_) => say!("change-type-number-set"),
        AttributeValue::Bs(_) => say!("change-type-binary-set"),
        AttributeValue::Raw(_) => say!("change-type-raw"),
    }
}

fn elements(set: &AttributeValue) -> usize {
    match set {
        AttributeValue::Ss(elements) => elements.len(),
        AttributeValue::Ns(elements) => elements.len(),
        AttributeValue::Bs(elements) => elements.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{diff, dynamodb_json};

    fn notes(old: &str, new: &str) -> (Option<String>, Option<String>) {
        let image = |value: &str| dynamodb_json::from_text(&format!(r#"{{"a": {value}}}"#)).expect("DynamoDB JSON");
        let diff = diff::between(&image(old), &image(new));
        let Notes { old, new } = Notes::of(&diff.entries[0], false);
        (old, new)
    }

    #[test]
    fn each_kind_of_difference_is_said_in_words() {
        let some = |text: &str| Some(text.to_owned());
        for (old, new, expected) in [
            (r#"{"N": "129.90"}"#, r#"{"N": "0"}"#, (None, some("−129.9"))),
            (r#"{"N": "0.1"}"#, r#"{"N": "0.3"}"#, (None, some("+0.2"))),
            (r#"{"N": "1.0"}"#, r#"{"N": "1"}"#, (None, some("the same number, written otherwise"))),
            (r#"{"N": "1"}"#, r#"{"S": "1"}"#, (None, some("number became string"))),
            (r#"{"B": "AAEC"}"#, r#"{"B": "AAED"}"#, (None, some("differs from byte 2 on"))),
            (
                r#"{"SS": ["a", "b", "c"]}"#,
                r#"{"SS": ["c", "d"]}"#,
                (some("2 elements left the set"), some("element joined the set")),
            ),
            (r#"{"L": [{"S": "x"}]}"#, r#"{"L": []}"#, (some("removed from here"), None)),
            (r#"{"L": []}"#, r#"{"L": [{"S": "x"}]}"#, (None, some("inserted here"))),
            (r#"{"M": {"x": {"S": "y"}}}"#, r#"{"M": {}}"#, (some("removed"), None)),
            (r#"{"S": "x"}"#, r#"{"S": "y"}"#, (None, None)),
        ] {
            assert_eq!(notes(old, new), expected, "{old} to {new}");
        }
    }
}
