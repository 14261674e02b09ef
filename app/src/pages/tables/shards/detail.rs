//! Everything that is known of one shard, beside the graph.

use afterimage_model::table::{ShardError, ShardStatus};
use leptos::prelude::*;

use super::{
    Known, elements,
    forest::{Fold, Subject, key_of},
    layout::Node,
    phase::ShardPhase,
    words::{attempts_words, fold_words, progress_words, state_words},
};
use crate::{
    browser::focus::{self, When},
    components::{
        copy_button::CopyButton,
        icons::{Glyph, Icon},
        time::Moment,
        time_style::TimeStyle,
    },
    links, pieces, say,
};

/// The most children that are named; there are two after a split.
const MAX_CHILDREN: usize = 6;

/// The shard that is looked at.
#[component]
pub(super) fn Detail(known: Known) -> impl IntoView {
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close(known);
        }
    };
    let node = Memo::new(move |_| known.shown.get().and_then(|key| known.node(&key)));
    let shard = Memo::new(move |_| known.shown.get().and_then(|key| known.shard(&key)));
    let subject = Memo::new(move |_| node.with(|node| node.as_ref().map(|node: &Node| node.subject.clone())));
    let content = move || match (subject.get(), shard.with(Option::is_some)) {
        (Some(Subject::Fold(fold)), _) => fold_view(fold),
        (Some(Subject::Trimmed { id, gap }), _) => trimmed_view(id, gap),
        (Some(Subject::Shard { id, phase, failing, gap }), _) => shard_view(known, shard, id, (phase, failing, gap)),
        (None, true) => {
            let id = shard.with(|shard| shard.as_ref().map(|shard| shard.shard_id.clone())).unwrap_or_default();
            shard_view(known, shard, id, (ShardPhase::Drained, false, false))
        }
        (None, false) => view! { <p class="page-note">{say!("tables-shard-unknown")}</p> }.into_any(),
    };
    view! {
        <aside class="shard-detail" aria-label=say!("tables-the-shard") on:keydown=on_key>
            <button type="button" class="icon-button shard-close" title=say!("tables-close") aria-label=say!("frame-close") on:click=move |_| close(known)>
                <Icon glyph=Glyph::Close />
            </button>
            {content}
        </aside>
    }
    .into_any()
}

/// A state is told by its sign and in words.
fn state_view(phase: ShardPhase, failing: bool) -> impl IntoView {
    let class = if failing { "is-failing" } else { phase.class() };
    view! {
        <p class="shard-now">
            <span class=format!("shard-sign {class}") aria-hidden="true"></span>
            {state_words(phase, failing)}
        </p>
    }
}

fn heading(id: String) -> impl IntoView {
    view! {
        <h4 class="mono shard-title">{id.clone()}</h4>
        <CopyButton text=id label=say!("tables-copy-id") />
    }
}

fn gap_note() -> impl IntoView {
    let [before, link, after] = pieces!("tables-gap-note");
    view! {
        <p class="notice notice-warning">
            {before}
            <a href="#gaps" rel="external">
                {link}
            </a> {after}
        </p>
    }
}

fn fold_view(fold: Fold) -> AnyView {
    let [before, link, after] = pieces!("tables-fold-note");
    view! {
        <h4 class="shard-title">{fold_words(fold)}</h4>
        <p>
            {before}
            <a href=links::tables(true, None) data-noscroll="">
                {link}
            </a> {after}
        </p>
        {(fold.gaps > 0).then(gap_note)}
    }
    .into_any()
}

fn trimmed_view(id: String, gap: bool) -> AnyView {
    view! {
        {state_view(ShardPhase::Trimmed, false)}
        {heading(id)}
        <p>{ShardPhase::Trimmed.sentence()} {(!gap).then(|| format!(" {}", say!("tables-nothing-missing")))}</p>
        {gap.then(gap_note)}
    }
    .into_any()
}

fn shard_view(
    known: Known,
    shard: Memo<Option<ShardStatus>>,
    id: String,
    (phase, failing, gap): (ShardPhase, bool, bool),
) -> AnyView {
    let error = Memo::new(move |_| shard.with(|shard| shard.as_ref().and_then(|shard| shard.error.clone())));
    view! {
        {state_view(phase, failing)}
        {heading(id)}
        <p class="quiet">{if failing { say!("tables-about-failing") } else { phase.sentence() }}</p>
        {move || error.get().map(error_view)}
        {gap.then(gap_note)}
        <Facts known=known shard=shard phase=phase />
    }
    .into_any()
}

