//! A change in one line of words, small enough to stream by the thousand.

use serde::{Deserialize, Serialize};

use super::{AttributeValue, Change, ChangeId, Diff, DiffEntry, DiffKind, Image, ItemKey, Op, Timestamp, diff};

/// What a row of the live feed or a timeline shows of a change. Bounded in size, whatever the item's: the images are
/// fetched when somebody looks at the change itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChangeSummary {
    /// The position in the archive.
    pub id: ChangeId,
    /// The table's name.
    pub table: String,
    /// Which item.
    pub item_key: ItemKey,
    /// What happened.
    pub op: Op,
    /// `ttl`, or the principal, where the stream tells.
    pub actor: Option<String>,
    /// When the change happened, to the second.
    pub created_at: Timestamp,
    /// When it was committed to the archive.
    pub archived_at: Timestamp,
    /// Keys and images, in bytes.
    pub size_bytes: u64,
    /// The change in words.
    pub words: Words,
}

/// The words of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "TaggedWords")]
pub enum Words {
    /// `new item · 9 attributes`; nothing is known of the attributes where the view type leaves the image out.
    Created {
        /// How many top-level attributes the item has.
        attributes: Option<usize>,
    },
    /// `removed · 9 attributes`, or `expired` when the actor is `ttl`.
    Removed {
        /// How many top-level attributes the item had.
        attributes: Option<usize>,
    },
    /// `status paid → refunded · refund added · … and 3 more`.
    Changed {
        /// The first few differences.
        parts: Vec<WordedDifference>,
        /// How many more there are.
        more: usize,
    },
    /// Both images are there and equal: a write that changed nothing.
    Unchanged,
    /// The stream's view type carries too little to say what changed.
    NotCarried,
}

/// How they are read: in one pass, with every field that they may have (`protocol/told.rs` says why).
#[derive(Deserialize)]
struct TaggedWords {
    kind: WordsKind,
    attributes: Option<usize>,
    parts: Option<Vec<WordedDifference>>,
    more: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WordsKind {
    Created,
    Removed,
    Changed,
    Unchanged,
    NotCarried,
}

impl TryFrom<TaggedWords> for Words {
    type Error = &'static str;

    fn try_from(tagged: TaggedWords) -> Result<Self, Self::Error> {
        let TaggedWords { kind, attributes, parts, more } = tagged;
        Ok(match kind {
            WordsKind::Created => Self::Created { attributes },
            WordsKind::Removed => Self::Removed { attributes },
            WordsKind::Changed => {
                let (parts, more) = parts.zip(more).ok_or("`changed` without `parts` or `more`")?;
                Self::Changed { parts, more }
            }
            WordsKind::Unchanged => Self::Unchanged,
            WordsKind::NotCarried => Self::NotCarried,
        })
    }
}

/// One difference in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WordedDifference {
    /// Where: `address.city`.
    pub path: String,
    /// Added, removed or changed.
    pub kind: DiffKind,
    /// The old value in short, for what was removed or changed; absent where it is too large to say in a line.
    pub old: Option<String>,
    /// The new value in short, for what was added or changed; absent where it is too large to say in a line.
    pub new: Option<String>,
}

/// The most differences told in one line.
pub const MAX_PARTS: usize = 4;

/// The most characters of a value told in one line.
pub const MAX_VALUE_CHARACTERS: usize = 40;

impl ChangeSummary {
    /// Sums a change up.
    pub fn of(change: &Change) -> Self {
        Self {
            id: change.id,
            table: change.table.clone(),
            item_key: change.item_key.clone(),
            op: change.op,
            actor: change.actor.as_ref().map(|actor| actor.label().to_owned()),
            created_at: change.created_at,
            archived_at: change.archived_at,
            size_bytes: change.size_bytes,
            words: Words::of(change.op, change.old_image.as_ref(), change.new_image.as_ref()),
        }
    }
}

impl Words {
    /// Puts a change into words.
    pub fn of(op: Op, old: Option<&Image>, new: Option<&Image>) -> Self {
        match op {
            // A baseline after a gap tells how the item changed within it.
            Op::Baseline if old.is_some() => match (old, new) {
                (Some(old), Some(new)) => Self::of_diff(&diff::between(old, new)),
                _ => Self::Removed { attributes: old.map(|image| image.len()) },
            },
            Op::Insert | Op::Baseline => Self::Created { attributes: new.map(|image| image.len()) },
            Op::Remove => Self::Removed { attributes: old.map(|image| image.len()) },
            Op::Modify => match (old, new) {
                (Some(old), Some(new)) => Self::of_diff(&diff::between(old, new)),
                _ => Self::NotCarried,
            },
        }
    }

    fn of_diff(diff: &Diff) -> Self {
        if diff.entries.is_empty() {
            return Self::Unchanged;
        }
        // What turned from one value into another says most: `status` before the `delivered_at` that came with it.
        let of_kind = |kind| diff.entries.iter().filter(move |entry| entry.kind == kind);
        let entries = [DiffKind::Changed, DiffKind::Added, DiffKind::Removed].into_iter().flat_map(of_kind);
        let parts = entries.take(MAX_PARTS).map(WordedDifference::of).collect();
        Self::Changed { parts, more: diff.entries.len().saturating_sub(MAX_PARTS) }
    }
}

impl WordedDifference {
    fn of(entry: &DiffEntry) -> Self {
        Self {
            path: entry.path.to_string(),
            kind: entry.kind,
            old: entry.old.as_ref().and_then(short),
            new: entry.new.as_ref().and_then(short),
        }
    }
}

/// A value in a few characters; nothing for what has an inside.
fn short(value: &AttributeValue) -> Option<String> {
    let text = match value {
        AttributeValue::S(text) if text.is_empty() => "\"\"".to_owned(),
        AttributeValue::S(text) | AttributeValue::Raw(text) => text.clone(),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::Bool(value) => value.to_string(),
        AttributeValue::Null => "null".to_owned(),
        AttributeValue::B(bytes) => format!("{} bytes", bytes.len()),
        AttributeValue::Ss(elements) => format!("{{{}}}", elements.join(", ")),
        AttributeValue::Ns(elements) => {
            format!("{{{}}}", elements.iter().map(super::Number::as_str).collect::<Vec<_>>().join(", "))
        }
        AttributeValue::L(_) | AttributeValue::M(_) | AttributeValue::Bs(_) => return None,
    };
    let one_line = || text.chars().map(|character| if character.is_control() { ' ' } else { character });
    if text.chars().count() <= MAX_VALUE_CHARACTERS {
        return Some(one_line().collect());
    }
    Some(one_line().take(MAX_VALUE_CHARACTERS - 1).chain(['…']).collect())
}
