//! What is known of an item between two of its changes: decided the same way, whatever keeps the changes.

use afterimage_model::{
    Change, Image, Op, ViewType,
    as_of::{ImageSource, Unknown, VersionAt},
    attribute_history::{AttributeHistory, Held, ValuePeriod, steps},
    diff::Path,
    query::value_at,
};

use crate::ItemTimeline;

/// What is known of an item between two of its changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State<'a> {
    /// Whether there was one; nothing where that cannot be known.
    pub exists: Option<bool>,
    /// Its attributes.
    pub image: Option<&'a Image>,
    /// Where they were taken from.
    pub source: Option<ImageSource>,
    /// Why something is missing.
    pub unknown: Option<Unknown>,
}

/// The state after `current` and before `next`. Where the record of the one carries no image after it, that of the next
/// may tell what was there before.
pub fn state_after<'a>(current: Option<&'a Change>, next: Option<&'a Change>) -> State<'a> {
    let absent = State { exists: Some(false), ..State::default() };
    let Some(current) = current else {
        return match next {
            Some(first) if first.op != Op::Insert => {
                State { unknown: Some(Unknown::BeforeCapture), ..State::default() }
            }
            _ => absent,
        };
    };
    if !current.leaves_item() {
        return absent;
    }
    let exists = Some(true);
    if let Some((carrier, image)) = current.image_after(next) {
        let source = if carrier == current.id { ImageSource::Record } else { ImageSource::NextRecord };
        return State { exists, image: Some(image), source: Some(source), unknown: None };
    }
    let tells_later = current.view_type == ViewType::OldImage && next.is_none();
    let unknown =
        if tells_later { Unknown::UntilNextChange(current.view_type) } else { Unknown::NotCarried(current.view_type) };
    State { exists, unknown: Some(unknown), ..State::default() }
}

/// The history of an attribute that a page of the item's life tells: of at most `limit` versions before one. The page goes
/// one version beyond where it can, which may tell what was there before it.
pub fn attribute_history(page: ItemTimeline, path: &Path, before: Option<u64>, limit: usize) -> AttributeHistory {
    let mut changes = page.changes;
    changes.reverse();
    let is_beyond = |version: u64| before.is_some_and(|before| version >= before);
    if changes.last().is_some_and(|(version, _)| !is_beyond(*version)) && changes.len() > limit {
        changes.remove(0);
    }
    let within = changes.iter().filter(|(version, _)| !is_beyond(*version)).count();
    let mut newest_image = None;
    let mut states = Vec::with_capacity(within);
    for (at, (version, change)) in changes.iter().enumerate().take(within) {
        let state = state_after(Some(change), changes.get(at + 1).map(|(_, next)| next));
        newest_image = state.image.or(newest_image);
        let since = VersionAt { version: *version, change_id: change.id, at: change.created_at, op: change.op };
        states.push(ValuePeriod { since, held: held(&state, path) });
    }
    let from_version = changes.first().map_or(0, |(version, _)| *version);
    AttributeHistory {
        item: page.item,
        path: path.to_string(),
        to_version: states.last().map_or(0, |step| step.since.version),
        steps: steps(states),
        from_version,
        next_before: (from_version > 1).then_some(from_version),
        attributes: newest_image.map(|image| image.keys().cloned().collect()).unwrap_or_default(),
    }
}

fn held(state: &State<'_>, path: &Path) -> Held {
    match (state.exists, state.image) {
        (Some(false), _) => Held::NoItem,
        (_, Some(image)) => value_at(image, path).map_or(Held::Absent, |value| Held::Value { value: value.clone() }),
        (_, None) => Held::Unknown,
    }
}
