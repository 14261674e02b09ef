//! What differs between two images.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{AttributeValue, Image, dynamodb_json};

/// The differences between two images, in the order in which an item lists its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// Only what differs.
    pub entries: Vec<DiffEntry>,
    /// The names of the top-level attributes that are equal in both.
    pub unchanged: Vec<String>,
}

/// What happened at one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// There is a value where there was none.
    Added,
    /// There is no value where there was one.
    Removed,
    /// There is another value.
    Changed,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffEntry {
    /// Where.
    pub path: Path,
    /// What happened there.
    pub kind: DiffKind,
    /// The value before; for a set, the elements that went.
    #[serde(with = "optional_value")]
    pub old: Option<AttributeValue>,
    /// The value after; for a set, the elements that came.
    #[serde(with = "optional_value")]
    pub new: Option<AttributeValue>,
}

impl DiffEntry {
    /// `new − old`, exactly, where both are numbers.
    pub fn numeric_difference(&self) -> Option<String> {
        match (&self.old, &self.new) {
            (Some(AttributeValue::N(old)), Some(AttributeValue::N(new))) => new.difference(old),
            _ => None,
        }
    }

    /// The names of both types, where the value changed its type.
    pub fn type_change(&self) -> Option<(&'static str, &'static str)> {
        let (old, new) = (self.old.as_ref()?.type_name(), self.new.as_ref()?.type_name());
        (old != new).then_some((old, new))
    }
}

/// A place within an item: attribute names and list positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path(pub Vec<Step>);

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// Into a map, or the item itself.
    Name(String),
    /// Into a list; for what was removed the position it had, else the position it has.
    Position(usize),
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Name(name) if at == 0 => formatter.write_str(name)?,
                Step::Name(name) => write!(formatter, ".{name}")?,
                Step::Position(position) => write!(formatter, "[{position}]")?,
            }
        }
        Ok(())
    }
}

/// Lists longer than this (after their equal ends are set aside) are compared position by position: finding the
/// fewest insertions and removals costs the product of both lengths.
pub const MAX_ALIGNED_LIST: usize = 256;

/// What differs from `old` to `new`.
pub fn between(old: &Image, new: &Image) -> Diff {
    let mut differences = Differences::default();
    differences.maps(&old.0, &new.0);
    let unchanged = old.iter().filter(|(name, value)| new.get(*name) == Some(*value)).map(|(name, _)| name.clone());
    Diff { entries: differences.entries, unchanged: unchanged.collect() }
}

#[derive(Default)]
struct Differences {
    path: Vec<Step>,
    entries: Vec<DiffEntry>,
}

impl Differences {
    fn within(&mut self, step: Step, compare: impl FnOnce(&mut Self)) {
        self.path.push(step);
        compare(self);
        self.path.pop();
    }

    fn push(&mut self, kind: DiffKind, old: Option<AttributeValue>, new: Option<AttributeValue>) {
        self.entries.push(DiffEntry { path: Path(self.path.clone()), kind, old, new });
    }

