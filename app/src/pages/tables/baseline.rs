//! Version 0 of items that are older than capture: asked for, and how the scan fares.

use afterimage_model::table::{BaselineStatus, StreamState, TableStatus};
use leptos::prelude::*;

use crate::{
    api::take_baseline,
    browser::focus,
    components::{
        figures::{self, short_count},
        icons::{Glyph, Icon},
        time::Moment,
        time_style::TimeStyle,
    },
    say,
};

/// The button, and the last scan's progress.
#[component]
pub fn Baseline(
    /// The table's name.
    name: String,
    /// The table.
    table: Memo<Option<TableStatus>>,
    /// Asks for the tables again.
    reload: Callback<()>,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let status = Memo::new(move |_| table.with(|table| table.as_ref().and_then(|table| table.baseline.clone())));
    let has_gaps = Memo::new(move |_| table.with(|table| table.as_ref().is_some_and(|table| table.gaps > 0)));
    let is_there = Memo::new(move |_| {
        table.with(|table| table.as_ref().is_some_and(|table| !matches!(table.stream, StreamState::TableGone)))
    });
    let is_under_way =
        Memo::new(move |_| status.with(|status| status.as_ref().is_some_and(|status| status.finished_at.is_none())));
    let take = move |_| {
        let name = name.clone();
        leptos::task::spawn_local(async move {
            problem.try_set(take_baseline(name).await.err().map(|error| error.to_string()));
            reload.try_run(());
        });
    };
    let button = move || {
        let take = take.clone();
        is_there.get().then(|| {
            view! {
                <button type="button" class="button" disabled=is_under_way title=say!("tables-baseline-purpose") on:click=take>
                    {move || if is_under_way.get() { say!("tables-baseline-taking") } else { say!("tables-baseline-take") }}
                </button>
            }
        })
    };
    let why = move || {
        let words = if has_gaps.get() { say!("tables-baseline-after-gap") } else { say!("tables-baseline-purpose") };
        status.with(Option::is_none).then(|| view! { <span class="quiet">{words}</span> })
    };
    let control = NodeRef::new();
    focus::keep_within(control, move || is_under_way.track());
    view! {
        <div class="stream-control baseline" node_ref=control tabindex="-1">
            {button} {move || status.get().map(progress)} {why}
            <div role="status">{move || problem.get().map(|problem| view! { <p class="stream-refusal">{problem}</p> })}</div>
        </div>
    }
}

fn progress(status: BaselineStatus) -> impl IntoView {
    let scanned = figures::items(status.items_scanned);
    let added = status.items_added;
    let added = say!("tables-baseline-added", count = added, shown = short_count(added));
    let done = match (status.finished_at, status.items_expected.filter(|expected| *expected > 0)) {
        (Some(at), _) => view! {
            <span class="quiet">
                {say!("tables-baseline-done", scanned = scanned, added = added)} " " <Moment at=at style=TimeStyle::Ago />
            </span>
        }
        .into_any(),
        (None, Some(expected)) => view! {
            <progress max=expected.to_string() value=status.items_scanned.min(expected).to_string() aria-label=say!("tables-baseline")></progress>
            <span class="quiet">
                {say!("tables-baseline-of", scanned = scanned, expected = short_count(expected), added = added)}
            </span>
        }
        .into_any(),
        (None, None) => view! {
            <progress aria-label=say!("tables-baseline")></progress>
            <span class="quiet">{say!("tables-baseline-so-far", scanned = scanned, added = added)}</span>
        }
        .into_any(),
    };
    let problem = status.problem.map(|problem| {
        view! {
            <p class="baseline-problem">
                <Icon glyph=Glyph::Warning />
                {problem}
            </p>
        }
    });
    view! { {done} {problem} }
}
