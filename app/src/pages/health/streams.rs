//! How far each stream is read, in a line each; the Tables page has each shard.

use afterimage_model::{
    health::StreamHealth,
    table::{ShardError, StreamState},
};
use leptos::prelude::*;

use crate::{
    components::{
        figures::{self, short_count, short_duration},
        time::Moment,
        time_style::TimeStyle,
    },
    say,
};

/// One row a stream.
pub(super) fn streams_view(streams: Vec<StreamHealth>) -> AnyView {
    if streams.is_empty() {
        return view! { <p class="page-note">{say!("health-no-table")}</p> }.into_any();
    }
    view! {
        <div class="scroll-x" role="group" aria-label=say!("health-streams") tabindex="0">
            <table class="grid stacked">
                <thead>
                    <tr>
                        <th scope="col">{say!("health-column-table")}</th>
                        <th scope="col">{say!("health-column-shards")}</th>
                        <th scope="col">{say!("health-column-behind")}</th>
                        <th scope="col">{say!("health-column-caught-up-at")}</th>
                        <th scope="col">{say!("health-column-last-error")}</th>
                    </tr>
                </thead>
                <tbody>{streams.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(stream: StreamHealth) -> impl IntoView {
    let behind = behind_words(&stream);
    let shards = shards_words(&stream);
    let caught_up = match stream.caught_up_at {
        Some(at) => view! { <Moment at=at style=TimeStyle::Recent /> }.into_any(),
        None => "—".into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a href="/tables">{stream.table}</a>
            </th>
            <td data-label=say!("health-column-shards")>{shards}</td>
            <td data-label=say!("health-column-behind")>{behind}</td>
            <td data-label=say!("health-column-caught-up-at")>{caught_up}</td>
            <td data-label=say!("health-column-last-error") class="check-detail">
                <span>{error_view(stream.error)}</span>
            </td>
        </tr>
    }
}

fn error_view(error: Option<ShardError>) -> AnyView {
    let Some(error) = error else { return "—".into_any() };
    let attempts = figures::attempts(u64::from(error.attempts));
    view! {
        <span class="shard-error">{error.message}</span>
        " — "
        {attempts}
        " "
        {say!("health-since")}
        " "
        <Moment at=error.since style=TimeStyle::Recent />
    }
    .into_any()
}

/// `400 reading, 96 waiting, 312 drained, 3 failing`, or why there are none.
fn shards_words(stream: &StreamHealth) -> String {
    let StreamHealth { reading, waiting, drained, failing, .. } = *stream;
    let words = [
        (failing > 0).then(|| say!("health-shards-failing", count = failing, shown = short_count(failing))),
        (reading > 0).then(|| say!("health-shards-reading", count = reading, shown = short_count(reading))),
        (waiting > 0).then(|| say!("health-shards-waiting", count = waiting, shown = short_count(waiting))),
        (drained > 0).then(|| say!("health-shards-drained", count = drained, shown = short_count(drained))),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    match (words.is_empty(), &stream.state) {
        (false, _) => words.join(", "),
        (true, StreamState::Off) => say!("health-stream-off").to_owned(),
        (true, StreamState::TableGone) => say!("health-table-gone").to_owned(),
        (true, _) => say!("health-no-shard-yet").to_owned(),
    }
}

fn behind_words(stream: &StreamHealth) -> String {
    match stream.lag_ms {
        Some(0) if stream.failing == 0 && stream.waiting == 0 => say!("health-caught-up").to_owned(),
        Some(lag) => short_duration(i64::try_from(lag).unwrap_or(i64::MAX)),
        None => "—".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(failing: u64, waiting: u64, lag_ms: Option<u64>) -> StreamHealth {
        StreamHealth {
            table: "orders".to_owned(),
            state: StreamState::Off,
            reading: 4,
            waiting,
            drained: 0,
            failing,
            lag_ms,
            caught_up_at: None,
            error: None,
        }
    }

    #[test]
    fn a_stream_is_caught_up_only_when_all_of_it_is() {
        assert_eq!(behind_words(&stream(0, 0, Some(0))), "caught up");
        assert_eq!(behind_words(&stream(1, 0, Some(0))), "0 ms");
        assert_eq!(behind_words(&stream(0, 2, Some(0))), "0 ms");
        assert_eq!(behind_words(&stream(0, 0, None)), "—");
    }

    #[test]
    fn counts_leave_out_what_there_is_none_of() {
        assert_eq!(shards_words(&stream(1, 0, None)), "1 failing, 4 reading");
        assert_eq!(shards_words(&StreamHealth { reading: 0, ..stream(0, 0, None) }), "the stream is off");
    }
}
