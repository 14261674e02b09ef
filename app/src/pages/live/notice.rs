//! Says why nothing arrives, or late, and what is being done about it. It lies over the list's foot: when it comes, no
//! row moves.

use afterimage_model::Timestamp;
use leptos::prelude::*;

use super::Live;
#[cfg(any(test, feature = "hydrate"))]
use crate::components::figures::{exact_count, short_duration};
use crate::{components::clock::use_clock, feed::connection::Connection, say};

/// A lag of less than this is not worth a word, in milliseconds.
#[cfg(any(test, feature = "hydrate"))]
const LAG_WORTH_TELLING_MS: u64 = 10_000;

/// A page that is no more changes behind than this catches up before that is read.
#[cfg(any(test, feature = "hydrate"))]
const BEHIND_WORTH_TELLING: u64 = 2_000;

/// The notice; nothing while all is well.
#[component]
pub(super) fn ConnectionNotice(live: Live) -> impl IntoView {
    let clock = use_clock();
    let trouble = move || live.connection.with(|connection| connection.trouble().map(str::to_owned));
    // Said aloud once; the seconds beside it are not.
    let sentence = move || match trouble() {
        Some(reason) => Some(say!("live-not-connected", reason = reason)),
        None => live.late.get(),
    };
    let next = move || live.connection.with(|connection| next_attempt(connection, clock.now.get()));
    view! {
        <div class="live-notice" hidden=move || sentence().is_none()>
            <p role="status">{sentence}</p>
            <p class="quiet" hidden=move || trouble().is_none()>
                {next}
                " "
                {say!("live-not-missed")}
            </p>
            <button
                type="button"
                class="button"
                hidden=move || trouble().is_none()
                on:click=move |_| live.retries.update(|retries| *retries += 1)
            >
                {say!("live-try-now")}
            </button>
        </div>
    }
    .into_any()
}

/// What is being done about a lost connection.
fn next_attempt(connection: &Connection, now: Option<Timestamp>) -> String {
    let Connection::Lost { again_at, .. } = connection else { return say!("live-trying-now").to_owned() };
    let wait_ms = now.map_or(0, |now| again_at.millis_since(now));
    match (wait_ms + 999) / 1_000 {
        ..=0 => say!("live-trying-now").to_owned(),
        seconds => say!("live-trying-in", seconds = seconds),
    }
}

/// What is late, and why: the slowest shard's reader is so far behind, and so many archived changes have not come to
/// this page yet.
#[cfg(any(test, feature = "hydrate"))]
pub(super) fn late(lag_ms: u64, behind: u64) -> Option<String> {
    if behind > BEHIND_WORTH_TELLING {
        return Some(say!("live-catching-up", count = exact_count(behind)));
    }
    (lag_ms > LAG_WORTH_TELLING_MS).then(|| {
        let lag = short_duration(i64::try_from(lag_ms).unwrap_or(i64::MAX));
        say!("live-behind", lag = lag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_what_is_late_and_only_when_that_matters() {
        assert_eq!(late(9_000, 1_999), None);
        assert_eq!(late(0, 12_345).as_deref(), Some("Catching up: 12,345 archived changes are still to come here."));
        assert!(late(40_000, 0).is_some_and(|told| told.starts_with("Behind by 40 s")));
    }

    #[test]
    fn it_tells_when_the_next_attempt_is() {
        let at = Timestamp::from_millis;
        let lost = Connection::Lost { reason: String::new(), again_at: at(10_000) };
        assert_eq!(next_attempt(&lost, Some(at(6_100))), "Trying again in 4 s.");
        assert_eq!(next_attempt(&lost, Some(at(10_100))), "Trying again now.");
        assert_eq!(next_attempt(&Connection::Connecting { after: None }, None), "Trying again now.");
    }
}
