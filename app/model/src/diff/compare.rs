//! Finding the differences: map by map, list by list, value by value.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Diff, DiffEntry, DiffKind, DiffScope, Path, PathSegment,
    align::{Differing, Pairs, differing},
};
use crate::{AttributeValue, Image};

/// What the paths of one difference take together, in bytes, beside the names of the attributes themselves. Each entry
/// tells the names of all that is around it, and those may be long: what would take more is told as one changed value,
/// without what differs inside.
pub const MAX_PATHS_BYTES: usize = 8 * 1024 * 1024;

/// What a step of a path takes beside its name.
const STEP_BYTES: usize = size_of::<PathSegment>();

/// What differs from `old` to `new`.
pub fn between(old: &Image, new: &Image) -> Diff {
    let mut differences = Differences::default();
    differences.maps(&old.0, &new.0);
    let unchanged = old.iter().filter(|(name, value)| new.get(*name) == Some(*value)).map(|(name, _)| name.clone());
    Diff { entries: differences.entries, unchanged: unchanged.collect() }
}

#[derive(Default)]
struct Differences {
    path: Vec<PathSegment>,
    path_bytes: usize,
    /// What the paths told so far have taken of [`MAX_PATHS_BYTES`].
    paths_bytes: usize,
    entries: Vec<DiffEntry>,
    pairs: Pairs,
}

impl Differences {
    fn within(&mut self, step: PathSegment, compare: impl FnOnce(&mut Self)) {
        let bytes = match &step {
            PathSegment::Name(name) => name.len() + STEP_BYTES,
            PathSegment::Position(_) => STEP_BYTES,
        };
        self.path.push(step);
        self.path_bytes += bytes;
        compare(self);
        self.path_bytes -= bytes;
        self.path.pop();
    }

    /// Whether so many differences within the value at the path can be told one by one.
    fn has_room_for(&mut self, differences: usize) -> bool {
        let bytes = self.path_bytes.saturating_mul(differences).saturating_add(self.paths_bytes);
        let has_room = bytes <= MAX_PATHS_BYTES;
        if has_room {
            self.paths_bytes = bytes;
        }
        has_room
    }

    fn push(&mut self, kind: DiffKind, scope: DiffScope, old: Option<AttributeValue>, new: Option<AttributeValue>) {
        self.entries.push(DiffEntry { path: Path(self.path.clone()), kind, scope, old, new });
    }

    fn maps(&mut self, old: &BTreeMap<String, AttributeValue>, new: &BTreeMap<String, AttributeValue>) {
        let came = new.keys().filter(|name| !old.contains_key(*name));
        let went_or_changed = old.iter().filter(|(name, value)| new.get(*name) != Some(*value)).map(|(name, _)| name);
        let mut names: Vec<&String> = went_or_changed.chain(came).collect();
        names.sort();
        if !self.has_room_for(names.len()) {
            return self.changed(AttributeValue::M(old.clone()), AttributeValue::M(new.clone()));
        }
        for name in names {
            self.within(PathSegment::Name(name.clone()), |inner| inner.optional(old.get(name), new.get(name)));
        }
    }

    fn changed(&mut self, old: AttributeValue, new: AttributeValue) {
        self.push(DiffKind::Changed, DiffScope::Value, Some(old), Some(new));
    }

    fn optional(&mut self, old: Option<&AttributeValue>, new: Option<&AttributeValue>) {
        match (old, new) {
            (Some(old), Some(new)) => self.values(old, new),
            (Some(old), None) => self.push(DiffKind::Removed, DiffScope::Value, Some(old.clone()), None),
            (None, Some(new)) => self.push(DiffKind::Added, DiffScope::Value, None, Some(new.clone())),
            (None, None) => {}
        }
    }

    fn values(&mut self, old: &AttributeValue, new: &AttributeValue) {
        use AttributeValue::{Bs, L, M, Ns, Ss};
        match (old, new) {
            (old, new) if old == new => {}
            (M(old), M(new)) => self.maps(old, new),
            (L(old), L(new)) => self.lists(old, new),
            (Ss(old), Ss(new)) => self.sets(old, new, String::as_bytes, Ss),
            (Ns(old), Ns(new)) => self.sets(old, new, |number| number.as_str().as_bytes(), Ns),
            (Bs(old), Bs(new)) => self.sets(old, new, Vec::as_slice, Bs),
            (old, new) => self.changed(old.clone(), new.clone()),
        }
    }

    /// A set that lost elements, gained elements or both: one entry, with only what went and came. Their order means
    /// nothing. All types are compared as bytes, so that the code for it is there once.
    fn sets<T: Clone>(
        &mut self,
        old: &[T],
        new: &[T],
        bytes: impl Fn(&T) -> &[u8],
        set: impl Fn(Vec<T>) -> AttributeValue,
    ) {
        let without = |left: &[T], right: &[T]| -> Option<AttributeValue> {
            let mut there = BTreeSet::new();
            for element in right {
                there.insert(bytes(element));
            }
            let rest: Vec<T> = left.iter().filter(|element| !there.contains(bytes(element))).cloned().collect();
            (!rest.is_empty()).then(|| set(rest))
        };
        let (went, came) = (without(old, new), without(new, old));
        let kind = match (&went, &came) {
            (None, None) => return,
            (Some(_), None) => DiffKind::Removed,
            (None, Some(_)) => DiffKind::Added,
            (Some(_), Some(_)) => DiffKind::Changed,
        };
        self.push(kind, DiffScope::Elements, went, came);
    }

    /// Lists by position, with inserted and removed elements told apart from changed ones.
    fn lists(&mut self, old: &[AttributeValue], new: &[AttributeValue]) {
        let elements = differing(old, new, &mut self.pairs);
        if !self.has_room_for(elements.len()) {
            return self.changed(AttributeValue::L(old.to_vec()), AttributeValue::L(new.to_vec()));
        }
        for element in elements {
            let (at, from, to) = match element {
                Differing::Changed { from, to } => (to, Some(&old[from]), Some(&new[to])),
                Differing::Removed { from } => (from, Some(&old[from]), None),
                Differing::Inserted { to } => (to, None, Some(&new[to])),
            };
            self.within(PathSegment::Position(at), |inner| inner.optional(from, to));
        }
    }
}
