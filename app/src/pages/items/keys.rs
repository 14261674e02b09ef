//! Arrow keys go from row to row.

use leptos::{ev::KeyboardEvent, html, prelude::*};

/// Moves the focus among the list's links.
#[cfg(feature = "hydrate")]
pub(super) fn press(event: &KeyboardEvent, list: NodeRef<html::Ol>) {
    use crate::browser::focus::{self, Target, When};
    let Some(list) = list.get_untracked() else { return };
    let rows = list.children();
    let focused = focus::current();
    let at = (0..rows.length()).find(|at| rows.item(*at).is_some_and(|row| row.contains(focused.as_deref())));
    let last = rows.length().saturating_sub(1);
    let next = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => (at + 1).min(last),
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        ("Home", Some(_)) => 0,
        ("End", Some(_)) => last,
        _ => return,
    };
    event.prevent_default();
    if let Some(link) = rows.item(next).and_then(|row| row.first_element_child()) {
        focus::request(Target::Element(link), When::Now);
    }
}

#[cfg(not(feature = "hydrate"))]
pub(super) fn press(_: &KeyboardEvent, _: NodeRef<html::Ol>) {}
