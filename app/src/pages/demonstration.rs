//! The demonstration: a guided page that tells how change data capture works, with one item and real requests.

mod comparison;
mod digits;
mod full_screen;
mod images;
#[cfg(feature = "hydrate")]
mod keys;
mod outcome;
mod pipeline;
mod pulse;
mod reset;
mod scene;
mod stage;
#[cfg(feature = "hydrate")]
mod watch;
mod words;

use afterimage_model::demonstration::{Demonstration, StoryStep};
use leptos::prelude::*;

use self::{full_screen::FullScreenButton, pipeline::Pipeline, reset::ResetButton, scene::Scene, stage::Stage};
use crate::{
    api::load_demonstration,
    components::{
        answered::answered, copy_button::CopyButton, empty_state::EmptyState, error_state::ErrorState,
        page_head::PageHead, resource::resource,
    },
    links, pieces, say,
};

/// `/demonstration?step=&screen=`.
#[component]
pub fn DemonstrationPage() -> impl IntoView {
    let first = resource(|| (), |()| load_demonstration());
    view! {
        <Suspense fallback=|| view! { <p class="loading">{say!("demonstration-loading")}</p> }>
            {answered(first, move |answer| match answer {
                Err(error) => {
                    view! {
                        <PageHead title=say!("frame-page-demonstration") />
                        <ErrorState error=error />
                    }
                        .into_any()
                }
                Ok(Demonstration { refusal: Some(refusal), .. }) => refused(refusal),
                Ok(demonstration) => view! { <Story first=demonstration /> }.into_any(),
            })}
        </Suspense>
    }
    .into_any()
}

/// How a server is started that has a demonstration.
const START: &str = "afterimage --embedded";

fn refused(refusal: String) -> AnyView {
    let [with, run, starts] = pieces!("demonstration-how");
    view! {
        <PageHead title=say!("frame-page-demonstration") />
        <EmptyState title=say!("demonstration-none")>
            <p>{refusal}</p>
            <p>{with} <code>{run}</code> {starts}</p>
            <pre class="command">
                <code>{START}</code>
            </pre>
            <CopyButton text=START label=say!("demonstration-copy-command") />
        </EmptyState>
    }
    .into_any()
}

/// The story, from where it stands.
#[component]
fn Story(first: Demonstration) -> impl IntoView {
    let stage = Stage::new(first);
    let pulse = RwSignal::new(pulse::Traffic::default());
    #[cfg(feature = "hydrate")]
    {
        watch::follow(stage, pulse);
        keys::listen(stage);
        full_screen::follow(stage);
    }
    view! {
        <div class="demonstration" data-screen=move || if stage.is_full.get() { "full" } else { "page" }>
            <PageHead title=say!("frame-page-demonstration")>
                <FullScreenButton stage=stage />
                <ResetButton stage=stage />
            </PageHead>
            <Pipeline stage=stage traffic=pulse />
            <Rail stage=stage />
            <Scene stage=stage />
        </div>
    }
    .into_any()
}

/// The steps, each with its number and whether it was taken.
#[component]
fn Rail(stage: Stage) -> impl IntoView {
    let entry = move |step: StoryStep| {
        let is_taken = move || stage.has_taken(step);
        let is_here = move || (stage.step.get() == step).then_some("step");
        view! {
            <li class:is-taken=is_taken>
                <a href=move || links::demonstration(step, stage.is_full.get()) aria-current=is_here>
                    <span class="rail-number" aria-hidden="true">
                        {step.number()}
                    </span>
                    <span class="rail-title">{words::title(step)}</span>
                    <span class="visually-hidden">{move || if is_taken() { say!("demonstration-taken") } else { "" }}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="rail" aria-label=say!("demonstration-story")>
            <ol>{StoryStep::ALL.map(entry).collect_view()}</ol>
        </nav>
    }
    .into_any()
}
