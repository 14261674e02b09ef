//! The list under the keyboard and the mouse.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    Live, Pause,
    numbered::number_of,
    session::{Session, browser::Handle},
};
use crate::browser::{
    focus::{self, Target, When},
    keyboard::is_typing,
};

/// From here on the drawer has its place beside the list; the stylesheet has the same.
const BESIDE: &str = "(min-width: 901px)";

/// Listens on the whole page: Tab comes to one row of the list, Space stops and goes on, `j` and `k` move, Escape closes
/// the drawer.
pub(super) fn listen(live: Live, session: Session, handle: Handle) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Tab" {
            return handle.choose_tab_stop();
        }
        if is_typing(&event) {
            return;
        }
        match event.key().as_str() {
            " " if !is_on_control(&event) => live.toggle(),
            "c" => live.clear(),
            "j" => step(live, session, handle, -1),
            "k" => step(live, session, handle, 1),
            "Escape" if live.shown.get_untracked().is_some() => super::drawer::close(live),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

/// Whether Space already presses what has the focus.
fn is_on_control(event: &leptos::ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "SUMMARY"))
}

/// A click on a row shows its change in the drawer where there is room for one; else it leads to the change's page,
/// as the link says.
pub(super) fn open_beside(live: Live, session: Session, event: &leptos::ev::MouseEvent) {
    let plain = event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key();
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let has_room = window().match_media(BESIDE).ok().flatten().is_some_and(|query| query.matches());
    let Some(number) = element.filter(|_| plain && has_room).and_then(|element| number_of(&element)) else { return };
    if let Some(id) = session.with(|store| store.get(number).map(|change| change.id)) {
        // One that is not loaded yet has no link either.
        event.prevent_default();
        live.show.run(Some(id));
    }
}

/// Arrow keys go from row to row, for who is in the list: there they need not be turned off.
pub(super) fn walk(live: Live, session: Session, handle: Handle, event: &leptos::ev::KeyboardEvent) {
    let direction = match event.key().as_str() {
        "ArrowDown" => -1,
        "ArrowUp" => 1,
        _ => return,
    };
    if !is_typing(event) {
        // Or the list would be scrolled, too.
        event.prevent_default();
        step(live, session, handle, direction);
    }
}

/// Goes to the next newer (1) or older (−1) change, and takes the drawer along.
fn step(live: Live, session: Session, handle: Handle, direction: i64) {
    let focused = focus::current().and_then(|element| number_of(&element));
    let in_drawer = || session.with(|store| live.shown.get_untracked().and_then(|id| store.number_of(id)));
    let (start, end) = session.with(|store| (store.start(), store.end()));
    if start == end {
        return;
    }
    let from = focused.or_else(in_drawer);
    let to = from.map_or(end - 1, |from| from + direction).clamp(start, end - 1);
    bring_into_view(live, session, handle, end - 1 - to);
    if let Some(link) = handle.element(to).and_then(|row| row.query_selector("a").ok().flatten()) {
        focus::request(Target::Element(link), When::Now);
    }
    let id = session.with(|store| store.get(to).map(|change| change.id));
    if live.shown.get_untracked().is_some() && id.is_some() {
        live.show.run(id);
    }
}

/// Scrolls just as far as it takes; away from the top the list stops.
#[allow(clippy::cast_possible_truncation, reason = "a few thousand rows")]
fn bring_into_view(live: Live, session: Session, handle: Handle, rows_above: i64) {
    let Some(scroller) = session.scroller.get_untracked() else { return };
    let row_height = session.row_height() as i64;
    let row_top = (rows_above * row_height) as i32;
    let lowest_top = row_top + row_height as i32 - scroller.client_height();
    if row_top < scroller.scroll_top() {
        scroller.set_scroll_top(row_top);
    } else if lowest_top > scroller.scroll_top() {
        live.pause.update(|pause| *pause = if *pause == Pause::Off { Pause::ByScroll } else { *pause });
        scroller.set_scroll_top(lowest_top);
    }
    handle.scrolled();
}
