//! What the stream holds beside what the archive holds.

use afterimage_model::{
    Change,
    demonstration::{EXPIRES_AT, RecordInStream, Run, StreamReading},
};
use leptos::prelude::*;

use super::digits::digits;
use crate::{
    components::{
        op_sign::{OpSign, Sign},
        time::Moment,
        time_style::TimeStyle,
    },
    links, say,
};

/// Both, and what follows from it.
pub(super) fn view(run: &Run) -> AnyView {
    let Some((stream, main)) = run.stream.as_ref().zip(run.main()) else { return ().into_any() };
    let of_item = |record: &&RecordInStream| Some(&record.item_key) == run.item_key.as_ref();
    let records: Vec<_> = stream.records.iter().filter(of_item).collect();
    let versions = run.versions();
    view! {
        <p class="outcome-said">{conclusion(&records, versions)}</p>
        <div class="both">
            <section class="both-side">
                <h3>{say!("demonstration-stream-holds", count = records.len())}</h3>
                {how_asked(stream)}
                {if records.is_empty() {
                    view! { <p class="both-nothing">{say!("demonstration-nothing-in-stream")}</p> }.into_any()
                } else {
                    view! { <ol>{records.iter().map(|record| in_stream(record)).collect_view()}</ol> }.into_any()
                }}
            </section>
            <section class="both-side both-archive">
                <h3>{say!("demonstration-archive-holds", count = versions.len())}</h3>
                <p class="quiet">{main.name.clone()}</p>
                <ol>{versions.iter().map(|(version, change)| in_archive(*version, change)).collect_view()}</ol>
            </section>
        </div>
        {run.item_key.as_ref().map(|key| after(run, &main.name, key))}
    }
    .into_any()
}

/// What is to be seen, in a sentence.
fn conclusion(records: &[&RecordInStream], versions: &[(u64, Change)]) -> String {
    let is_held = |change: &Change| records.iter().any(|record| record.sequence_number == change.sequence_number);
    let outlived = versions.iter().filter(|(_, change)| !is_held(change)).count();
    match (records.len(), outlived) {
        (0, _) => say!("demonstration-all-forgotten").to_owned(),
        (_, 0) => say!("demonstration-same").to_owned(),
        (_, outlived) => say!("demonstration-some-forgotten", count = outlived),
    }
}

fn how_asked(stream: &StreamReading) -> AnyView {
    view! {
        <p class="quiet">
            {stream.shard_id.clone()} {say!("demonstration-asked-at")} " " <Moment at=stream.asked_at style=TimeStyle::TimeOfDay />
            {say!("demonstration-asked-took", millis = stream.took_ms)}
        </p>
    }
    .into_any()
}

fn in_stream(record: &RecordInStream) -> AnyView {
    view! {
        <li data-testid="in-stream">
            <OpSign sign=Sign::from(record.op) />
            {digits(&record.sequence_number)}
        </li>
    }
    .into_any()
}

fn in_archive(version: u64, change: &Change) -> AnyView {
    let sign = Sign::of(change.op, change.actor.as_ref().map(|actor| actor.label()));
    view! {
        <li data-testid="in-archive">
            <OpSign sign=sign />
            <a href=links::change(change.id) aria-label=say!("demonstration-version", version = version)>
                {format!("v{version}")}
            </a>
            {digits(&change.sequence_number)}
        </li>
    }
    .into_any()
}

/// Where the item's life is looked at, and what can be done with it when DynamoDB has nothing left.
fn after(run: &Run, table: &str, key: &afterimage_model::ItemKey) -> AnyView {
    // One that was about to expire would do so again.
    let stays = |change: &Change| change.new_image.as_ref().is_some_and(|image| !image.contains_key(EXPIRES_AT));
    let last = run.versions().iter().rev().find(|(_, change)| change.leaves_item() && stays(change));
    let restore = last.filter(|_| run.living().is_none()).map(|(version, _)| links::restore(table, key, *version));
    view! {
        <p class="outcome-ways">
            <a href=links::item(table, key)>{say!("demonstration-item-timeline")}</a>
            {restore.map(|address| view! { <a href=address>{say!("demonstration-bring-back")}</a> })}
        </p>
    }
    .into_any()
}
