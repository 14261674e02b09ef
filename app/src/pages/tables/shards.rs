//! A table's shards, children below their parents.

use leptos::prelude::*;

use crate::{
    components::{
        figures::{counted, short_duration},
        time::{Moment, TimeStyle},
    },
    model::table::{ShardState, ShardStatus},
};

/// The deepest that a shard is set in below its ancestors.
const MAX_INDENT: usize = 4;

/// Drained shards beyond this number are only counted: a stream sheds several a day and shard.
const MAX_DRAINED: usize = 8;

/// How many milliseconds count as caught up.
const CAUGHT_UP_MS: u64 = 1;

/// `caught up`, or `412 ms behind`.
pub fn lag_words(lag_ms: u64) -> String {
    if lag_ms < CAUGHT_UP_MS {
        return "caught up".to_owned();
    }
    format!("{} behind", short_duration(i64::try_from(lag_ms).unwrap_or(i64::MAX)))
}

/// The shards: open ones always, drained ones on request.
#[component]
pub fn Shards(
    /// The table's name.
    table: String,
    /// The shards, parents first.
    shards: Memo<Vec<ShardStatus>>,
) -> impl IntoView {
    let ids = Memo::new(move |_| shards.with(|shards| shown(shards)));
    let drained = Memo::new(move |_| {
        shards.with(|shards| shards.iter().filter(|shard| shard.state == ShardState::Drained).count())
    });
    let summary = move || {
        let open = shards.with(Vec::len) - drained.get();
        format!("{} open, {} drained", counted(open as u64, "shard"), drained.get())
    };
    let row = move |(id, depth): (String, usize)| {
        let find = {
            let id = id.clone();
            move |_: Option<&Option<ShardStatus>>| {
                shards.with(|shards| shards.iter().find(|shard| shard.shard_id == id).cloned())
            }
        };
        view! { <ShardRow id=id depth=depth shard=Memo::new(find) /> }
    };
    let none = move || ids.with(Vec::is_empty).then(|| view! { <p class="page-note">"No shard is known yet."</p> });
    view! {
        {none}
        <details class="shards" open hidden=move || ids.with(Vec::is_empty)>
            <summary>{summary}</summary>
            <div class="scroll-x" role="group" aria-label=format!("Shards of {table}") tabindex="0">
                <table class="grid">
                    <thead>
                        <tr>
                            <th scope="col">"Shard"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Lag"</th>
                            <th scope="col">"Last read"</th>
                            <th scope="col">"Checkpoint"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || ids.get() key=Clone::clone children=row />
                    </tbody>
                </table>
            </div>
        </details>
    }
}

/// Which shards get a row, each with its depth below the oldest ancestor that has one.
fn shown(shards: &[ShardStatus]) -> Vec<(String, usize)> {
    let drained = shards.iter().filter(|shard| shard.state == ShardState::Drained).count();
    let mut skip = drained.saturating_sub(MAX_DRAINED);
    let mut rows: Vec<(String, usize)> = Vec::new();
    for shard in shards {
        if shard.state == ShardState::Drained && skip > 0 {
            skip -= 1;
            continue;
        }
        let parent = shard.parent_shard_id.as_ref();
        let parent_depth = rows.iter().find(|(id, _)| Some(id) == parent).map(|(_, depth)| depth + 1);
        rows.push((shard.shard_id.clone(), parent_depth.unwrap_or(0).min(MAX_INDENT)));
    }
    rows
}

#[component]
fn ShardRow(id: String, depth: usize, shard: Memo<Option<ShardStatus>>) -> impl IntoView {
    let tell = move |words: fn(&ShardStatus) -> String| {
        let words = Memo::new(move |_| shard.with(|shard| shard.as_ref().map(words)).unwrap_or_default());
        move || words.get()
    };
    let parent = shard.with_untracked(|shard| shard.as_ref().and_then(|shard| shard.parent_shard_id.clone()));
    let title = parent.map_or_else(|| "No parent is known".to_owned(), |parent| format!("Child of {parent}"));
    let read_at = Memo::new(move |_| shard.with(|shard| shard.as_ref().and_then(|shard| shard.last_read_at)));
    let error = Memo::new(move |_| shard.with(|shard| shard.as_ref().and_then(|shard| shard.error.clone())));
    view! {
        <tr data-depth=depth.to_string()>
            <th scope="row" class="shard-id" title=title>
                {(depth > 0).then_some("└ ")}
                {id}
                {move || {
                    error
                        .get()
                        .map(|error| {
                            let times = counted(u64::from(error.attempts), "attempt");
                            view! {
                                <p class="shard-error">
                                    {error.message} " — " {times} " since " <Moment at=error.since />
                                </p>
                            }
                        })
                }}
            </th>
            <td>{tell(state_words)}</td>
            <td>{tell(|shard| shard.lag_ms.map_or_else(|| "—".to_owned(), lag_words))}</td>
            <td>
                {move || match read_at.get() {
                    Some(at) => view! { <Moment at=at style=TimeStyle::Ago /> }.into_any(),
                    None => "never".into_any(),
                }}
            </td>
            <td class="mono">
                {tell(|shard| shard.checkpoint.as_ref().map_or_else(|| "none yet".to_owned(), ToString::to_string))}
            </td>
        </tr>
    }
}

fn state_words(shard: &ShardStatus) -> String {
    let word = match shard.state {
        ShardState::Waiting => "waits for its parent",
        ShardState::Reading if shard.error.is_some() => "failing",
        ShardState::Reading => "reading",
        ShardState::Drained => "drained",
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(id: &str, parent: Option<&str>, state: ShardState) -> ShardStatus {
        ShardStatus {
            stream_arn: "arn".to_owned(),
            shard_id: id.to_owned(),
            parent_shard_id: parent.map(str::to_owned),
            state,
            checkpoint: None,
            lag_ms: None,
            last_read_at: None,
            caught_up_at: None,
            error: None,
        }
    }

    #[test]
    fn children_are_set_in_below_their_parents_and_old_drained_shards_are_only_counted() {
        let drained: Vec<ShardStatus> =
            (0..MAX_DRAINED + 3).map(|at| shard(&format!("d{at}"), None, ShardState::Drained)).collect();
        let open = [shard("p", Some("gone"), ShardState::Reading), shard("c", Some("p"), ShardState::Waiting)];
        let rows = shown(&[drained, open.to_vec()].concat());
        assert_eq!(rows.len(), MAX_DRAINED + 2);
        assert_eq!(rows[0], ("d3".to_owned(), 0));
        assert_eq!(rows[MAX_DRAINED..], [("p".to_owned(), 0), ("c".to_owned(), 1)]);
    }

    #[test]
    fn no_lag_is_caught_up() {
        assert_eq!([lag_words(0), lag_words(412)], ["caught up", "412 ms behind"]);
    }
}
