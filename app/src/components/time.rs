//! Points in time: rendered in UTC by the server, in the reader's zone once the page is alive.

use afterimage_model::Timestamp;
use leptos::prelude::*;

use super::{clock::use_clock, time_style::TimeStyle};

/// A `<time>`; hovering tells the exact time in UTC.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
    /// How it is written.
    #[prop(optional)]
    style: TimeStyle,
) -> impl IntoView {
    let clock = use_clock();
    let exact = at.to_string();
    let text = move || clock.tell(at, style);
    view! {
        <time datetime=exact.clone() title=exact>
            {text}
        </time>
    }
}
