//! What had the focus last: remembered, for once it is gone nobody can be asked where it was.

use std::cell::RefCell;

use leptos::ev::{FocusEvent, PointerEvent};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, Node};

use super::{current, nearest::browser::last_before};

/// What the focus only visits: from there it goes back to where it came from.
const VISITED: &str = ".toasts";

/// What had the focus, and what was around it.
#[derive(Default)]
pub struct Last {
    /// What had the focus last, and what that is in, from the inside out; empty once the reader has pointed elsewhere.
    pub path: Vec<Element>,
    /// What stood before it when it was pressed: what it brings may come to stand between.
    pub before: Option<Element>,
    /// What had the focus before it came to what it only visits.
    pub origin: Option<Element>,
}

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

/// Looks at it. The focus must not be moved meanwhile.
pub fn read<T>(read: impl FnOnce(&Last) -> T) -> T {
    LAST.with_borrow(read)
}

/// Something gets the focus.
pub fn enter(event: &FocusEvent) {
    let Some(element) = element(event.target()) else { return };
    LAST.with_borrow_mut(|last| {
        if !is_visited(&element) {
            last.origin = None;
        } else if let Some(from) = self::element(event.related_target()).filter(|from| !is_visited(from)) {
            last.origin = Some(from);
        }
        last.before = None;
        last.path = path_of(Some(element));
    });
}

/// Whoever points elsewhere leaves what has the focus.
pub fn point(event: &PointerEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    if !current().is_some_and(|focused| focused.tag_name() != "BODY" && focused.contains(target.as_ref())) {
        forget();
    }
}

/// It is left on purpose: nothing comes back to it.
pub fn forget() {
    LAST.with_borrow_mut(|last| last.path.clear());
}

/// What has the focus is pressed.
pub fn press() {
    LAST.with_borrow_mut(|last| last.before = last_before(&last.path));
}

/// An element, and what it is in, from the inside out.
pub fn path_of(element: Option<Element>) -> Vec<Element> {
    std::iter::successors(element, |element| element.parent_element()).collect()
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target.and_then(|target| target.dyn_into().ok())
}

fn is_visited(element: &Element) -> bool {
    element.closest(VISITED).ok().flatten().is_some()
}
