//! The checks: what does not work on top of everything, and the list of all.

use afterimage_model::{
    Timestamp,
    health::{HealthCheck, HealthReport},
};
use leptos::prelude::*;

use crate::{
    components::{clock::use_clock, figures::short_duration, time::Moment, time_style::TimeStyle},
    say,
};

/// The verdict, and under it each part that does not do its work, with the reason and since when.
#[component]
pub(super) fn Verdict(checks: Memo<Vec<HealthCheck>>, #[prop(into)] live: Signal<bool>) -> impl IntoView {
    let dead = Memo::new(move |_| checks.with(|checks| failing(checks)));
    move || {
        let dead = dead.get();
        let is_bad = !dead.is_empty() || !live.get();
        view! {
            <section class="verdict" class:verdict-bad=is_bad aria-label=say!("health-verdict")>
                <p class="verdict-line">
                    {badge(live.get(), say!("health-live"), say!("health-not-live"))}
                    {badge(dead.is_empty(), say!("health-ready"), say!("health-not-ready"))}
                    <span>{verdict_words(live.get(), dead.len())}</span>
                </p>
                {(!dead.is_empty()).then(|| dead_list(dead))}
            </section>
        }
    }
}

/// The checks that failed.
fn failing(checks: &[HealthCheck]) -> Vec<HealthCheck> {
    checks.iter().filter(|check| !check.ok).cloned().collect()
}

fn badge(good: bool, yes: &'static str, no: &'static str) -> impl IntoView {
    let (word, class) = if good { (yes, "badge badge-good") } else { (no, "badge badge-bad") };
    view! { <span class=class>{word}</span> }
}

fn verdict_words(live: bool, dead: usize) -> String {
    match (live, dead) {
        (false, _) => say!("health-archive-stopped").to_owned(),
        (true, 0) => say!("health-all-well").to_owned(),
        (true, dead) => say!("health-parts-dead", count = dead),
    }
}

fn dead_list(dead: Vec<HealthCheck>) -> impl IntoView {
    let entry = |check: HealthCheck| {
        view! {
            <li>
                <strong>{check.name}</strong>
                <span class="dead-reason">{check.detail}</span>
                {check.since.map(since_view)}
            </li>
        }
    };
    view! { <ul class="dead">{dead.into_iter().map(entry).collect_view()}</ul> }
}

/// `since 2026-11-22 14:09:17, for 4 min`; for how long is known once the page is alive.
fn since_view(since: Timestamp) -> impl IntoView {
    let clock = use_clock();
    // A text in any case: the page may be alive before this part of it is.
    let lasting = move || {
        let now = clock.now.get();
        now.map(|now| say!("health-lasting", duration = short_duration(now.millis_since(since)))).unwrap_or_default()
    };
    view! {
        <span class="dead-since">{say!("health-since")} " " <Moment at=since style=TimeStyle::DateAndTime /> {lasting}</span>
    }
}

/// All checks.
pub(super) fn checks_view(checks: Vec<HealthCheck>) -> impl IntoView {
    let row = |check: HealthCheck| {
        let (word, class) = state(&check);
        view! {
            <tr>
                <th scope="row">{check.name}</th>
                <td>
                    <span class=class>{word}</span>
                </td>
                <td class="check-detail">{check.detail} {check.since.map(since_view)}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x" role="group" aria-label=say!("health-checks") tabindex="0">
            <table class="grid stacked checks">
                <thead>
                    <tr>
                        <th scope="col">{say!("health-column-part")}</th>
                        <th scope="col">{say!("health-column-state")}</th>
                        <th scope="col">{say!("health-column-detail")}</th>
                    </tr>
                </thead>
                <tbody>{checks.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A failure that is tried again and may pass is neither fine nor a failure.
fn state(check: &HealthCheck) -> (&'static str, &'static str) {
    match (check.ok, check.since) {
        (true, None) => (say!("health-state-ok"), "badge badge-good"),
        (true, Some(_)) => (say!("health-state-retrying"), "badge badge-warning"),
        (false, _) => (say!("health-state-failing"), "badge badge-bad"),
    }
}

/// The checks with those on top that failed.
pub(super) fn worst_first(report: &HealthReport) -> Vec<HealthCheck> {
    let mut checks = report.checks.clone();
    checks.sort_by_key(|check| (check.ok, check.since.is_none()));
    checks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, ok: bool, since: Option<i64>) -> HealthCheck {
        let since = since.map(Timestamp::from_millis);
        HealthCheck { name: name.to_owned(), ok, detail: String::new(), since }
    }

    #[test]
    fn what_fails_comes_before_what_is_tried_again_and_before_what_works() {
        let checks = vec![check("works", true, None), check("retries", true, Some(1)), check("fails", false, Some(2))];
        let report = HealthReport {
            live: true,
            ready: false,
            checks: checks.clone(),
            streams: Vec::new(),
            started_at: Timestamp::from_millis(0),
            checked_at: Timestamp::from_millis(0),
            calls: afterimage_model::health::StreamCalls::default(),
            version: String::new(),
        };
        let names: Vec<String> = worst_first(&report).into_iter().map(|check| check.name).collect();
        assert_eq!(names, ["fails", "retries", "works"]);
        assert_eq!(failing(&checks), [check("fails", false, Some(2))]);
    }

    #[test]
    fn the_verdict_counts_what_does_not_work() {
        assert_eq!(verdict_words(true, 0), "Changes are captured, archived and shown.");
        assert_eq!(verdict_words(true, 1), "One part does not do its work.");
        assert_eq!(verdict_words(true, 3), "3 parts do not do their work.");
    }
}
