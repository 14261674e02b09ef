//! What came of a step, as the tables, the stream and the archive tell it.

mod arrival;
mod captured;
mod expiry;

use afterimage_model::{
    Change,
    demonstration::{Run, StoryStep},
};
use leptos::prelude::*;

use super::{comparison, images, stage::Stage};
use crate::{links, say};

/// What there is to show of a step; nothing before it was taken.
pub(super) fn of(stage: Stage, step: StoryStep) -> AnyView {
    // Only what the step shows is followed, so that nothing is drawn anew that stays as it is.
    match step {
        StoryStep::Enable => {
            let run = part(stage, |run| (!run.tables.is_empty()).then(|| (run.number, streams_of(run))));
            view! { {move || run.get().map(|(_, tables)| captured::view(&tables))} }.into_any()
        }
        StoryStep::Write => {
            let result =
                part(stage, |run| Some((run.result(StoryStep::Write)?.clone(), run.sent(StoryStep::Write).cloned())));
            view! { {move || result.get().map(|((version, change), sent)| arrival::view(version, &change, sent.as_ref()))} }
                .into_any()
        }
        StoryStep::Read => {
            let run = part(stage, |run| Some(run.clone()).filter(|run| !run.versions().is_empty()));
            let asked = move || run.get().filter(|_| stage.has_asked.get());
            view! { {move || asked().as_ref().map(comparison::view)} }.into_any()
        }
        StoryStep::Change => {
            let run =
                part(stage, |run| run.result(StoryStep::Change).map(|(version, _)| (*version, run.tables.clone())));
            view! { {move || run.get().map(|(version, tables)| images::view(version, &tables))} }.into_any()
        }
        StoryStep::Expire => {
            let told = part(stage, |run| {
                let removed = run.result(StoryStep::Expire).cloned();
                (removed.is_some() || run.expires_at().is_some()).then(|| (run.expires_at(), removed))
            });
            view! { {move || told.get().map(|(at, removed)| expiry::view(at, removed))} }.into_any()
        }
        StoryStep::Retain => {
            let run = part(stage, |run| Some(run.clone()).filter(Run::has_outlived_its_stream));
            view! { {move || run.get().as_ref().map(comparison::view)} }.into_any()
        }
    }
}

fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    stage: Stage,
    pick: impl Fn(&Run) -> Option<T> + Send + Sync + 'static,
) -> Memo<Option<T>> {
    Memo::new(move |_| stage.run.with(|run| run.as_ref().and_then(&pick)))
}

/// The run's tables without the item's life.
fn streams_of(run: &Run) -> Vec<afterimage_model::demonstration::RunTable> {
    let bare = |table: &afterimage_model::demonstration::RunTable| afterimage_model::demonstration::RunTable {
        versions: Vec::new(),
        ..table.clone()
    };
    run.tables.iter().map(bare).collect()
}

/// Where the change and its item can be looked at.
fn ways(change: &Change) -> AnyView {
    view! {
        <p class="outcome-ways">
            <a href=links::item_at(&change.table, &change.item_key, change.id)>{say!("demonstration-item-timeline")}</a>
            <a href=links::change(change.id)>{say!("demonstration-change", id = change.id.to_string())}</a>
        </p>
    }
    .into_any()
}

/// A name and what it stands for, large.
fn fact(name: &'static str, value: impl IntoView) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value.into_view()}</dd>
        </div>
    }
    .into_any()
}
