//! Dark or light, at a press: the other one of what is seen now.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use crate::{
    say,
    settings::{Theme, browser::use_settings},
};

/// Changes between dark and light.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let settings = use_settings();
    let toggle = move |_| {
        let theme = other_theme(settings.get_untracked().theme);
        settings.change(|settings| settings.theme = theme);
    };
    view! {
        <button type="button" class="icon-button" title=say!("frame-theme-toggle") aria-label=say!("frame-theme-toggle") on:click=toggle>
            <Icon glyph=Glyph::Theme />
        </button>
    }
}

fn other_theme(theme: Theme) -> Theme {
    let is_dark = match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System | Theme::Contrast => system_is_dark(),
    };
    if is_dark { Theme::Light } else { Theme::Dark }
}

#[cfg(feature = "hydrate")]
fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

#[cfg(not(feature = "hydrate"))]
fn system_is_dark() -> bool {
    false
}
