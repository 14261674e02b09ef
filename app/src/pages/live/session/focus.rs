//! The row that the keyboard is on: a list that moves must not take it away, and Tab comes back to it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    super::{Pause, numbered::number_of, tab_stop::InSight},
    Session,
    browser::Workings,
};
use crate::browser::focus::{self, Target, When};

impl Workings {
    /// Stops the list, as it was shown last, where what came since would push the row that the keyboard is on out of
    /// sight; whether it did.
    pub(super) fn stops_for_focus(&self) -> bool {
        let session = self.session;
        let Some(number) = self.lost_number() else { return false };
        if session.with(|store| number < store.start()) {
            // It was cleared away.
            return false;
        }
        session.store.try_update_value(|store| store.pause_at(self.fresh_from.get()));
        session.live.pause.set(Pause::ByFocus);
        true
    }

    /// The list goes on, and would stop at once for the row that the keyboard is on: the keyboard goes to the button
    /// that stops it again.
    pub(super) fn let_go_of_focus(&self) {
        if self.lost_number().is_some() {
            focus::request(Target::Selector(".pause"), When::Now);
        }
    }

    /// The number of the row that the keyboard is on, if showing everything would take it out of sight. Who has only
    /// clicked a row has it marked while it is in the drawer, and wants to see the list go on.
    fn lost_number(&self) -> Option<i64> {
        let link = focused(self.session).filter(|link| link.matches(":focus-visible").unwrap_or(false))?;
        let number = number_of(&link)?;
        let height = self.session.scroller.get_untracked()?.client_height();
        #[allow(clippy::cast_possible_truncation, reason = "a few dozen rows")]
        let seen = (f64::from(height) / self.session.row_height()) as i64;
        (self.session.with(|store| store.latest_end()) - number > seen).then_some(number)
    }
}

impl Workings {
    /// Makes one row the list's only stop. Done when Tab is pressed, for until then the rows are bound anew all the time.
    pub(super) fn choose_tab_stop(&self) {
        let session = self.session;
        let Some(scroller) = session.scroller.get_untracked() else { return };
        let (start, end) = session.with(|store| (store.start(), store.end()));
        let (top, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
        let in_sight = InSight::of(start..end, top, height, session.row_height());
        let stop = in_sight.tab_stop(session.last_focused.get_value());
        for link in self.elements.iter().filter_map(|row| row.query_selector("a").ok().flatten()) {
            let is_stop = number_of(&link) == stop;
            // It fails only for names that are none.
            drop(link.set_attribute("tabindex", if is_stop { "0" } else { "-1" }));
        }
    }
}

/// The focus has come to an element of a row: Tab comes back to it.
pub(in super::super) fn entered(session: Session, target: Option<web_sys::EventTarget>) {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(number) = element.and_then(|element| number_of(&element)) {
        session.last_focused.set_value(Some(number));
    }
}

/// The focus has left an element of a row. Once it is clear where to: a list that stood still for its sake goes on.
pub(in super::super) fn left(session: Session) {
    request_animation_frame(move || {
        let pause = session.live.pause;
        if pause.try_get_untracked() == Some(Pause::ByFocus) && focused(session).is_none() {
            pause.set(Pause::Off);
        }
    });
}

/// What has the focus, if that is in a row.
fn focused(session: Session) -> Option<web_sys::Element> {
    let rows = session.rows.try_get_untracked()??;
    focus::current().filter(|element| rows.contains(Some(element)))
}
