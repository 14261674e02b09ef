//! The keyboard's focus: the one place that moves it. Everything else says where it should go ([`Target`]) and when
//! ([`When`]).
//!
//! The focus is never nowhere. A link that was followed may go with its page, a button with its row; then the next key
//! would begin at the top of the document. Whoever takes away what may have the focus says where it goes; where nobody
//! does, it goes to what is nearest.

#[cfg(feature = "hydrate")]
mod last;
#[cfg(any(test, feature = "hydrate"))]
mod nearest;
#[cfg(feature = "hydrate")]
mod recovery;
mod target;
mod timing;

use leptos::{html, prelude::*, web_sys::Element};

pub use self::{target::Target, timing::When};

/// Watches over the focus wherever it is, and over every going to another page. To be called once, by the frame.
pub fn watch() {
    #[cfg(feature = "hydrate")]
    recovery::listen();
    let path = leptos_router::hooks::use_location().pathname;
    let mut is_first = true;
    Effect::new(move |_| {
        path.track();
        if !std::mem::take(&mut is_first) {
            request(Target::Page, When::OnceLost);
        }
    });
}

/// Moves the focus. The browser scrolls to what gets it.
pub fn request(target: Target, when: When) {
    #[cfg(feature = "hydrate")]
    effects::request(target, when, effects::Scroll::ToTarget);
    #[cfg(not(feature = "hydrate"))]
    drop((target, when));
}

/// Moves the focus at once, and scrolls nothing.
pub fn move_in_place(target: &Target) {
    #[cfg(feature = "hydrate")]
    effects::give(target, effects::Scroll::Never);
    #[cfg(not(feature = "hydrate"))]
    let _ = target;
}

/// Keeps the focus in a place whose content is replaced: `changes` follows that content. Where what had the focus is
/// gone after a change, the first control of the place gets it, or else the place itself, which must be able to have it
/// (`tabindex="-1"`).
pub fn keep_within(place: NodeRef<html::Div>, changes: impl Fn() + 'static) {
    Effect::new(move |_| {
        changes();
        if let Some(place) = place.get_untracked().map(Element::from)
            && had_last_within(&place)
        {
            request(Target::Any(vec![Target::Successor, Target::FirstIn(place)]), When::IfLost);
        }
    });
}

/// Takes the focus from an element; nothing of the page has it then.
pub fn release(element: &leptos::web_sys::HtmlElement) {
    #[cfg(feature = "hydrate")]
    {
        last::forget();
        effects::release(element);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = element;
}

/// What has the focus; nothing on the server.
pub fn current() -> Option<Element> {
    if cfg!(feature = "hydrate") { document().active_element() } else { None }
}

/// Whether what has the focus is in something that this selects.
pub fn is_within(selector: &str) -> bool {
    current().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Whether nothing of the page has the focus.
#[cfg(feature = "hydrate")]
fn is_lost() -> bool {
    current().is_none_or(|element| element.tag_name() == "BODY")
}

/// Whether what had the focus last is in an element, or was when it had it.
fn had_last_within(element: &Element) -> bool {
    #[cfg(feature = "hydrate")]
    return last::read(|last| last.path.contains(element));
    #[cfg(not(feature = "hydrate"))]
    return {
        let _ = element;
        false
    };
}

#[cfg(feature = "hydrate")]
mod effects {
    use leptos::prelude::request_animation_frame;
    use web_sys::{FocusOptions, HtmlElement};

    use super::{
        Target, When, current, is_lost,
        timing::{Decision, Seen},
    };

    /// Whether the browser scrolls to what gets the focus.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) enum Scroll {
        ToTarget,
        Never,
    }

    pub(super) fn request(target: Target, when: When, scroll: Scroll) {
        look(target, when, scroll, 0);
    }

    fn look(target: Target, when: When, scroll: Scroll, frame: u32) {
        let seen = Seen { frame, is_lost: is_lost(), is_there: when == When::OnceThere && target.is_there() };
        match when.decide(seen) {
            Decision::Move => give(&target, scroll),
            Decision::Wait => request_animation_frame(move || look(target, when, scroll, frame + 1)),
            Decision::GiveUp => {}
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub(super) fn give(target: &Target, scroll: Scroll) {
        for candidate in target.candidates() {
            let options = FocusOptions::new();
            options.set_prevent_scroll(scroll == Scroll::Never || candidate.is_near);
            drop(candidate.element.focus_with_options(&options));
            // What is hidden or disabled does not take it.
            if current().is_some_and(|element| element.is_same_node(Some(&candidate.element))) {
                return;
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub(super) fn release(element: &HtmlElement) {
        drop(element.blur());
    }
}
