//! Where in its life an item's changes are: a strip of stretches, asked for once the list is seen.

use std::collections::HashMap;

use afterimage_model::{
    item::ItemOverview,
    items::{ACTIVITY_STRETCHES, Activity},
};
use leptos::prelude::*;

use crate::say;

/// The activity of a page's items by their keys, once it is known.
#[derive(Clone, Copy)]
pub(super) struct Lives(RwSignal<HashMap<String, Activity>>);

impl Lives {
    /// Asks for the items' activity when the page is alive.
    pub(super) fn of(table: &str, items: &[ItemOverview]) -> Self {
        let lives = Self(RwSignal::new(HashMap::new()));
        let keys: Vec<String> = items.iter().map(|item| item.item_key.to_string()).collect();
        ask(lives, table.to_owned(), keys);
        lives
    }
}

#[cfg(feature = "hydrate")]
fn ask(lives: Lives, table: String, keys: Vec<String>) {
    Effect::new(move |_| {
        let (table, keys) = (table.clone(), keys.clone());
        leptos::task::spawn_local(async move {
            // Without it the list says all that it must.
            if let Ok(told) = crate::api::load_activities(table, keys.clone()).await {
                let known = keys.into_iter().zip(told).filter_map(|(key, activity)| Some((key, activity?)));
                lives.0.try_set(known.collect());
            }
        });
    });
}

#[cfg(not(feature = "hydrate"))]
fn ask(_: Lives, _: String, _: Vec<String>) {}

/// The width of a stretch and of the space beside it, in the strip's own units.
const STRETCH: usize = 4;

/// The strip.
#[component]
pub(super) fn ActivityStrip(
    /// Which item, in its key's text form.
    item_key: String,
    /// Where its activity comes from.
    lives: Lives,
) -> impl IntoView {
    let activity = Memo::new(move |_| lives.0.with(|lives| lives.get(&item_key).cloned()));
    let label = move || activity.with(|activity| activity.as_ref().map(words));
    let bars = move || {
        let levels = activity.with(|activity| activity.as_ref().map(|activity| activity.levels.clone()));
        levels.unwrap_or_default().into_iter().enumerate().map(|(at, level)| bar(at, level)).collect_view()
    };
    view! {
        <span class="items-life">
            <svg viewBox=format!("0 0 {} 16", ACTIVITY_STRETCHES * STRETCH) aria-hidden="true">
                <line x1="0" x2=(ACTIVITY_STRETCHES * STRETCH).to_string() y1="15.5" y2="15.5" />
                {bars}
            </svg>
            <span class="visually-hidden">{label}</span>
        </span>
    }
}

fn bar(at: usize, level: u8) -> impl IntoView {
    let height = u32::from(level) * 3 + 2;
    (level > 0).then(|| {
        view! {
            <rect
                x=(at * STRETCH).to_string()
                y=(15 - height).to_string()
                width=(STRETCH - 1).to_string()
                height=height.to_string()
            />
        }
    })
}

/// The strip in words.
fn words(activity: &Activity) -> String {
    let third = activity.levels.len().div_ceil(3).max(1);
    let names = [say!("items-life-early"), say!("items-life-middle"), say!("items-life-late")];
    let busy: Vec<&str> = activity
        .levels
        .chunks(third)
        .zip(names)
        .filter(|(levels, _)| levels.iter().any(|level| *level > 0))
        .map(|(_, name)| name)
        .collect();
    let when = busy.join(", ");
    if activity.is_sampled { say!("items-life-sampled", when = when) } else { say!("items-life", when = when) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strip_is_told_in_words() {
        let activity = Activity::of(0, 240, &[(0, 1), (240, 1)], false);
        assert_eq!(words(&activity), "changed early, late in its life");
        let activity = Activity::of(0, 240, &[(120, 9)], true);
        assert_eq!(words(&activity), "changed in the middle in its life, by some of its changes");
    }
}
