//! One node of the graph: a shard, a parent that is no longer listed, or many shards drawn as one.

use afterimage_model::table::ShardStatus;
use leptos::{prelude::*, reactive::computed::Selector};

use super::{
    Known,
    elements::element_id,
    forest::Subject,
    layout::{Node, Size},
    phase::ShardPhase,
    words::{card_id, chip_id, fold_words, label, progress_words, state_words},
};
use crate::{
    components::{time::Moment, time_style::TimeStyle},
    say,
};

/// What is marked about one node among all.
#[derive(Clone)]
pub(super) struct Marks {
    /// Where Tab leads to: one node of the graph, and arrow keys from there.
    pub(super) tab_stop: Selector<Option<String>>,
    /// The node that is looked at.
    pub(super) shown: Selector<Option<String>>,
}

/// A node. `alone` says that nothing else is in its strip.
pub(super) fn node_view(known: Known, key: String, size: Size, alone: bool, marks: &Marks) -> impl IntoView + use<> {
    let id = known.table.with_value(|table| element_id(table, &key));
    let wanted = Some(key.clone());
    let (tab_stop, shown) = (marks.tab_stop.clone(), marks.shown.clone());
    let tab_index = {
        let wanted = wanted.clone();
        move || if tab_stop.selected(&wanted) { "0" } else { "-1" }
    };
    let is_shown = move || shown.selected(&wanted).to_string();
    let node = {
        let key = key.clone();
        Memo::new(move |_| known.node(&key))
    };
    let tell = move |words: fn(&Node) -> String| move || node.with(|node| node.as_ref().map(words));
    // A card says everything itself.
    let named = (size != Size::Card).then(|| tell(|node| label(&node.subject)));
    let content = match size {
        Size::Card => card(known, key, node),
        Size::Chip => tell(if alone { alone_text } else { chip_text }).into_any(),
        Size::Cell if alone => tell(alone_cell_text).into_any(),
        Size::Cell => ().into_any(),
    };
    view! {
        <button
            type="button"
            id=id
            class=tell(class_of)
            style=tell(place_of)
            aria-label=named
            aria-expanded=is_shown
            tabindex=tab_index
        >
            {content}
        </button>
    }
}

/// The style sheet draws the sign, and the line to the parent, from these.
fn class_of(node: &Node) -> String {
    let (sign, failing, gap) = match &node.subject {
        Subject::Shard { phase, failing, gap, .. } => (phase.class(), *failing, *gap),
        Subject::Trimmed { gap, .. } => (ShardPhase::Trimmed.class(), false, *gap),
        Subject::Fold(fold) => ("is-fold", false, fold.gaps > 0),
    };
    let more = [("is-failing", failing), ("has-gap", gap), ("is-continued", node.continues)];
    let more = more.into_iter().filter(|(_, holds)| *holds).map(|(class, _)| class);
    ["shard", sign].into_iter().chain(more).collect::<Vec<_>>().join(" ")
}

fn place_of(node: &Node) -> String {
    let Node { column, row, rows_up, nodes_up, .. } = node;
    format!("--column:{column};--row:{row};--rows-up:{rows_up};--nodes-up:{nodes_up}")
}

fn chip_text(node: &Node) -> String {
    match &node.subject {
        Subject::Shard { id, .. } | Subject::Trimmed { id, .. } => chip_id(id),
        Subject::Fold(fold) => (fold.drained + fold.trimmed).to_string(),
    }
}

/// What stands alone has room.
fn alone_text(node: &Node) -> String {
    match &node.subject {
        Subject::Fold(fold) => fold_words(*fold),
        _ => chip_text(node),
    }
}

fn alone_cell_text(node: &Node) -> String {
    match &node.subject {
        Subject::Fold(fold) => fold_words(*fold),
        _ => String::new(),
    }
}

fn card(known: Known, key: String, node: Memo<Option<Node>>) -> AnyView {
    let shard = Memo::new(move |_| known.shard(&key));
    let content = move || {
        let Node { subject, .. } = node.get()?;
        let (name, phase, failing, gap) = match subject {
            Subject::Shard { id, phase, failing, gap } => (card_id(&id), phase, failing, gap),
            Subject::Trimmed { id, gap } => (card_id(&id), ShardPhase::Trimmed, false, gap),
            Subject::Fold(fold) => return Some(fold_words(fold).into_any()),
        };
        let gap = gap.then(|| view! { <span class="shard-gap">{say!("tables-gap")}</span> });
        Some(
            view! {
                <span class="shard-name">{name}</span>
                <span class="shard-state">{state_words(phase, failing)} {gap}</span>
                <span class="shard-progress">{move || progress(phase, shard.get().as_ref())}</span>
            }
            .into_any(),
        )
    };
    content.into_any()
}

/// How far it is read, or since when it is not.
fn progress(phase: ShardPhase, shard: Option<&ShardStatus>) -> AnyView {
    if let Some(error) = shard.and_then(|shard| shard.error.as_ref()) {
        return view! { {say!("tables-since")} " " <Moment at=error.since style=TimeStyle::Recent /> }.into_any();
    }
    let words = progress_words(phase, shard);
    let is_read = matches!(phase, ShardPhase::Reading | ShardPhase::Draining);
    match shard.and_then(|shard| shard.caught_up_at).filter(|_| is_read) {
        Some(at) => view! { {words} " · " <Moment at=at style=TimeStyle::TimeOfDay /> }.into_any(),
        None => words.into_any(),
    }
}
