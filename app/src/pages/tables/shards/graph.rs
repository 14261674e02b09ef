//! The graph: generations from left to right, one button a shard, one line of words about the one that is pointed at.
//!
//! Events are heard by the graph and not by each of its nodes, and what changes with every reading, the lag and the
//! times, is no part of a small node: so 700 shards cost little more than their elements.

use leptos::{prelude::*, reactive::computed::Selector};

use super::{
    Known,
    detail::Detail,
    forest::Subject,
    layout::{Size, StreamLayout},
    node::{Marks, node_view},
    phase::ShardPhase,
    words::{attempts_words, label, progress_words},
};
use crate::{
    browser::focus::{self, Target, When},
    components::{time::Moment, time_style::TimeStyle},
    say,
};

/// Which node the pointer and the keyboard are on.
#[derive(Clone, Copy)]
struct Attention {
    /// Under the pointer.
    pointed: RwSignal<Option<String>>,
    /// With the focus.
    focused: RwSignal<Option<String>>,
    /// With the focus now, or with the focus last.
    current: RwSignal<Option<String>>,
}

/// The picture, and the detail of the shard that is looked at.
#[component]
pub(super) fn Graph(known: Known) -> impl IntoView {
    let attention =
        Attention { pointed: RwSignal::new(None), focused: RwSignal::new(None), current: RwSignal::new(None) };
    keep_focus(known);
    let is_shown = Memo::new(move |_| known.shown.with(Option::is_some));
    let size = Memo::new(move |_| known.layout.with(|layout| layout.size));
    let detail = move || is_shown.get().then(|| view! { <Detail known=known /> });
    view! {
        <div class="shards-body" class:has-detail=is_shown>
            <div class="shards-picture">
                {move || picture(known, attention, size.get())}
            </div>
            {detail}
        </div>
    }
    .into_any()
}

/// Drawn anew when the nodes become larger or smaller; else each stays and changes in place.
fn picture(known: Known, attention: Attention, size: Size) -> AnyView {
    let first = move || known.layout.with(|layout| layout.nodes().next().map(|node| node.key.clone()));
    let tab_stop = Memo::new(move |_| {
        let current = attention.current.get();
        let is_there = |key: &String| known.positions.with(|positions| positions.nodes.contains_key(key));
        current.filter(is_there).or_else(first)
    });
    let marks =
        Marks { tab_stop: Selector::new(move || tab_stop.get()), shown: Selector::new(move || known.shown.get()) };
    let arns = Memo::new(move |_| {
        known.layout.with(|layout| layout.streams.iter().map(|stream| stream.arn.clone()).collect::<Vec<_>>())
    });
    let has_several = Memo::new(move |_| arns.with(|arns| arns.len() > 1));
    let stream = move |arn: String| stream_view(known, arn, size, has_several, &marks);
    let label = known.table.with_value(|table| say!("tables-graph-label", table = table.as_str()));
    view! {
        <div
            class="shard-graph"
            data-size=size.word()
            role="group"
            aria-label=label
            on:click=move |event| events::clicked(known, &event)
            on:keydown=move |event| events::pressed(known, &event)
            on:focusin=move |event| events::focused(known, attention, &event)
            on:focusout=move |event| events::left(attention, &event)
            on:mouseover=move |event| events::pointed(known, attention, &event)
            on:mouseleave=move |_| attention.pointed.set(None)
        >
            <For each=move || arns.get() key=Clone::clone children=stream />
        </div>
        {(size != Size::Card).then(|| readout(known, attention))}
    }
    .into_any()
}

/// The strips of one stream. One of several has a heading: the earlier ones are drained beside the present one.
fn stream_view(known: Known, arn: String, size: Size, has_several: Memo<bool>, marks: &Marks) -> impl IntoView + use<> {
    let strips = {
        let arn = arn.clone();
        // A strip of one node has no element around it, so it is another strip when a second comes.
        let key = |stream: &StreamLayout| {
            let strips = stream.strips.iter().map(|strip| (strip.key().to_owned(), strip.nodes.len() == 1));
            strips.collect::<Vec<_>>()
        };
        Memo::new(move |_| {
            let of_stream = |stream: &&StreamLayout| stream.arn == arn;
            known.layout.with(|layout| layout.streams.iter().find(of_stream).map(key)).unwrap_or_default()
        })
    };
    let heading = move || {
        let label = arn.rsplit_once("/stream/").map_or(arn.as_str(), |(_, label)| label).to_owned();
        has_several.get().then(
            || view! { <p class="shard-stream">{say!("tables-stream")} " " <span class="mono">{label}</span></p> },
        )
    };
    // What is folded for the whole stream stands at its head.
    let is_head = move |key: &str| {
        let subject = known.node(key).map(|node| node.subject);
        matches!(subject, Some(Subject::Fold(_)))
    };
    let head = Memo::new(move |_| {
        strips.with(|strips| strips.first().filter(|(key, alone)| *alone && is_head(key)).map(|(key, _)| key.clone()))
    });
    let rest = move || {
        let strips = strips.get();
        strips.into_iter().skip(usize::from(head.with(Option::is_some))).collect::<Vec<_>>()
    };
    let (marks, head_marks) = (marks.clone(), marks.clone());
    let strip = move |(key, alone): (String, bool)| strip_view(known, key, alone, size, &marks);
    let head_view = move || {
        head.get().map(|key| view! { <div class="shard-flow">{node_view(known, key, size, true, &head_marks)}</div> })
    };
    view! {
        {heading}
        {head_view}
        <div class="shard-flow">
            <For each=rest key=Clone::clone children=strip />
        </div>
    }
}

