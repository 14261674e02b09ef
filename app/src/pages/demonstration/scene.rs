//! The step that is shown: what will happen, the button that does it, and what came of it.

use afterimage_model::demonstration::StoryStep;
use leptos::{html, prelude::*};

use super::{
    outcome,
    stage::{Doing, Stage},
    words,
};
use crate::{
    browser::focus::{self, Target, When},
    components::icons::{Glyph, Icon},
    links, pieces, say,
};

/// The step, with the ways to its neighbours below.
#[component]
pub(super) fn Scene(stage: Stage) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    // Whoever goes to another step hears its name, and the keys go on from there.
    Effect::new(move |before: Option<(StoryStep, u32)>| {
        let place = (stage.step.get(), stage.focus.get());
        if before.is_some_and(|before| before != place)
            && let Some(heading) = heading.get_untracked()
        {
            focus::request(Target::Element(heading.into()), When::Now);
        }
        place
    });
    view! {
        <section class="scene" aria-labelledby="scene-heading">
            <div class="scene-intro">
                <h2 id="scene-heading" tabindex="-1" node_ref=heading>
                    <span class="scene-number">{move || stage.step.get().number()}</span>
                    <span>{move || words::title(stage.step.get())}</span>
                </h2>
                <p class="scene-lead">{move || words::lead(stage.step.get())}</p>
                <Act stage=stage />
                <Requests stage=stage />
            </div>
            <div class="outcome" data-testid="outcome">
                {move || outcome::of(stage, stage.step.get())}
                // As long as nothing stands before it: the stylesheet knows.
                <p class="outcome-none">{say!("demonstration-nothing-yet")}</p>
            </div>
            <Neighbours stage=stage />
        </section>
    }
    .into_any()
}

/// The button, why it cannot be pressed, what is waited for, and what went wrong.
#[component]
fn Act(stage: Stage) -> impl IntoView {
    let here = move || Doing::Step(stage.step.get());
    let is_busy = move || stage.doing.get().is_some();
    let needed = Memo::new(move |_| stage.first_needed());
    let is_done = move || stage.has_taken(stage.step.get());
    let said = move || match (stage.doing.get(), needed.get()) {
        (Some(doing), _) if doing == here() => words::working(stage.step.get()).to_owned(),
        (Some(_), _) => say!("demonstration-busy").to_owned(),
        (None, Some(first)) if is_done() => {
            let again = say!("demonstration-once-more", step = first.number());
            format!("{} {again}", words::done(stage.step.get()))
        }
        (None, Some(first)) => say!("demonstration-comes-first", step = first.number()),
        (None, None) if is_done() => words::done(stage.step.get()).to_owned(),
        (None, None) => String::new(),
    };
    let problem = move || {
        let problem = stage.problem.get().filter(|(doing, _)| *doing == here() || *doing == Doing::Reset);
        problem.map(|(_, error)| view! { <p class="scene-problem">{error.to_string()}</p> })
    };
    view! {
        <div class="act">
            <button
                type="button"
                class="button button-primary"
                data-testid="act"
                aria-disabled=move || (is_busy() || needed.get().is_some()).to_string()
                aria-describedby="act-said"
                on:click=move |_| stage.act()
            >
                {move || words::button(stage.step.get())}
                <kbd>"Enter"</kbd>
            </button>
            <p id="act-said" role="status">
                {said}
            </p>
        </div>
        <div role="alert">{problem}</div>
    }
    .into_any()
}

/// What the button sends.
#[component]
fn Requests(stage: Stage) -> impl IntoView {
    let request = |(name, what): (&'static str, &'static str)| {
        view! {
            <li>
                <code>{name}</code>
                <span>{what}</span>
            </li>
        }
    };
    let list = move || words::requests(stage.step.get()).into_iter().map(request).collect_view();
    view! {
        <ol class="requests" aria-label=say!("demonstration-requests")>
            {list}
        </ol>
    }
    .into_any()
}

#[component]
fn Neighbours(stage: Stage) -> impl IntoView {
    let [walk, take, fill, reset] = pieces!("demonstration-scene-keys");
    let link = move |step: StoryStep, glyph: Glyph, is_next: bool| {
        view! {
            <a class="button" href=move || links::demonstration(step, stage.is_full.get()) class:is-next=is_next>
                {(!is_next).then(|| view! { <Icon glyph=glyph /> })}
                {words::title(step)}
                {is_next.then(|| view! { <Icon glyph=glyph /> })}
            </a>
        }
    };
    view! {
        <nav class="scene-ways" aria-label=say!("demonstration-neighbours")>
            {move || stage.step.get().before().map(|step| link(step, Glyph::Left, false))}
            <p class="scene-keys quiet">
                <kbd>"←"</kbd> " " <kbd>"→"</kbd> " " {walk} <kbd>"Enter"</kbd> {take} <kbd>"f"</kbd> {fill} <kbd>"r"</kbd> {reset}
            </p>
            {move || stage.step.get().after().map(|step| link(step, Glyph::Right, true))}
        </nav>
    }
    .into_any()
}