fn error_view(error: ShardError) -> impl IntoView {
    let attempts = attempts_words(&error);
    view! {
        <div class="notice notice-bad">
            <p>{error.message}</p>
            <p class="quiet">
                {attempts} " " {say!("tables-since")} " " <Moment at=error.since style=TimeStyle::DateAndTime /> " ("
                <Moment at=error.since style=TimeStyle::Ago /> "). " {say!("tables-tried-again")}
            </p>
        </div>
    }
}

#[component]
fn Facts(known: Known, shard: Memo<Option<ShardStatus>>, phase: ShardPhase) -> impl IntoView {
    let behind = Memo::new(move |_| shard.with(|shard| progress_words(phase, shard.as_ref())));
    let tell = move |words: fn(&ShardStatus) -> String| {
        let words = Memo::new(move |_| shard.with(|shard| shard.as_ref().map(words)).unwrap_or_default());
        move || words.get()
    };
    let moment = move |pick: fn(&ShardStatus) -> Option<afterimage_model::Timestamp>, none: &'static str| {
        let at = Memo::new(move |_| shard.with(|shard| shard.as_ref().and_then(pick)));
        move || match at.get() {
            Some(at) => view! { <Moment at=at style=TimeStyle::DateAndTime /> }.into_any(),
            None => none.into_any(),
        }
    };
    let parent = Memo::new(move |_| {
        shard.with(|shard| {
            shard.as_ref().and_then(|shard| Some((shard.stream_arn.clone(), shard.parent_shard_id.clone()?)))
        })
    });
    let children = Memo::new(move |_| shard.with(|shard| shard.as_ref().map(|shard| children_of(known, shard))));
    let parent_link = move || match parent.get() {
        Some((arn, id)) => link_to(known, key_of(&arn, &id), id),
        None => say!("tables-no-parent").into_any(),
    };
    let child_links = move || match children.get().unwrap_or_default() {
        (_, 0) => say!("tables-no-child-yet").into_any(),
        (named, count) => {
            let more = count
                .checked_sub(named.len())
                .filter(|more| *more > 0)
                .map(|more| say!("tables-more-children", count = more));
            let links = named.into_iter().map(|(key, id)| link_to(known, key, id)).collect_view();
            view! { {links} {more} }.into_any()
        }
    };
    view! {
        <dl class="shard-facts">
            {fact(say!("tables-fact-behind"), behind)}
            {fact(say!("tables-caught-up-at"), moment(|shard| shard.caught_up_at, say!("tables-lag-unknown")))}
            {fact(say!("tables-fact-last-read"), moment(|shard| shard.last_read_at, say!("tables-not-read-since-start")))}
            {fact(say!("tables-fact-checkpoint"), tell(checkpoint_words))} {fact(say!("tables-fact-parent"), parent_link)} {fact(say!("tables-fact-children"), child_links)}
            {fact(say!("tables-fact-stream"), tell(|shard| shard.stream_arn.clone()))}
        </dl>
    }
    .into_any()
}

fn checkpoint_words(shard: &ShardStatus) -> String {
    shard.checkpoint.as_ref().map_or_else(|| say!("tables-no-checkpoint-yet").to_owned(), ToString::to_string)
}

fn fact(name: &'static str, value: impl IntoView + 'static) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// The keys and ids of the first few children, and how many there are.
fn children_of(known: Known, parent: &ShardStatus) -> (Vec<(String, String)>, usize) {
    known.shards.with(|shards| {
        let is_child = |shard: &&ShardStatus| {
            shard.stream_arn == parent.stream_arn && shard.parent_shard_id.as_ref() == Some(&parent.shard_id)
        };
        let children = shards.iter().filter(is_child);
        let named = |shard: &ShardStatus| (key_of(&shard.stream_arn, &shard.shard_id), shard.shard_id.clone());
        (children.clone().take(MAX_CHILDREN).map(named).collect(), children.count())
    })
}

/// Leads to another shard of the table.
fn link_to(known: Known, key: String, id: String) -> AnyView {
    view! {
        <button type="button" class="link mono" on:click=move |_| known.show.run(Some(key.clone()))>
            {id}
        </button>
    }
    .into_any()
}

/// Closes the detail; the focus goes back to its node.
fn close(known: Known) {
    let key = known.shown.get_untracked();
    known.show.run(None);
    if let Some(key) = key {
        known.table.with_value(|table| focus::request(elements::target(table, &key), When::Now));
    }
}
