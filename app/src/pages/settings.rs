//! What the reader sets for this browser; each change is in force at once, on all of its tabs.

use afterimage_model::Language;
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::browser::alive::when_alive;
use crate::{
    components::page_head::PageHead,
    language::kept,
    say,
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
    let is_usual = move || settings.get() == Settings::default();
    let reset = move |_| {
        if untrack(is_usual) {
            return;
        }
        settings.change(|settings| *settings = Settings::default());
        said.set(say!("settings-was-reset"));
    };
    view! {
        <PageHead title=say!("settings-title") />
        <div class="settings">
            <p class="quiet">
                {move || {
                    if settings.is_kept() {
                        say!("settings-kept")
                    } else {
                        say!("settings-not-kept")
                    }
                }}
            </p>
            {choices(settings, "theme", say!("settings-theme"), Theme::ALL, |it| it.theme, |it, theme| it.theme = theme, Theme::label, Theme::about)}
            {choices(settings, "density", say!("settings-density"), Density::ALL, |it| it.density, |it, density| it.density = density, Density::label, Density::about)}
            {choices(settings, "times", say!("settings-times"), Times::ALL, |it| it.times, |it, times| it.times = times, Times::label, Times::about)}
            {choices(settings, "keys", say!("settings-keys"), Keys::ALL, |it| it.keys, |it, keys| it.keys = keys, Keys::label, Keys::about)}
            {languages()}
            <div class="settings-reset">
                <button type="button" class="button" aria-disabled=move || is_usual().to_string() on:click=reset>
                    {say!("settings-reset")}
                </button>
                <span class="quiet" role="status">
                    {move || if is_usual() && said.get().is_empty() { say!("settings-is-usual") } else { said.get() }}
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

/// The choice of a language, which is no setting like the others: the server has to know it.
fn languages() -> impl IntoView {
    let chosen = RwSignal::new(None);
    let failed = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    when_alive(move || chosen.set(Some(kept::chosen())));
    let choice = move |language: Option<Language>| {
        let label = language.map_or_else(|| say!("settings-language-browser"), Language::name);
        let about = language.is_none().then(|| say!("settings-language-browser-about"));
        let choose = move |_| {
            chosen.set(Some(language));
            failed.set(!kept::choose(language));
        };
        view! {
            <label class="choice-row">
                <input type="radio" name="language" prop:checked=move || chosen.get() == Some(language) on:change=choose />
                <span>
                    <strong lang=language.map(Language::tag)>{label}</strong>
                    {about.map(|about| view! { <span class="quiet">{about}</span> })}
                </span>
            </label>
        }
    };
    let note = move || if failed.get() { say!("settings-language-failed") } else { say!("settings-language-about") };
    view! {
        <fieldset>
            <legend>{say!("settings-language")}</legend>
            {choice(None)}
            {Language::ALL.map(|language| choice(Some(language))).collect_view()}
            <p class="quiet" role="status">{note}</p>
        </fieldset>
    }
    .into_any()
}
