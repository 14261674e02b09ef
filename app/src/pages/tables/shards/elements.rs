//! The graph's nodes as elements of the page: which one an event is about, and where they are.

use crate::browser::focus::Target;

#[cfg(feature = "hydrate")]
pub use self::browser::{container, key_of_event, seen};

/// The id of a node's element.
pub fn element_id(table: &str, key: &str) -> String {
    format!("{}{key}", prefix(table))
}

/// A node, as something that the focus goes to.
pub fn target(table: &str, key: &str) -> Target {
    Target::Id(element_id(table, key))
}

fn prefix(table: &str) -> String {
    format!("shard:{table}:")
}

#[cfg(feature = "hydrate")]
mod browser {
    use wasm_bindgen::JsCast;

    use super::{super::walk::Seen, prefix};

    /// The key of the node that an event happened in.
    pub fn key_of_event(table: &str, event: &web_sys::Event) -> Option<String> {
        let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        Some(element.closest(".shard").ok()??.id().strip_prefix(&prefix(table))?.to_owned())
    }

    /// The element that an event's handler was put on.
    pub fn container(event: &web_sys::Event) -> Option<web_sys::Element> {
        event.current_target()?.dyn_into().ok()
    }

    /// Every node within an element, with its place on the screen.
    pub fn seen(table: &str, within: &web_sys::Element) -> Vec<(String, Seen)> {
        let nodes = within.get_elements_by_class_name("shard");
        let nodes = (0..nodes.length()).filter_map(|at| nodes.item(at));
        let place = |element: web_sys::Element| {
            let place = element.get_bounding_client_rect();
            let key = element.id().strip_prefix(&prefix(table))?.to_owned();
            Some((key, Seen { left: place.left(), top: place.top(), height: place.height() }))
        };
        nodes.filter_map(place).collect()
    }
}
