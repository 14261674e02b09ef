//! The way of a change as a picture: table, stream, shards, archive, sockets. Its parts light up one after the other
//! with changes that have just come this way.

use afterimage_model::demonstration::Run;
use leptos::prelude::*;

use super::{
    pulse::Traffic,
    stage::{Doing, Stage},
};
use crate::{
    components::{
        figures::{self, short_count},
        overview::use_overview,
    },
    feed::connection::Connection,
    say,
};

/// A part of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PipelineStage {
    Table,
    Stream,
    Shards,
    Archive,
    Sockets,
}

impl PipelineStage {
    const ALL: [Self; 5] = [Self::Table, Self::Stream, Self::Shards, Self::Archive, Self::Sockets];

    /// Its name for the stylesheet and the tests.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Stream => "Stream",
            Self::Shards => "Shards",
            Self::Archive => "Archive",
            Self::Sockets => "Sockets",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Table => say!("demonstration-table"),
            Self::Stream => say!("demonstration-stream"),
            Self::Shards => say!("demonstration-shards"),
            Self::Archive => say!("demonstration-archive"),
            Self::Sockets => say!("demonstration-sockets"),
        }
    }

    /// What it does, in a few words.
    fn does(self) -> &'static str {
        match self {
            Self::Table => say!("demonstration-table-does"),
            Self::Stream => say!("demonstration-stream-does"),
            Self::Shards => say!("demonstration-shards-do"),
            Self::Archive => say!("demonstration-archive-does"),
            Self::Sockets => say!("demonstration-sockets-do"),
        }
    }

    /// The drawing, in a box of 48 by 48.
    const fn path(self) -> &'static str {
        match self {
            Self::Table => "M7 10h34v28H7zM7 18h34M7 28h34M19 18v20",
            Self::Stream => {
                "M5 15c5-5 8-5 13 0s8 5 13 0 8-5 12-1M5 25c5-5 8-5 13 0s8 5 13 0 8-5 12-1M5 35c5-5 8-5 13 0s8 5 13 0 8-5 12-1"
            }
            Self::Shards => "M8 9h9v30H8zM20 9h9v30h-9zM32 9h9v30h-9zM8 19h9M20 27h9M32 15h9",
            Self::Archive => {
                "M9 13c0-3 7-5 15-5s15 2 15 5-7 5-15 5-15-2-15-5zM9 13v22c0 3 7 5 15 5s15-2 15-5V13M9 24c0 3 7 5 15 5s15-2 15-5"
            }
            Self::Sockets => "M6 9h36v23H6zM17 40h14M24 32v8M13 24l5-6 6 5 5-7 6 4",
        }
    }
}

/// The picture. What it shows is also said in it, for those who do not see it light up.
#[component]
pub(super) fn Pipeline(stage: Stage, traffic: RwSignal<Traffic>) -> impl IntoView {
    let overview = use_overview();
    let archived = move || overview.get().and_then(Result::ok).map(|overview| figures::changes(overview.changes));
    let part = move |part: PipelineStage| {
        let figure = move || match part {
            PipelineStage::Archive => view! { <Transition>{archived}</Transition> }.into_any(),
            PipelineStage::Sockets => (move || traffic.with(told)).into_any(),
            part => (move || stage.run.with(|run| of_run(part, run.as_ref()))).into_any(),
        };
        view! {
            <li class="pipe-part" data-part=part.as_str()>
                <svg class="pipe-arrow" viewBox="0 0 24 16" aria-hidden="true">
                    <path d="M1 8h21M16 2.5L22 8l-6 5.5" />
                </svg>
                <svg class="pipe-drawing" viewBox="0 0 48 48" aria-hidden="true">
                    <path d=part.path() />
                </svg>
                <strong>{part.name()}</strong>
                <span class="pipe-does">{part.does()}</span>
                <span class="pipe-figure">{figure()}</span>
            </li>
        }
    };
    let beat = move || traffic.with(beat);
    let last = move || {
        let last = traffic.with(|traffic| traffic.last.clone());
        last.map_or_else(
            || say!("demonstration-lights-up").to_owned(),
            |last| say!("demonstration-last", change = last),
        )
    };
    let is_sending = move || matches!(stage.doing.get(), Some(Doing::Step(_)));
    view! {
        <figure class="pipeline" data-beat=beat class:is-own=move || traffic.with(|it| it.is_own) class:is-sending=is_sending>
            <ol aria-label=say!("demonstration-way-of-change")>{PipelineStage::ALL.map(part).collect_view()}</ol>
            <figcaption>{last}</figcaption>
        </figure>
    }
    .into_any()
}

/// Each beat starts the same animation, which only another name does.
fn beat(traffic: &Traffic) -> &'static str {
    match traffic.beats {
        0 => "none",
        beats if beats % 2 == 0 => "even",
        _ => "odd",
    }
}

fn told(traffic: &Traffic) -> String {
    match &traffic.connection {
        Connection::Live => say!("demonstration-heard", shown = short_count(traffic.changes)),
        Connection::Starting | Connection::Connecting { .. } => say!("demonstration-connecting").to_owned(),
        Connection::Lost { reason, .. } => say!("demonstration-lost", reason = reason.as_str()),
    }
}

fn of_run(part: PipelineStage, run: Option<&Run>) -> String {
    let Some(run) = run else { return say!("demonstration-none-yet").to_owned() };
    let on = run.tables.iter().filter(|table| table.stream_arn.is_some()).count();
    let read = run.tables.iter().filter(|table| table.shard_id.is_some()).count();
    match part {
        PipelineStage::Table => figures::tables(run.tables.len() as u64),
        PipelineStage::Stream => say!("demonstration-streams-on", count = on),
        PipelineStage::Shards => say!("demonstration-shards-read", count = read),
        PipelineStage::Archive | PipelineStage::Sockets => String::new(),
    }
}
