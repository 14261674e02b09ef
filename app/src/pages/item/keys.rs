//! Moving through the versions with the keyboard: in the list, the arrows, Page Up and Down, Home and End move, Enter
//! opens, and `d` shows what a version changed or the item; `j` and `k` move and open from anywhere on the page.

use afterimage_model::ChangeId;
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{pages::Pages, route::ItemRoute};
use crate::browser::focus::{self, Target, When};

/// The id of a version's element.
pub fn element_id(version: u64) -> String {
    format!("version-{version}")
}

/// The version that a key in the list leads to.
fn destination(key: &str, active: u64, versions: u64, screenful: u64) -> Option<u64> {
    let version = match key {
        "ArrowDown" => active.saturating_sub(1),
        "ArrowUp" => active.saturating_add(1),
        "PageDown" => active.saturating_sub(screenful),
        "PageUp" => active.saturating_add(screenful),
        "Home" => versions,
        "End" => 1,
        _ => return None,
    };
    Some(version.clamp(1, versions.max(1)))
}

/// Listens for `j` and `k`; gives the list's own handler.
pub fn move_through(
    pages: &Pages,
    route: ItemRoute,
    choose: Callback<ChangeId>,
) -> impl Fn(KeyboardEvent) + use<> + 'static {
    let pages = *pages;
    listen(move |key| {
        let chosen = pages.selected.get_untracked().and_then(|id| pages.version_of(id));
        let from = chosen.unwrap_or_else(|| pages.active.get_untracked());
        let next = match key {
            "j" => from.saturating_sub(1),
            "k" => from.saturating_add(1),
            _ => return,
        };
        if let Some(id) = pages.change_of(next) {
            pages.go_to(next);
            choose.run(id);
            focus(next);
        }
    });
    move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let active = pages.active.get_untracked();
        if let Some(version) = destination(&event.key(), active, pages.versions, pages.screenful()) {
            event.prevent_default();
            pages.go_to(version);
            focus(version);
        } else if event.key() == "d"
            && single_keys_are_on()
            && let Some(id) = pages.change_of(active)
        {
            let is_open = pages.selected.get_untracked() == Some(id);
            let shows_diff = route.view.get_untracked() == 0;
            if is_open {
                route.view.set(usize::from(shows_diff));
            } else {
                route.view.set(0);
                choose.run(id);
            }
        }
    }
}

#[cfg(feature = "hydrate")]
fn single_keys_are_on() -> bool {
    crate::browser::keyboard::single_keys_are_on()
}

#[cfg(not(feature = "hydrate"))]
fn single_keys_are_on() -> bool {
    true
}

#[cfg(feature = "hydrate")]
fn listen(on_key: impl Fn(&str) + Clone + 'static) {
    Effect::new(move |_| {
        let on_key = on_key.clone();
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if !crate::browser::keyboard::is_typing(&event) {
                on_key(&event.key());
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(not(feature = "hydrate"))]
fn listen(_: impl Fn(&str) + Clone + 'static) {}

/// Its page of versions may have to be loaded first.
fn focus(version: u64) {
    focus::request(Target::Id(element_id(version)), When::OnceThere);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_through_the_life_and_not_beyond_it() {
        let to = |key: &str, active| destination(key, active, 100, 20);
        assert_eq!([to("ArrowDown", 50), to("ArrowUp", 50)], [Some(49), Some(51)]);
        assert_eq!([to("PageDown", 50), to("PageUp", 90)], [Some(30), Some(100)]);
        assert_eq!([to("Home", 50), to("End", 50), to("ArrowDown", 1)], [Some(100), Some(1), Some(1)]);
        assert_eq!(to("x", 50), None);
    }
}
