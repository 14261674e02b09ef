//! Pauses and resumes the demo generator, from every page.

use afterimage_model::health::DemoStatus;
use leptos::prelude::*;

use super::{
    icons::{Glyph, Icon},
    overview::OverviewResource,
    palette::offers::offer,
};
use crate::{api::set_demo_running, language, say};

/// The control; nothing where there is no demo.
#[component]
pub fn DemoControl(
    /// The frame's figures, asked for again after a press.
    overview: OverviewResource,
) -> impl IntoView {
    let press = Action::new(move |running: &bool| {
        let running = *running;
        async move {
            drop(set_demo_running(running).await);
            overview.refetch();
        }
    });
    let demo = move || overview.get().and_then(Result::ok).and_then(|overview| overview.demo);
    view! { <Transition>{move || demo().map(|demo| control(&demo, press))}</Transition> }
}

fn control(demo: &DemoStatus, press: Action<bool, ()>) -> impl IntoView + use<> {
    let running = demo.running;
    let (glyph, label) =
        if running { (Glyph::Pause, say!("frame-demo-pause")) } else { (Glyph::Play, say!("frame-demo-run")) };
    offer("demo", Signal::stored(label.to_owned()), Callback::new(move |()| drop(press.dispatch(!running))));
    let mark = language::current().decimal_mark();
    let rate = format!("{:.1}", f64::from(demo.rate_millihertz) / 1_000.0).replace('.', &mark.to_string());
    let rate = say!("frame-demo-rate", rate = rate);
    view! {
        <button type="button" class="demo" title=label on:click=move |_| drop(press.dispatch(!running))>
            <Icon glyph=glyph />
            <span class="visually-hidden">{label}</span>
            <span class="demo-rate">{if running { rate } else { say!("frame-demo-paused").to_owned() }}</span>
        </button>
    }
    .into_any()
}
