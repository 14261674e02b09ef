//! A stretch of time chosen among the bars, by pointer or by keyboard, and what makes it part of the query.

use afterimage_model::{chart::Bars, query::Span};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{super::SearchRoute, written};
use crate::say;

/// A stretch of bars, both ends included.
#[derive(Clone, Copy)]
pub(super) struct Brush {
    pub(super) first: RwSignal<usize>,
    pub(super) last: RwSignal<usize>,
    bars: Bars,
}

impl Brush {
    /// Over all bars.
    pub(super) fn over(bars: Bars) -> Self {
        Self { first: RwSignal::new(0), last: RwSignal::new(bars.count - 1), bars }
    }

    pub(super) fn press(self, event: &leptos::ev::PointerEvent) {
        if let Some(bar) = self.bar_under(event) {
            self.first.set(bar);
            self.last.set(bar);
        }
    }

    pub(super) fn drag(self, event: &leptos::ev::PointerEvent) {
        if event.buttons() & 1 == 0 {
            return;
        }
        if let Some(bar) = self.bar_under(event) {
            if bar < self.first.get_untracked() {
                self.first.set(bar);
            } else {
                self.last.set(bar);
            }
        }
    }

    #[cfg(feature = "hydrate")]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bars")]
    fn bar_under(self, event: &leptos::ev::PointerEvent) -> Option<usize> {
        use wasm_bindgen::JsCast;
        let drawing = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
        let route = drawing.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - route.left()) / route.width().max(1.0);
        Some(((share * self.bars.count as f64).max(0.0) as usize).min(self.bars.count - 1))
    }

    #[cfg(not(feature = "hydrate"))]
    #[expect(clippy::unused_self, reason = "nobody points at anything on the server")]
    fn bar_under(self, _: &leptos::ev::PointerEvent) -> Option<usize> {
        None
    }

    fn span(self) -> Option<Span> {
        Span::new(Some(self.bars.begin(self.first.get())), Some(self.bars.begin(self.last.get() + 1)))
    }
}

/// The same stretch by keyboard, and what makes it part of the query.
#[component]
pub(super) fn RangeFields(brush: Brush, route: SearchRoute) -> impl IntoView {
    let navigate = use_navigate();
    let last_bar = (brush.bars.count - 1).to_string();
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(span) = untrack(|| brush.span()) {
            let query = route.query.with_untracked(|query| within(query, span));
            navigate(&route.with_query(&query), NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    };
    let chosen = move || {
        let (from, to) = (brush.bars.begin(brush.first.get()), brush.bars.begin(brush.last.get() + 1));
        say!("search-range", from = written(from), to = written(to))
    };
    let number = |text: String| text.parse::<usize>().unwrap_or(0);
    view! {
        <form class="chart-range" on:submit=apply>
            <label>
                {say!("search-from")}
                " "
                <input
                    type="range"
                    min="0"
                    max=last_bar.clone()
                    value="0"
                    prop:value=move || brush.first.get().to_string()
                    aria-valuetext=move || written(brush.bars.begin(brush.first.get()))
                    on:input:target=move |event| {
                        let bar = number(event.target().value());
                        brush.first.set(bar);
                        brush.last.update(|last| *last = (*last).max(bar));
                    }
                />
            </label>
            <label>
                {say!("search-to")}
                " "
                <input
                    type="range"
                    min="0"
                    max=last_bar.clone()
                    value=last_bar
                    prop:value=move || brush.last.get().to_string()
                    aria-valuetext=move || written(brush.bars.begin(brush.last.get() + 1))
                    on:input:target=move |event| {
                        let bar = number(event.target().value());
                        brush.last.set(bar);
                        brush.first.update(|first| *first = (*first).min(bar));
                    }
                />
            </label>
            <output>{chosen}</output>
            <button type="submit" class="button">
                {say!("search-only-this-time")}
            </button>
        </form>
    }
}

/// The query for a stretch of time, in the place of the times that it had as terms of its own.
fn within(query: &str, span: Span) -> String {
    let mut in_quotes = false;
    let terms = query.split(|character: char| {
        in_quotes ^= character == '"';
        character == ' ' && !in_quotes
    });
    let others: Vec<&str> = terms.filter(|term| !term.is_empty() && !term.starts_with("at:")).collect();
    let others = others.join(" ");
    let is_alternative = others.split(' ').any(|term| term == "OR");
    match (others.is_empty(), is_alternative) {
        (true, _) => format!("at:{span}"),
        (false, true) => format!("({others}) at:{span}"),
        (false, false) => format!("{others} at:{span}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::Timestamp;

    #[test]
    fn a_time_takes_the_place_of_the_one_before() {
        let span = "2026-11-22T14:00:00Z".parse::<Timestamp>().expect("a time");
        let span = Span::new(Some(span), Some(Timestamp::from_millis(span.as_millis() + 60_000))).expect("a span");
        assert_eq!(within("op:modify at:-1d.. \"a at:b\"", span), "op:modify \"a at:b\" at:2026-11-22T14:00Z");
        assert_eq!(within("a OR b", span), "(a OR b) at:2026-11-22T14:00Z");
        assert_eq!(within("", span), "at:2026-11-22T14:00Z");
    }
}