fn strip_view(known: Known, key: String, alone: bool, size: Size, marks: &Marks) -> AnyView {
    if alone {
        return node_view(known, key, size, true, marks).into_any();
    }
    let keys = Memo::new(move |_| {
        let strip = known.strip(&key);
        strip.map(|strip| strip.nodes.into_iter().map(|node| node.key).collect::<Vec<_>>()).unwrap_or_default()
    });
    let marks = marks.clone();
    let node = move |key: String| node_view(known, key, size, false, &marks);
    view! {
        <div class="shard-strip">
            <For each=move || keys.get() key=Clone::clone children=node />
        </div>
    }
    .into_any()
}

/// The node that is pointed at or has the focus, in one line.
fn readout(known: Known, attention: Attention) -> impl IntoView {
    let words = move || {
        let key = attention.pointed.get().or_else(|| attention.focused.get());
        let node = key.as_deref().and_then(|key| known.node(key));
        let (Some(key), Some(node)) = (key, node) else {
            return view! { <span class="quiet">{say!("tables-graph-hint")}</span> }.into_any();
        };
        let figures = match node.subject {
            Subject::Shard { phase, .. } => figures(known, &key, phase),
            _ => ().into_any(),
        };
        view! {
            <span class="mono">{label(&node.subject)}</span>
            {figures}
        }
        .into_any()
    };
    view! { <p class="shard-readout">{words}</p> }
}

fn figures(known: Known, key: &str, phase: ShardPhase) -> AnyView {
    let Some(shard) = known.shard(key) else { return ().into_any() };
    let progress = progress_words(phase, Some(&shard));
    let caught_up = shard
        .caught_up_at
        .map(|at| view! { <span>{say!("tables-caught-up-at")} " " <Moment at=at style=TimeStyle::TimeOfDay /></span> });
    let error = shard.error.map(|error| {
        let attempts = attempts_words(&error);
        view! {
            <span class="shard-error">
                {error.message} " — " {attempts} " " {say!("tables-since")} " " <Moment at=error.since style=TimeStyle::Recent />
            </span>
        }
    });
    view! {
        <span>{progress}</span>
        {caught_up}
        {error}
    }
    .into_any()
}

/// A node that had the focus and was drawn anew, because shards were folded or have split, gets it again.
fn keep_focus(known: Known) {
    Effect::new(move |_| {
        known.positions.track();
        focus::request(Target::Successor, When::IfLost);
    });
}

#[cfg(feature = "hydrate")]
mod events {
    use leptos::{
        ev::{FocusEvent, KeyboardEvent, MouseEvent},
        prelude::*,
    };
    use wasm_bindgen::JsCast;

    use super::{super::elements, super::walk::Direction, Attention, Known};
    use crate::browser::focus::{self, When};

    pub(super) fn clicked(known: Known, event: &MouseEvent) {
        if let Some(key) = known.table.with_value(|table| elements::key_of_event(table, event)) {
            let is_shown = known.shown.with_untracked(|shown| shown.as_ref() == Some(&key));
            known.show.run((!is_shown).then_some(key));
        }
    }

    /// Arrow keys go from node to node, and take the detail along where it is open; Escape closes it.
    pub(super) fn pressed(known: Known, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if event.key() == "Escape" && known.shown.with_untracked(Option::is_some) {
            event.prevent_default();
            known.show.run(None);
            return;
        }
        let (Some(step), Some(graph)) = (Direction::of_key(&event.key()), elements::container(event)) else { return };
        event.prevent_default();
        known.table.with_value(|table| {
            let (keys, positions): (Vec<String>, Vec<_>) = elements::seen(table, &graph).into_iter().unzip();
            let from = elements::key_of_event(table, event).and_then(|key| keys.iter().position(|other| *other == key));
            if let Some(key) = from.and_then(|from| step.from(from, &positions)).and_then(|to| keys.get(to)) {
                focus::request(elements::target(table, key), When::Now);
                if known.shown.with_untracked(Option::is_some) {
                    known.show.run(Some(key.clone()));
                }
            }
        });
    }

    pub(super) fn focused(known: Known, attention: Attention, event: &FocusEvent) {
        if let Some(key) = known.table.with_value(|table| elements::key_of_event(table, event)) {
            attention.current.set(Some(key.clone()));
            attention.focused.set(Some(key));
        }
    }

    /// An element that is taken away loses the focus, too: that is seen only once it is gone, and is no leaving.
    pub(super) fn left(attention: Attention, event: &FocusEvent) {
        let Some(node) = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok()) else { return };
        let key = attention.focused.get_untracked();
        request_animation_frame(move || {
            let has_moved_on = attention.focused.try_get_untracked().flatten() != key;
            let is_focused = focus::current().is_some_and(|element| element.is_same_node(Some(&node)));
            if node.is_connected() && !is_focused && !has_moved_on {
                attention.focused.try_set(None);
            }
        });
    }

    pub(super) fn pointed(known: Known, attention: Attention, event: &MouseEvent) {
        let key = known.table.with_value(|table| elements::key_of_event(table, event));
        if key != attention.pointed.get_untracked() {
            attention.pointed.set(key);
        }
    }
}

/// On the server nothing happens to a page.
#[cfg(not(feature = "hydrate"))]
mod events {
    use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};

    use super::{Attention, Known};

    pub(super) fn clicked(_: Known, _: &MouseEvent) {}
    pub(super) fn pressed(_: Known, _: &KeyboardEvent) {}
    pub(super) fn focused(_: Known, _: Attention, _: &FocusEvent) {}
    pub(super) fn left(_: Attention, _: &FocusEvent) {}
    pub(super) fn pointed(_: Known, _: Attention, _: &MouseEvent) {}
}
