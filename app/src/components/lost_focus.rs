//! Finding the focus again. What had it may be taken away, hidden or disabled, by what it did or by an update; then the
//! next key would begin at the top of the document. It goes to what is nearest to where it was.
//!
//! Who knows better where it belongs puts it there first (`landing.rs`, `kept_place.rs`, `toasts/way_back.rs`): here a few
//! frames are waited for that.

/// Watches over the focus wherever it is.
pub fn watch() {
    #[cfg(feature = "hydrate")]
    browser::Watch::new().listen();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, FocusOptions, HtmlElement, Node};

    use crate::components::landing;

    /// What can have the focus.
    const FOCUSABLE: &str = "a[href], summary, [tabindex='0'], button:not(:disabled), input:not(:disabled), \
                             select:not(:disabled), textarea:not(:disabled)";

    /// What the focus stays within.
    const SCOPES: &str = "dialog, main";

    /// How many frames others have to put the focus where it belongs.
    const PATIENCE_FRAMES: u32 = 3;

    #[derive(Clone, Copy)]
    pub(super) struct Watch {
        /// What had the focus last, and what it is in, from the inside out.
        path: StoredValue<Vec<Element>, LocalStorage>,
        /// What stood before it when it was pressed: what it brings may come to stand between.
        before: StoredValue<Option<HtmlElement>, LocalStorage>,
        /// How many more frames are looked at.
        frames: StoredValue<u32>,
    }

    impl Watch {
        pub(super) fn new() -> Self {
            Self {
                path: StoredValue::new_local(Vec::new()),
                before: StoredValue::new_local(None),
                frames: StoredValue::new(0),
            }
        }

        pub(super) fn listen(self) {
            let took = window_event_listener(ev::focusin, move |event| {
                let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                self.path.set_value(path_of(element));
                self.before.set_value(None);
            });
            // Whoever points elsewhere leaves it.
            let left = window_event_listener(ev::pointerdown, move |_| self.path.set_value(Vec::new()));
            let pressed = window_event_listener(ev::keydown, move |event| {
                if self.is_lost() {
                    self.find();
                }
                if matches!(event.key().as_str(), "Enter" | " ") {
                    self.before.set_value(self.path.with_value(|path| last_before(path)));
                    self.look();
                }
            });
            on_cleanup(move || [took, left, pressed].into_iter().for_each(WindowListenerHandle::remove));
        }

        /// Looks for a while whether the focus gets lost by what was pressed.
        fn look(self) {
            let is_looking = self.frames.get_value() > 0;
            self.frames.set_value(landing::FRAMES);
            if !is_looking {
                self.look_on(0);
            }
        }

        fn look_on(self, lost_for: u32) {
            request_animation_frame(move || {
                let Some(frames) = self.frames.try_get_value().filter(|frames| *frames > 0) else { return };
                self.frames.set_value(frames - 1);
                let lost_for = if self.is_lost() { lost_for + 1 } else { 0 };
                if lost_for == PATIENCE_FRAMES {
                    self.find();
                }
                self.look_on(lost_for);
            });
        }

        /// Whether nothing has the focus, and what had it cannot.
        fn is_lost(self) -> bool {
            landing::is_focus_lost()
                && self
                    .path
                    .with_value(|path| path.first().is_some_and(|last| !can_have_focus(last) && !is_closed(path)))
        }

        fn find(self) {
            let path = self.path.try_update_value(std::mem::take).unwrap_or_default();
            let before = self.before.try_update_value(Option::take).flatten();
            match before.filter(|before| can_have_focus(before)).or_else(|| nearest(&path)) {
                Some(nearest) => {
                    let options = FocusOptions::new();
                    // It is near; and where it is a row of a list that was scrolled on, nobody wants to be taken back.
                    options.set_prevent_scroll(true);
                    drop(nearest.focus_with_options(&options));
                }
                None => landing::land(),
            }
        }
    }

    fn path_of(element: Option<Element>) -> Vec<Element> {
        std::iter::successors(element, |element| element.parent_element()).collect()
    }

    fn can_have_focus(element: &Element) -> bool {
        element.is_connected() && is_seen(element) && !element.matches(":disabled").unwrap_or(false)
    }

    fn is_seen(element: &Element) -> bool {
        element.get_client_rects().length() > 0
    }

    /// Whether it was in a dialog that is closed now: the browser puts the focus back then.
    fn is_closed(path: &[Element]) -> bool {
        path.iter().any(|element| element.matches("dialog:not([open])").unwrap_or(false))
    }

    fn scope_of(path: &[Element]) -> Option<&Element> {
        path.iter().find(|element| element.matches(SCOPES).unwrap_or(false))
    }

    /// In the document's order.
    fn focusable_in(scope: &Element) -> Vec<HtmlElement> {
        let Ok(all) = scope.query_selector_all(FOCUSABLE) else { return Vec::new() };
        (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect()
    }

    /// The last thing before what has the focus.
    fn last_before(path: &[Element]) -> Option<HtmlElement> {
        let (focused, scope) = (path.first()?, scope_of(path)?);
        let is_before = |element: &HtmlElement| {
            let position = focused.compare_document_position(element);
            position & Node::DOCUMENT_POSITION_PRECEDING != 0
        };
        focusable_in(scope).into_iter().rev().find(|element| is_before(element) && is_seen(element))
    }

    /// The first thing in what is left of the place, or the last thing before it, or the first after it.
    fn nearest(path: &[Element]) -> Option<HtmlElement> {
        let scope = scope_of(path)?;
        let place = path.iter().find(|element| element.is_connected())?;
        if place.contains(Some(scope)) {
            // The whole page went.
            return None;
        }
        let mut before = None;
        for element in focusable_in(scope).into_iter().filter(|element| is_seen(element)) {
            let position = place.compare_document_position(&element);
            if position & Node::DOCUMENT_POSITION_PRECEDING != 0 {
                before = Some(element);
            } else if position & Node::DOCUMENT_POSITION_CONTAINED_BY != 0 || before.is_none() {
                return Some(element);
            } else {
                break;
            }
        }
        before
    }
}
