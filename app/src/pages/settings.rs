//! What the reader sets for this browser; each change is in force at once, on all of its tabs.

use leptos::prelude::*;

use crate::{
    components::page_head::PageHead,
    settings::{
        Density, Keys, Settings, Theme, Times,
        browser::{CurrentSettings, use_settings},
    },
};

/// `/settings`.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let settings = use_settings();
    let said = RwSignal::new("");
    let reset = move |_| {
        settings.change(|settings| *settings = Settings::default());
        said.set("Everything is as usual again.");
    };
    let is_usual = move || settings.get() == Settings::default();
    view! {
        <PageHead title="Settings" />
        <div class="settings">
            <p class="quiet">
                {move || {
                    if settings.is_kept() {
                        "Kept by this browser alone, for all of its tabs; each change is in force at once."
                    } else {
                        "This browser keeps nothing for this page: a change lasts until the page is loaded again."
                    }
                }}
            </p>
            {choices(settings, "theme", "Theme", Theme::ALL, |it| it.theme, |it, theme| it.theme = theme, Theme::label, Theme::about)}
            {choices(settings, "density", "Density", Density::ALL, |it| it.density, |it, density| it.density = density, Density::label, Density::about)}
            {choices(settings, "times", "Times", Times::ALL, |it| it.times, |it, times| it.times = times, Times::label, Times::about)}
            {choices(settings, "keys", "Single keys", Keys::ALL, |it| it.keys, |it, keys| it.keys = keys, Keys::label, Keys::about)}
            <div class="settings-reset">
                <button type="button" class="button" disabled=is_usual on:click=reset>
                    "Reset"
                </button>
                <span class="quiet" role="status">
                    {move || if is_usual() && said.get().is_empty() { "Nothing is changed." } else { said.get() }}
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// One setting as a group of choices.
#[expect(clippy::too_many_arguments, reason = "one table row each, at the one place where they are listed")]
fn choices<T: Copy + PartialEq + Send + Sync + 'static>(
    settings: CurrentSettings,
    name: &'static str,
    heading: &'static str,
    all: &'static [T],
    get: fn(&Settings) -> T,
    set: fn(&mut Settings, T),
    label: fn(T) -> &'static str,
    about: fn(T) -> &'static str,
) -> impl IntoView {
    let choice = move |value: &'static T| {
        let value = *value;
        view! {
            <label class="choice-row">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || get(&settings.get()) == value
                    on:change=move |_| settings.change(|settings| set(settings, value))
                />
                <span>
                    <strong>{label(value)}</strong>
                    <span class="quiet">{about(value)}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset>
            <legend>{heading}</legend>
            {all.iter().map(choice).collect_view()}
        </fieldset>
    }
    .into_any()
}
