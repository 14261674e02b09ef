//! Charts above what was found: how many changes when, and which items and attributes most.

mod hottest;
mod range;

use std::fmt::Write;

use afterimage_model::{
    Op, Timestamp,
    chart::{Histogram, OpCounts},
};
use leptos::prelude::*;

use self::{
    hottest::HottestLists,
    range::{Brush, RangeFields},
};
use super::SearchRoute;
use crate::{
    api::search::{load_histogram, load_hottest},
    components::{answered::answered, error_state::ErrorState, figures::short_count, resource::resource},
    language::{self, Message},
    links, message, say,
};

/// The height of the drawing, in units.
const HEIGHT: f64 = 80.0;

/// A bar with the gap after it, and the bar alone, in units.
const STEP: usize = 10;
const WIDTH: usize = 9;

/// The layers from the bottom, with their names and classes.
const LAYERS: [(Op, Message, &str); 4] = [
    (Op::Modify, message!("search-modified"), "chart-modify"),
    (Op::Insert, message!("search-inserted"), "chart-insert"),
    (Op::Remove, message!("search-removed"), "chart-remove"),
    (Op::Baseline, message!("search-baseline"), "chart-baseline"),
];

#[component]
pub(super) fn Charts(route: SearchRoute) -> impl IntoView {
    let toggle = move || {
        let (order, from) = (route.order.get(), route.from.get());
        links::search(&route.query.get(), order, &from, !route.charts.get())
    };
    view! {
        <section class="charts" aria-labelledby="charts-heading">
            <h2 id="charts-heading">{say!("search-charts")}</h2>
            <a class="charts-toggle" href=toggle>
                {move || if route.charts.get() { say!("search-hide-charts") } else { say!("search-show-charts") }}
            </a>
            {move || route.charts.get().then(|| view! { <Shown route=route /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Shown(route: SearchRoute) -> impl IntoView {
    let query = route.query;
    let histogram = resource(move || query.get(), |query| load_histogram(query, None, None));
    let hottest = resource(move || query.get(), |query| load_hottest(query, None));
    view! {
        <Transition fallback=|| view! { <p class="loading">{say!("search-counting")}</p> }>
            {answered(histogram, move |answer| match answer {
                Ok(found) => view! { <HistogramChart route=route first=found /> }.into_any(),
                // What is wrong with a query is told below, once.
                Err(_) => ().into_any(),
            })}
        </Transition>
        <Transition>
            {answered(hottest, move |answer| match answer {
                Ok(found) => view! { <HottestLists query=query first=found /> }.into_any(),
                Err(_) => ().into_any(),
            })}
        </Transition>
    }
}

#[component]
fn HistogramChart(route: SearchRoute, first: Histogram) -> impl IntoView {
    let bars = first.bars;
    let histogram = RwSignal::new(first);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None));
    let further = move |_| {
        if busy.get_untracked() {
            return;
        }
        let (query, before) = (route.query.get_untracked(), histogram.with_untracked(|it| it.progress.next_before));
        busy.set(true);
        leptos::task::spawn_local(async move {
            match load_histogram(query, Some(bars), before).await {
                Ok(more) => {
                    histogram.try_update(|all| all.join(&more));
                }
                Err(error) => {
                    failure.try_set(Some(error));
                }
            }
            busy.try_set(false);
        });
    };
    let brush = Brush::over(bars);
    let layer = move |at: usize| move || histogram.with(|it| path(&it.counts, at));
    view! {
        <div class="histogram">
            <svg
                viewBox=format!("0 0 {} {HEIGHT}", bars.count * STEP)
                preserveAspectRatio="none"
                role="img"
                aria-label=move || histogram.with(description)
                on:pointerdown=move |event| brush.press(&event)
                on:pointermove=move |event| brush.drag(&event)
            >
                <defs>
                    <pattern id="hatch-insert" width="4" height="4" patternUnits="userSpaceOnUse">
                        <path d="M0 4L4 0" />
                    </pattern>
                    <pattern id="hatch-remove" width="4" height="4" patternUnits="userSpaceOnUse">
                        <path d="M0 2h4" />
                    </pattern>
                </defs>
                <rect
                    class="chart-brush"
                    x=move || (brush.first.get() * STEP).to_string()
                    y="0"
                    height=HEIGHT.to_string()
                    width=move || ((brush.last.get() + 1 - brush.first.get()) * STEP).to_string()
                />
                <path class="chart-modify" d=layer(0) />
                <path class="chart-insert" d=layer(1) />
                <path class="chart-insert-hatch" d=layer(1) />
                <path class="chart-remove" d=layer(2) />
                <path class="chart-remove-hatch" d=layer(2) />
                <path class="chart-baseline" d=layer(3) />
            </svg>
            <p class="chart-axis">
                <span>{written(bars.begin(0))}</span>
                <span>{say!("search-bar", long = words(bars.width_ms))}</span>
                <span>{written(bars.begin(bars.count))}</span>
            </p>
            <ul class="chart-legend">
                {LAYERS.map(|(op, name, class)| {
                    let shown = move || {
                        let count = histogram.with(|it| short_count(it.total().of(op)));
                        say!("search-legend", count = count, name = name.text(language::current()))
                    };
                    view! {
                        <li>
                            <span class=class aria-hidden="true"></span>
                            {shown}
                        </li>
                    }
                }).collect_view()}
            </ul>
            <RangeFields brush=brush route=route />
            <p class="quiet" role="status">
                {move || histogram.with(|it| counted(it.progress.scanned, it.progress.total))}
                " "
                <button
                    type="button"
                    class="button"
                    hidden=move || histogram.with(|it| it.progress.next_before.is_none())
                    aria-busy=move || busy.get().then_some("true")
                    on:click=further
                >
                    {say!("search-count-further")}
                </button>
            </p>
            {move || failure.get().map(|error| view! { <ErrorState error=error /> })}
            <details class="chart-table">
                <summary>{say!("search-as-table")}</summary>
                <div class="scroll-x" role="group" aria-label=say!("search-over-time") tabindex="0">
                    {move || histogram.with(table)}
                </div>
            </details>
        </div>
    }
    .into_any()
}

fn counted(scanned: u64, total: u64) -> String {
    if scanned >= total {
        return say!("search-all-counted", total = short_count(total));
    }
    say!("search-counted", scanned = short_count(scanned), total = short_count(total))
}

/// A layer of all bars as one path, on those below it.
fn path(counts: &[OpCounts], layer: usize) -> String {
    let highest = counts.iter().map(OpCounts::total).max().unwrap_or(0).max(1);
    let height = |changes: u64| changes as f64 * HEIGHT / highest as f64;
    let mut path = String::new();
    for (at, counts) in counts.iter().enumerate() {
        let below: u64 = LAYERS[..layer].iter().map(|(op, ..)| counts.of(*op)).sum();
        let changes = counts.of(LAYERS[layer].0);
        if changes > 0 {
            let (x, y, tall) = (at * STEP, HEIGHT - height(below), height(changes));
            // Writing into a string cannot fail.
            let _ = write!(path, "M{x} {y:.1}h{WIDTH}v-{tall:.1}h-{WIDTH}z");
        }
    }
    path
}

fn description(histogram: &Histogram) -> String {
    let total = histogram.total();
    let bars = histogram.bars;
    say!(
        "search-chart",
        from = written(bars.begin(0)),
        to = written(bars.begin(bars.count)),
        modified = total.modify,
        inserted = total.insert,
        removed = total.remove,
        baseline = total.baseline
    )
}

fn table(histogram: &Histogram) -> impl IntoView + use<> {
    let bars = histogram.bars;
    let row = |(at, counts): (usize, &OpCounts)| {
        view! {
            <tr>
                <th scope="row">{written(bars.begin(at))}</th>
                {LAYERS.map(|(op, ..)| view! { <td>{counts.of(op)}</td> }).collect_view()}
            </tr>
        }
    };
    let rows = histogram.counts.iter().enumerate().filter(|(_, counts)| counts.total() > 0).map(row).collect_view();
    view! {
        <table class="grid">
            <thead>
                <tr>
                    <th scope="col">{say!("search-from-utc")}</th>
                    {LAYERS.map(|(_, name, _)| view! { <th scope="col">{name.text(language::current())}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// `2026-11-22 14:09`, in UTC as queries are.
fn written(at: Timestamp) -> String {
    format!("{} {}", at.date(), &at.time_of_day()[.."14:09".len()])
}

/// `5 minutes`.
fn words(width_ms: i64) -> String {
    match width_ms / 60_000 {
        minutes if minutes % 1_440 == 0 => say!("search-days", count = minutes / 1_440),
        minutes if minutes % 60 == 0 => say!("search-hours", count = minutes / 60),
        minutes => say!("search-minutes", count = minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_stand_on_each_other() {
        let counts = [OpCounts::default(), OpCounts { insert: 4, modify: 8, remove: 4, baseline: 0 }];
        assert_eq!(path(&counts, 0), "M10 80.0h9v-40.0h-9z");
        assert_eq!(path(&counts, 1), "M10 40.0h9v-20.0h-9z");
        assert_eq!(path(&counts, 2), "M10 20.0h9v-20.0h-9z");
    }

    #[test]
    fn a_bars_width_is_told_in_the_largest_unit_that_fits() {
        let told = [1, 5, 60, 180, 1_440, 10_080].map(|minutes| words(minutes * 60_000));
        assert_eq!(told, ["1 minute", "5 minutes", "1 hour", "3 hours", "1 day", "7 days"]);
    }
}
