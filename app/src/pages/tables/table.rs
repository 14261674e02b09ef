//! One table: its stream, its figures and its shards.

use afterimage_model::table::{Gap, KeyAttribute, StreamState, TableStatus};
use leptos::prelude::*;

use super::{
    address::Address,
    advice::{Advice, advice},
    baseline::Baseline,
    shards::{Shards, table_lag_words},
    stream_control::StreamControl,
};
use crate::{
    components::{
        copy_button::CopyButton, figures::short_count, overview::use_overview, time::Moment, time_style::TimeStyle,
    },
    links, say,
};

/// A table.
#[component]
pub fn TableSection(
    /// The table's name.
    name: String,
    /// The table; nothing once it is gone from the list.
    table: Memo<Option<TableStatus>>,
    /// All gaps.
    gaps: RwSignal<Vec<Gap>>,
    /// How the shards are shown.
    address: Address,
    /// Asks for the tables again.
    reload: Callback<()>,
) -> impl IntoView {
    let heading = format!("table-{name}");
    let labelled_by = heading.clone();
    let stream = Memo::new(move |_| table.get().map(|table| table.stream));
    let shards = Memo::new(move |_| table.get().map(|table| table.shards).unwrap_or_default());
    view! {
        <section class="table-section" aria-labelledby=labelled_by>
            <header>
                <h2 id=heading class="mono">
                    {name.clone()}
                </h2>
                {move || stream.get().map(|stream| state_tag(&stream))}
                <span class="table-links">
                    <a href=links::items(&name)>{say!("frame-page-items")}</a>
                    <a href=links::live(&format!("table:{name}"), None)>{say!("frame-page-live")}</a>
                    <a href=links::write(&name)>{say!("frame-page-write")}</a>
                </span>
            </header>
            <Facts table=table />
            <StreamAdvice name=name.clone() stream=stream />
            <div class="table-actions">
                <StreamControl name=name.clone() table=table reload=reload />
                <Baseline name=name.clone() table=table reload=reload />
            </div>
            <Shards table=name shards=shards stream=stream gaps=gaps address=address />
        </section>
    }
}

/// The stream's state in a word.
fn state_tag(stream: &StreamState) -> impl IntoView + use<> {
    let (word, class) = match stream {
        StreamState::Enabled { .. } => (say!("tables-state-captured"), "badge badge-good"),
        StreamState::Off => (say!("tables-state-off"), "badge badge-warning"),
        StreamState::Disabled { .. } => (say!("tables-state-disabled"), "badge badge-warning"),
        StreamState::TableGone => (say!("tables-state-gone"), "badge"),
        StreamState::Unknown { .. } => (say!("tables-state-unknown"), "badge badge-warning"),
    };
    view! { <span class=class>{word}</span> }
}

/// One fact, which changes in place.
fn fact(name: &'static str, value: impl IntoView + 'static) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

#[component]
fn Facts(table: Memo<Option<TableStatus>>) -> impl IntoView {
    let tell = move |words: fn(&TableStatus) -> String| {
        let words = Memo::new(move |_| table.with(|table| table.as_ref().map(words)).unwrap_or_default());
        move || words.get()
    };
    let last = Memo::new(move |_| table.with(|table| table.as_ref().and_then(|table| table.last_change_at)));
    let last_change = move || match last.get() {
        Some(at) => view! { <Moment at=at style=TimeStyle::Ago /> }.into_any(),
        None => say!("tables-no-change-yet").into_any(),
    };
    view! {
        <dl class="table-facts">
            {fact(say!("tables-fact-changes"), tell(|table| short_count(table.changes)))}
            {fact(say!("tables-fact-items"), tell(|table| short_count(table.items)))} {fact(say!("tables-fact-last-change"), last_change)}
            {fact(say!("tables-fact-lag"), tell(|table| table_lag_words(&table.shards)))} {fact(say!("tables-fact-key"), tell(key_words))} {fact(say!("tables-fact-ttl"), tell(ttl_words))}
            {fact(say!("tables-fact-gaps"), tell(|table| short_count(table.gaps)))} {fact(say!("tables-fact-view-type"), tell(view_type_words))}
            {fact(say!("tables-fact-stream"), tell(arn_words))}
        </dl>
    }
}

fn key_words(table: &TableStatus) -> String {
    let word = |key: &KeyAttribute| format!("{} ({})", key.name, key.type_tag);
    let keys: Vec<String> = table.partition_key.iter().chain(&table.sort_key).map(word).collect();
    if keys.is_empty() { say!("tables-key-unknown").to_owned() } else { keys.join(" + ") }
}

fn ttl_words(table: &TableStatus) -> String {
    table.ttl_attribute.clone().unwrap_or_else(|| say!("tables-ttl-off").to_owned())
}

fn arn_words(table: &TableStatus) -> String {
    match &table.stream {
        StreamState::Enabled { arn, .. } | StreamState::Disabled { arn } => arn.clone(),
        _ => say!("tables-no-stream").to_owned(),
    }
}

fn view_type_words(table: &TableStatus) -> String {
    match &table.stream {
        StreamState::Enabled { view_type, .. } => view_type.to_string(),
        _ => say!("tables-no-view-type").to_owned(),
    }
}

/// What to do where nothing, or no more, is captured.
#[component]
fn StreamAdvice(name: String, stream: Memo<Option<StreamState>>) -> impl IntoView {
    let overview = use_overview();
    // Not followed: the endpoint never changes while the program runs. The page is within a `Transition` because of
    // this: a `Suspense` would take it away each time the frame asks for its figures.
    let endpoint = move || overview.get_untracked().and_then(Result::ok).map(|overview| overview.endpoint);
    move || {
        let Advice { words, command } = advice(&name, &stream.get()?, endpoint().as_ref())?;
        let label = say!("tables-advice-command", table = name.as_str());
        let command = command.map(|command| {
            view! {
                <div class="advice-command">
                    <pre tabindex="0" role="group" aria-label=label>
                        <code>{command.clone()}</code>
                    </pre>
                    <CopyButton text=command label=say!("tables-copy") />
                </div>
            }
        });
        Some(view! {
            <div class="notice notice-warning">
                <p>{words}</p>
                {command}
            </div>
        })
    }
}
