//! What is pressed: buttons, choices, tabs.

use leptos::prelude::*;

use super::{LONG_WORD, part, state, states};
use crate::components::{
    copy_button::CopyButton,
    folded::Folded,
    icons::{Glyph, Icon},
    tabs::TabList,
};

pub(super) fn section() -> AnyView {
    view! { {buttons()} {choices()} {tabs()} }.into_any()
}

fn button(class: &'static str, label: &'static str, disabled: bool, busy: bool) -> impl IntoView {
    view! {
        <button type="button" class=format!("button {class}") disabled=disabled aria-busy=busy.then_some("true")>
            {label}
        </button>
    }
}

fn buttons() -> AnyView {
    let usual = states([
        state("default", button("", "Export…", false, false)),
        state("disabled", button("", "Export…", true, false)),
        state("busy", button("", "Exporting…", false, true)),
        state("primary", button("button-primary", "Write", false, false)),
        state("primary, disabled", button("button-primary", "Write", true, false)),
        state("primary, busy", button("button-primary", "Writing…", false, true)),
        state("danger", button("button-danger", "Delete the item", false, false)),
        state("danger, disabled", button("button-danger", "Delete the item", true, false)),
        state("a link", view! { <a class="button" href="#controls">"Items"</a> }),
    ]);
    let others = states([
        state("icon", icon_button(false)),
        state("icon, disabled", icon_button(true)),
        state("copy", view! { <CopyButton text="text" label="Copy link" /> }),
        state("fold", view! { <Folded characters=38_000 short=|| "\"a long text…\"" whole=|| "" /> }),
        state("long words", button("", LONG_WORD, false, false)),
    ]);
    part("buttons", "Buttons", view! { {usual} {others} })
}

fn icon_button(disabled: bool) -> impl IntoView {
    view! {
        <button type="button" class="icon-button" aria-label="Close" title="Close" disabled=disabled>
            <Icon glyph=Glyph::Close />
        </button>
    }
}

fn choices() -> AnyView {
    let choice = |label, pressed: bool, disabled| {
        view! {
            <button type="button" class="choice" aria-pressed=pressed.to_string() disabled=disabled>
                {label}
            </button>
        }
    };
    let pressed = view! {
        <div class="choices" role="group" aria-label="Order">
            {choice("Last change", true, false)} {choice("Most changed", false, false)} {choice("Key", false, true)}
        </div>
    };
    part("choices", "Choices", states([state("pressed, not pressed, disabled", pressed)]))
}

fn tabs() -> AnyView {
    let names = ["Changes", "After", "Before", "Record"].map(str::to_owned).to_vec();
    let content = view! {
        <TabList id="gallery" label="Views of a change" names=names selected=RwSignal::new(1) />
        <div id="gallery-panel" class="tab-panel" role="tabpanel" aria-labelledby="gallery-tab-1">
            <p>"What the tab is of."</p>
        </div>
    };
    part("tabs", "Tabs", content)
}
