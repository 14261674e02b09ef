//! Whether the program does its work, and how well.

mod checks;
mod streams;

use std::time::Duration;

use afterimage_model::health::{HealthReport, Overview, StreamCalls};
use leptos::{prelude::*, task::spawn_local};

use self::{
    checks::{Verdict, checks_view, worst_first},
    streams::streams_view,
};
use crate::{
    api::{PageError, load_health, load_overview},
    components::{
        answered::answered,
        error_state::ErrorState,
        figures::{short_count, short_duration, short_size},
        page_head::PageHead,
        resource::resource,
        source::source_words,
        time::Moment,
        time_style::TimeStyle,
    },
    language, pieces, say,
};

/// How often the report is asked for while the page is seen.
const REFRESH: Duration = Duration::from_secs(4);

/// What the page shows.
type Report = (HealthReport, Overview);

/// `/health`.
#[component]
pub fn HealthPage() -> impl IntoView {
    let first = resource(|| (), |()| load());
    view! {
        <PageHead title=say!("health-title") />
        <div class="health-page" data-testid="health-page">
            <Transition fallback=|| view! { <p class="loading">{say!("health-loading")}</p> }>
                {answered(first, move |answer| match answer {
                    Ok(report) => view! { <ReportView first=report /> }.into_any(),
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                })}
            </Transition>
        </div>
    }
}

async fn load() -> Result<Report, PageError> {
    Ok((load_health().await?, load_overview().await?))
}

#[component]
fn ReportView(first: Report) -> impl IntoView {
    let report = RwSignal::new(first);
    let problem = RwSignal::new(None::<PageError>);
    refresh(report, problem);
    let live = Memo::new(move |_| report.with(|(health, _)| health.live));
    let checks = Memo::new(move |_| report.with(|(health, _)| worst_first(health)));
    let streams = Memo::new(move |_| report.with(|(health, _)| health.streams.clone()));
    let [before, and, api, after] = pieces!("health-for-programs");
    view! {
        <div role="status">
            {move || {
                problem.get().map(|error| view! {
                    <p class="notice notice-warning">{say!("health-outdated", error = error.to_string())}</p>
                })
            }}
        </div>
        <Verdict checks=checks live=live />
        <Figures report=report />
        <section class="table-section" aria-labelledby="streams-heading">
            <header>
                <h2 id="streams-heading">{say!("health-streams")}</h2>
            </header>
            {move || streams_view(streams.get())}
        </section>
        <section class="table-section" aria-labelledby="checks-heading">
            <header>
                <h2 id="checks-heading">{say!("health-checks")}</h2>
            </header>
            {move || checks_view(checks.get())}
        </section>
        <p class="page-note">
            {before} <a href="/api/v1/health" rel="external">
                "/api/v1/health"
            </a> {and} <a href="/metrics" rel="external">
                "/metrics"
            </a> {api} <a href="/api/v1/openapi.json" rel="external">
                "/api/v1/openapi.json"
            </a> {after}
        </p>
    }
}

/// Asks again and again while the page is seen.
fn refresh(report: RwSignal<Report>, problem: RwSignal<Option<PageError>>) {
    Effect::new(move |_| {
        let ask = move || {
            if document().hidden() {
                return;
            }
            spawn_local(async move {
                match load().await {
                    Ok(now) => {
                        report.try_set(now);
                        problem.try_set(None);
                    }
                    Err(error) => drop(problem.try_set(Some(error))),
                }
            });
        };
        if let Ok(interval) = set_interval_with_handle(ask, REFRESH) {
            on_cleanup(move || interval.clear());
        }
    });
}

#[component]
fn Figures(report: RwSignal<Report>) -> impl IntoView {
    let fact = move |name: &'static str, words: fn(&Report) -> String| {
        let words = Memo::new(move |_| report.with(words));
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{move || words.get()}</dd>
            </div>
        }
    };
    let last = Memo::new(move |_| report.with(|(_, overview)| overview.last_archived_at));
    let last_archived = move || match last.get() {
        Some(at) => view! { <Moment at=at style=TimeStyle::Ago /> }.into_any(),
        None => say!("health-nothing-yet").into_any(),
    };
    view! {
        <dl class="table-facts">
            {fact(say!("health-fact-version"), |(health, _)| health.version.clone())}
            {fact(
                say!("health-fact-running-for"),
                |(health, _)| short_duration(health.checked_at.millis_since(health.started_at)),
            )} {fact(say!("health-fact-source"), |(_, overview)| source_words(&overview.endpoint))}
            {fact(say!("health-fact-tables"), |(_, overview)| overview.tables.to_string())}
            {fact(say!("health-fact-open-shards"), |(_, overview)| overview.shards.to_string())}
            {fact(say!("health-fact-changes"), |(_, overview)| overview.changes.to_string())}
            {fact(say!("health-fact-items"), |(_, overview)| overview.items.to_string())}
            {fact(say!("health-fact-gaps"), |(_, overview)| overview.gaps.to_string())}
            {fact(say!("health-fact-archive-on-disk"), |(_, overview)| short_size(overview.archive_size_bytes))}
            {fact(say!("health-fact-per-change"), |(_, overview)| bytes_per_change(overview))}
            {fact(say!("health-fact-lag"), |(_, overview)| lag_words(overview.lag_ms))}
            {fact(say!("health-fact-stream-reads"), |(health, _)| reads_words(health.calls))}
            <div>
                <dt>{say!("health-fact-last-archived")}</dt>
                <dd>{last_archived}</dd>
            </div>
        </dl>
    }
}

fn bytes_per_change(overview: &Overview) -> String {
    overview.archive_size_bytes.checked_div(overview.changes).map_or_else(|| "—".to_owned(), short_size)
}

fn lag_words(lag_ms: Option<u64>) -> String {
    lag_ms.map_or_else(
        || say!("health-lag-unknown").to_owned(),
        |lag| short_duration(i64::try_from(lag).unwrap_or(i64::MAX)),
    )
}

/// What reading costs at Amazon; elsewhere it shows what it would.
fn reads_words(calls: StreamCalls) -> String {
    let cents = calls.cents_a_month();
    let mark = language::current().decimal_mark();
    let price = match cents {
        0 => say!("health-reads-free").to_owned(),
        cents => format!("{}{mark}{:02} USD", cents / 100, cents % 100),
    };
    say!("health-reads", reads = short_count(calls.get_records_a_month), price = price)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_told_with_their_price() {
        let reads = |get_records_a_month| reads_words(StreamCalls { get_records_a_month, describe_stream_a_month: 0 });
        assert_eq!(reads(2_400_000), "2.4 M a month at this pace, free at us-east-1's prices");
        assert_eq!(reads(9_000_000), "9.0 M a month at this pace, 1.30 USD at us-east-1's prices");
    }
}
