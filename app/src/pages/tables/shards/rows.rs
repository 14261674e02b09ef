//! The shards as rows of a table: the same content as the graph's, for whoever reads better so.

use std::collections::{HashMap, HashSet};

use afterimage_model::{
    Timestamp,
    table::{ShardStatus, StreamState},
};
use leptos::prelude::*;

use super::{
    Known,
    forest::key_of,
    phase::ShardPhase,
    words::{attempts_words, card_id, progress_words, state_words},
};
use crate::{
    components::{figures, time::Moment, time_style::TimeStyle},
    say,
};

/// How many rows are shown at once.
const ROWS_A_PAGE: usize = 50;

/// The table.
#[component]
pub(super) fn Rows(known: Known, stream: Memo<Option<StreamState>>) -> impl IntoView {
    let phases = Memo::new(move |_| {
        let stream = stream.get().unwrap_or(StreamState::Unknown { reason: String::new() });
        known.shards.with(|shards| phases(shards, &stream))
    });
    let keys = Memo::new(move |_| known.shards.with(|shards| phases.with(|phases| ordered(shards, phases))));
    let page = RwSignal::new(0_usize);
    let pages = Memo::new(move |_| keys.with(|keys| keys.len().div_ceil(ROWS_A_PAGE).max(1)));
    let shown = Memo::new(move |_| {
        let from = page.get().min(pages.get() - 1) * ROWS_A_PAGE;
        keys.with(|keys| keys.iter().skip(from).take(ROWS_A_PAGE).cloned().collect::<Vec<_>>())
    });
    let row = move |key: String| row_view(known, key, phases);
    let label = known.table.with_value(|table| say!("tables-shards-of", table = table.as_str()));
    view! {
        <div class="scroll-x" role="group" aria-label=label tabindex="0">
            <table class="grid shard-rows">
                <thead>
                    <tr>
                        <th scope="col">{say!("tables-column-shard")}</th>
                        <th scope="col">{say!("tables-column-state")}</th>
                        <th scope="col">{say!("tables-column-behind")}</th>
                        <th scope="col">{say!("tables-column-caught-up-at")}</th>
                        <th scope="col">{say!("tables-column-last-read")}</th>
                        <th scope="col">{say!("tables-column-parent")}</th>
                        <th scope="col">{say!("tables-column-checkpoint")}</th>
                        <th scope="col">{say!("tables-column-last-error")}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || shown.get() key=Clone::clone children=row />
                </tbody>
            </table>
        </div>
        {move || (pages.get() > 1).then(|| pager(page, pages, keys))}
    }
    .into_any()
}

fn pager(page: RwSignal<usize>, pages: Memo<usize>, keys: Memo<Vec<String>>) -> impl IntoView {
    let here = move || page.get().min(pages.get() - 1);
    let words = move || {
        let count = keys.with(Vec::len);
        let from = here() * ROWS_A_PAGE;
        let until = (from + ROWS_A_PAGE).min(count);
        say!("tables-page", from = from + 1, until = until, shards = figures::shards(count as u64))
    };
    view! {
        <div class="shard-pager">
            <button
                type="button"
                class="button"
                aria-disabled=move || (here() == 0).to_string()
                on:click=move |_| page.set(here().saturating_sub(1))
            >
                {say!("tables-page-back")}
            </button>
            <button
                type="button"
                class="button"
                aria-disabled=move || (here() + 1 == pages.get()).to_string()
                on:click=move |_| page.set((here() + 1).min(pages.get_untracked() - 1))
            >
                {say!("tables-page-next")}
            </button>
            <span class="quiet" role="status">
                {words}
            </span>
        </div>
    }
}

/// What each shard does, by key.
fn phases(shards: &[ShardStatus], stream: &StreamState) -> HashMap<String, ShardPhase> {
    let parent = |shard: &ShardStatus| Some(key_of(&shard.stream_arn, shard.parent_shard_id.as_deref()?));
    let parents: HashSet<String> = shards.iter().filter_map(parent).collect();
    let phase = |shard: &ShardStatus| {
        let key = key_of(&shard.stream_arn, &shard.shard_id);
        let phase = ShardPhase::of(shard, parents.contains(&key), stream);
        (key, phase)
    };
    shards.iter().map(phase).collect()
}

