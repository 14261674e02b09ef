//! What was trimmed from a stream before it was read: shown, never silent.

use leptos::prelude::*;

use crate::{components::time::Moment, model::table::Gap};

/// The most gaps listed; the figure above counts them all.
const MAX_LISTED: usize = 100;

/// The gaps of all tables, newest first.
#[component]
pub fn Gaps(
    /// The gaps.
    gaps: RwSignal<Vec<Gap>>,
) -> impl IntoView {
    // Compared, so that nothing is drawn anew while nothing changes.
    let gaps = Memo::new(move |_| gaps.get());
    view! {
        <section class="table-section" id="gaps" aria-labelledby="gaps-heading">
            <header>
                <h2 id="gaps-heading">"Gaps"</h2>
            </header>
            {move || {
                let gaps = gaps.get();
                if gaps.is_empty() { none().into_any() } else { list(gaps).into_any() }
            }}
        </section>
    }
}

fn none() -> impl IntoView {
    view! {
        <p class="page-note">
            "None. A stream keeps its records for 24 hours; if any were dropped before they were read, the stretch would be listed here."
        </p>
    }
}

fn list(gaps: Vec<Gap>) -> impl IntoView {
    let number = |number: Option<String>, none: &'static str| number.unwrap_or_else(|| none.to_owned());
    let row = move |gap: Gap| {
        let after = number(gap.after_sequence_number.map(|number| number.to_string()), "the shard's beginning");
        let until = number(gap.until_sequence_number.map(|number| number.to_string()), "not known");
        view! {
            <tr>
                <th scope="row">{gap.table}</th>
                <td>{cause_words(&gap.cause)}</td>
                <td>
                    <Moment at=gap.detected_at />
                </td>
                <td data-label="After" class="mono">{after}</td>
                <td data-label="Until" class="mono">{until}</td>
                <td data-label="Shard" class="mono shard-id">{gap.shard_id}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x" role="group" aria-label="Gaps" tabindex="0">
            <table class="grid stacked">
                <thead>
                    <tr>
                        <th scope="col">"Table"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Noticed"</th>
                        <th scope="col">"After"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col">"Shard"</th>
                    </tr>
                </thead>
                <tbody>{gaps.into_iter().take(MAX_LISTED).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn cause_words(cause: &str) -> String {
    match cause {
        "trimmed" => "records older than 24 hours were dropped unread",
        "shard_gone" => "the shard was dropped before it was read to its end",
        "stream_gone" => "the stream was deleted before it was read to its end",
        other => other,
    }
    .to_owned()
}