    fn maps(&mut self, old: &BTreeMap<String, AttributeValue>, new: &BTreeMap<String, AttributeValue>) {
        let mut names: Vec<&String> = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))).collect();
        names.sort();
        for name in names {
            self.within(Step::Name(name.clone()), |inner| inner.optional(old.get(name), new.get(name)));
        }
    }

    fn optional(&mut self, old: Option<&AttributeValue>, new: Option<&AttributeValue>) {
        match (old, new) {
            (Some(old), Some(new)) => self.values(old, new),
            (Some(old), None) => self.push(DiffKind::Removed, Some(old.clone()), None),
            (None, Some(new)) => self.push(DiffKind::Added, None, Some(new.clone())),
            (None, None) => {}
        }
    }

    fn values(&mut self, old: &AttributeValue, new: &AttributeValue) {
        use AttributeValue::{Bs, L, M, Ns, Ss};
        match (old, new) {
            (old, new) if old == new => {}
            (M(old), M(new)) => self.maps(old, new),
            (L(old), L(new)) => self.lists(old, new),
            (Ss(old), Ss(new)) => self.sets(old, new, Ss),
            (Ns(old), Ns(new)) => self.sets(old, new, Ns),
            (Bs(old), Bs(new)) => self.sets(old, new, Bs),
            (old, new) => self.push(DiffKind::Changed, Some(old.clone()), Some(new.clone())),
        }
    }

    /// A set that lost elements, gained elements or both: one entry, with only what went and came.
    fn sets<T: PartialEq + Clone>(&mut self, old: &[T], new: &[T], set: impl Fn(Vec<T>) -> AttributeValue) {
        let without = |left: &[T], right: &[T]| -> Option<AttributeValue> {
            let rest: Vec<T> = left.iter().filter(|element| !right.contains(element)).cloned().collect();
            (!rest.is_empty()).then(|| set(rest))
        };
        let (went, came) = (without(old, new), without(new, old));
        let kind = match (&went, &came) {
            (Some(_), None) => DiffKind::Removed,
            (None, Some(_)) => DiffKind::Added,
            _ => DiffKind::Changed,
        };
        self.push(kind, went, came);
    }

    /// Lists by position, with inserted and removed elements told apart from changed ones.
    fn lists(&mut self, old: &[AttributeValue], new: &[AttributeValue]) {
        let head = old.iter().zip(new).take_while(|(left, right)| left == right).count();
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(left, right)| left == right);
        let tail = tail.count();
        let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
        for (removed, inserted) in unaligned_runs(old_middle, new_middle) {
            let paired = removed.len().min(inserted.len());
            for at in 0..paired {
                let (from, to) = (removed.start + at, inserted.start + at);
                self.within(Step::Position(head + to), |inner| inner.values(&old_middle[from], &new_middle[to]));
            }
            for (at, element) in old_middle.iter().enumerate().take(removed.end).skip(removed.start + paired) {
                self.within(Step::Position(head + at), |inner| inner.optional(Some(element), None));
            }
            for (at, element) in new_middle.iter().enumerate().take(inserted.end).skip(inserted.start + paired) {
                self.within(Step::Position(head + at), |inner| inner.optional(None, Some(element)));
            }
        }
    }
}

type Run = std::ops::Range<usize>;

/// The stretches of both lists that are outside a longest common subsequence, pair by pair.
fn unaligned_runs(old: &[AttributeValue], new: &[AttributeValue]) -> Vec<(Run, Run)> {
    if old.len() > MAX_ALIGNED_LIST || new.len() > MAX_ALIGNED_LIST {
        return vec![(0..old.len(), 0..new.len())];
    }
    let width = new.len() + 1;
    let mut common = vec![0u16; (old.len() + 1) * width];
    for from in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            common[from * width + to] = if old[from] == new[to] {
                common[(from + 1) * width + to + 1] + 1
            } else {
                common[(from + 1) * width + to].max(common[from * width + to + 1])
            };
        }
    }
    let (mut from, mut to) = (0, 0);
    let (mut run_from, mut run_to) = (0, 0);
    let mut runs = Vec::new();
    while from < old.len() && to < new.len() {
        if old[from] == new[to] {
            if run_from < from || run_to < to {
                runs.push((run_from..from, run_to..to));
            }
            (from, to) = (from + 1, to + 1);
            (run_from, run_to) = (from, to);
        } else if common[(from + 1) * width + to] >= common[from * width + to + 1] {
            from += 1;
        } else {
            to += 1;
        }
    }
    if run_from < old.len() || run_to < new.len() {
        runs.push((run_from..old.len(), run_to..new.len()));
    }
    runs
}