/// What fails comes first, then what is read, what waits, and what is done.
fn ordered(shards: &[ShardStatus], phases: &HashMap<String, ShardPhase>) -> Vec<String> {
    let rank = |shard: &ShardStatus| {
        let key = key_of(&shard.stream_arn, &shard.shard_id);
        (shard.error.is_none(), phases.get(&key).copied(), key)
    };
    let mut ranked: Vec<_> = shards.iter().map(rank).collect();
    ranked.sort_by_key(|(is_fine, phase, _)| (*is_fine, *phase));
    ranked.into_iter().map(|(_, _, key)| key).collect()
}

fn row_view(known: Known, key: String, phases: Memo<HashMap<String, ShardPhase>>) -> impl IntoView {
    let phase = {
        let key = key.clone();
        Memo::new(move |_| phases.with(|phases| phases.get(&key).copied()))
    };
    let shard = Memo::new(move |_| known.shard(&key));
    let tell = move |words: fn(&ShardStatus) -> String| {
        let words = Memo::new(move |_| shard.with(|shard| shard.as_ref().map(words)).unwrap_or_default());
        move || words.get()
    };
    let moment = move |pick: fn(&ShardStatus) -> Option<Timestamp>| {
        let at = Memo::new(move |_| shard.with(|shard| shard.as_ref().and_then(pick)));
        move || match at.get() {
            Some(at) => view! { <Moment at=at style=TimeStyle::Recent /> }.into_any(),
            None => "—".into_any(),
        }
    };
    let failing = Memo::new(move |_| shard.with(|shard| shard.as_ref().is_some_and(|shard| shard.error.is_some())));
    let has_gap = Memo::new(move |_| {
        let of_shard = |id: &str| known.gaps.with(|gaps| gaps.iter().any(|gap| gap.shard_id == id));
        shard.with(|shard| shard.as_ref().is_some_and(|shard| of_shard(&shard.shard_id)))
    });
    let state = move || {
        let phase = phase.get()?;
        let class = if failing.get() { "is-failing" } else { phase.class() };
        let gap = has_gap.get().then(|| view! { <span class="shard-gap">{say!("tables-gap")}</span> });
        Some(view! {
            <span class=format!("shard-sign {class}") aria-hidden="true"></span>
            {state_words(phase, failing.get())}
            {gap}
        })
    };
    let error = Memo::new(move |_| shard.with(|shard| shard.as_ref().and_then(|shard| shard.error.clone())));
    let error = move || match error.get() {
        Some(error) => {
            let attempts = attempts_words(&error);
            let since = view! { <Moment at=error.since style=TimeStyle::Recent /> };
            view! { <span class="shard-error">{error.message} " — " {attempts} " " {say!("tables-since")} " " {since}</span> }.into_any()
        }
        None => "—".into_any(),
    };
    let behind = Memo::new(move |_| {
        let phase = phase.get()?;
        Some(shard.with(|shard| progress_words(phase, shard.as_ref())))
    });
    let parent = tell(|shard| shard.parent_shard_id.as_deref().map_or_else(|| "—".to_owned(), card_id));
    view! {
        <tr>
            <th scope="row" class="mono shard-id">
                {tell(|shard| shard.shard_id.clone())}
            </th>
            <td class="shard-state-cell">{state}</td>
            <td>{behind}</td>
            <td>{moment(|shard| shard.caught_up_at)}</td>
            <td>{moment(|shard| shard.last_read_at)}</td>
            <td class="mono">{parent}</td>
            <td class="mono">
                {tell(|shard| shard.checkpoint.as_ref().map_or_else(|| say!("tables-no-checkpoint-yet").to_owned(), ToString::to_string))}
            </td>
            <td class="shard-error-cell">{error}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tables::shards::testing::{failing, shard};
    use afterimage_model::table::ShardState;

    #[test]
    fn what_fails_comes_first_and_what_is_done_comes_last() {
        let shards = [
            shard("done", None, ShardState::Drained),
            shard("waits", Some("closed"), ShardState::Waiting),
            shard("open", None, ShardState::Reading),
            failing("broken", None),
            shard("closed", None, ShardState::Reading),
        ];
        let unknown = StreamState::Unknown { reason: String::new() };
        let phases = phases(&shards, &unknown);
        assert_eq!(phases["arn/closed"], ShardPhase::Draining);
        let order = ordered(&shards, &phases);
        assert_eq!(order, ["arn/broken", "arn/open", "arn/closed", "arn/waits", "arn/done"]);
    }
}
