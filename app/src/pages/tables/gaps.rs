//! What was trimmed from a stream before it was read: shown, never silent.

use afterimage_model::table::Gap;
use leptos::prelude::*;

use crate::{components::time::Moment, say};

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
                <h2 id="gaps-heading">{say!("tables-gaps")}</h2>
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
            {say!("tables-gaps-none")}
        </p>
    }
}

fn list(gaps: Vec<Gap>) -> impl IntoView {
    let number = |number: Option<String>, none: &'static str| number.unwrap_or_else(|| none.to_owned());
    let row = move |gap: Gap| {
        let after =
            number(gap.after_sequence_number.map(|number| number.to_string()), say!("tables-gap-from-beginning"));
        let until =
            number(gap.until_sequence_number.map(|number| number.to_string()), say!("tables-gap-until-unknown"));
        view! {
            <tr>
                <th scope="row">{gap.table}</th>
                <td>{cause_words(&gap.cause)}</td>
                <td>
                    <Moment at=gap.detected_at />
                </td>
                <td data-label=say!("tables-column-after") class="mono">{after}</td>
                <td data-label=say!("tables-column-until") class="mono">{until}</td>
                <td data-label=say!("tables-column-shard") class="mono shard-id">{gap.shard_id}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x" role="group" aria-label=say!("tables-gaps") tabindex="0">
            <table class="grid stacked">
                <thead>
                    <tr>
                        <th scope="col">{say!("tables-column-table")}</th>
                        <th scope="col">{say!("tables-column-why")}</th>
                        <th scope="col">{say!("tables-column-noticed")}</th>
                        <th scope="col">{say!("tables-column-after")}</th>
                        <th scope="col">{say!("tables-column-until")}</th>
                        <th scope="col">{say!("tables-column-shard")}</th>
                    </tr>
                </thead>
                <tbody>{gaps.into_iter().take(MAX_LISTED).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn cause_words(cause: &str) -> String {
    match cause {
        "trimmed" => say!("tables-gap-trimmed"),
        "shard_gone" => say!("tables-gap-shard-gone"),
        "stream_gone" => say!("tables-gap-stream-gone"),
        other => other,
    }
    .to_owned()
}