mod optional_value {
    //! Values of a diff in DynamoDB JSON.
    use super::{AttributeValue, dynamodb_json};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(super) fn serialize<S: Serializer>(value: &Option<AttributeValue>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(dynamodb_json::Tagged).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AttributeValue>, D::Error> {
        let json = Option::<serde_json::Value>::deserialize(deserializer)?;
        json.map(|json| dynamodb_json::value_from_json(&json, "value", 1)).transpose().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::attribute_value::strategy::attribute_value;
    use proptest::prelude::*;

    fn image(text: &str) -> Image {
        dynamodb_json::from_text(text).expect("DynamoDB JSON")
    }

    /// `path sign` for each entry, for reading.
    fn told(old: &str, new: &str) -> Vec<String> {
        let sign = |kind| match kind {
            DiffKind::Added => '+',
            DiffKind::Removed => '-',
            DiffKind::Changed => '~',
        };
        between(&image(old), &image(new))
            .entries
            .iter()
            .map(|entry| format!("{} {}", sign(entry.kind), entry.path))
            .collect()
    }

    #[test]
    fn nested_paths_are_told_and_equal_attributes_are_not() {
        let old = r#"{"id": {"S": "1"}, "address": {"M": {"city": {"S": "Recife"}, "zip": {"S": "1"}}}}"#;
        let new = r#"{"id": {"S": "1"}, "address": {"M": {"city": {"S": "Olinda"}}}, "vip": {"BOOL": true}}"#;
        assert_eq!(told(old, new), ["~ address.city", "- address.zip", "+ vip"]);
        assert_eq!(between(&image(old), &image(new)).unchanged, ["id"]);
    }

    #[test]
    fn an_element_inserted_into_a_list_is_not_a_change_of_those_after_it() {
        let list = |elements: &str| format!(r#"{{"l": {{"L": [{elements}]}}}}"#);
        assert_eq!(told(&list(r#"{"N":"1"},{"N":"2"}"#), &list(r#"{"N":"0"},{"N":"1"},{"N":"2"}"#)), ["+ l[0]"]);
        assert_eq!(told(&list(r#"{"N":"1"},{"N":"2"},{"N":"3"}"#), &list(r#"{"N":"1"},{"N":"3"}"#)), ["- l[1]"]);
        assert_eq!(told(&list(r#"{"N":"1"},{"N":"2"}"#), &list(r#"{"N":"1"},{"N":"9"}"#)), ["~ l[1]"]);
    }

    #[test]
    fn sets_tell_only_the_elements_that_went_and_came() {
        let old = image(r#"{"tags": {"SS": ["a", "b"]}}"#);
        let new = image(r#"{"tags": {"SS": ["b", "c"]}}"#);
        let diff = between(&old, &new);
        assert_eq!(diff.entries[0].old, Some(AttributeValue::string_set(["a".to_owned()])));
        assert_eq!(diff.entries[0].new, Some(AttributeValue::string_set(["c".to_owned()])));
    }

    #[test]
    fn numbers_tell_their_difference_and_types_their_change() {
        let diff = between(&image(r#"{"t": {"N": "129.90"}}"#), &image(r#"{"t": {"N": "0.00"}}"#));
        assert_eq!(diff.entries[0].numeric_difference().as_deref(), Some("-129.9"));
        let diff = between(&image(r#"{"t": {"N": "1"}}"#), &image(r#"{"t": {"S": "1"}}"#));
        assert_eq!(diff.entries[0].type_change(), Some(("number", "string")));
    }

    /// Puts a diff's removals and additions on top of the old image: for maps of scalars this yields the new one.
    fn applied(old: &Image, diff: &Diff) -> Image {
        let mut result = old.clone();
        for entry in &diff.entries {
            let Step::Name(name) = &entry.path.0[0] else { continue };
            match &entry.new {
                Some(value) => result.0.insert(name.clone(), value.clone()),
                None => result.0.remove(name),
            };
        }
        result
    }

    proptest! {
        #[test]
        fn an_image_does_not_differ_from_itself(attributes in prop::collection::btree_map("[a-z]{1,3}", attribute_value(), 0..5)) {
            let image = Image(attributes);
            prop_assert!(between(&image, &image).entries.is_empty());
        }

        #[test]
        fn the_diff_of_flat_items_leads_from_the_old_to_the_new(
            old in prop::collection::btree_map("[a-d]", "[xyz]{0,2}".prop_map(AttributeValue::S), 0..4),
            new in prop::collection::btree_map("[a-d]", "[xyz]{0,2}".prop_map(AttributeValue::S), 0..4),
        ) {
            let (old, new) = (Image(old), Image(new));
            prop_assert_eq!(applied(&old, &between(&old, &new)), new);
        }

        #[test]
        fn different_images_have_differences_and_their_mirror_mirrors_them(
            old in prop::collection::btree_map("[a-c]", attribute_value(), 0..3),
            new in prop::collection::btree_map("[a-c]", attribute_value(), 0..3),
        ) {
            let (old, new) = (Image(old), Image(new));
            let (forth, back) = (between(&old, &new), between(&new, &old));
            prop_assert_eq!(forth.entries.is_empty(), old == new);
            prop_assert_eq!(forth.unchanged, back.unchanged);
        }
    }
}
