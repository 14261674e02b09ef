//! A menu of what can be copied: one button where several would crowd a bar.

use afterimage_model::{ItemKey, dynamodb_json, plain_json};
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    clipboard::RefusedCopy,
    icons::{Glyph, Icon},
};
use crate::{
    api,
    browser::focus::{self, Target, When},
    say,
};

/// How long the button says what it copied.
#[cfg(feature = "hydrate")]
const CONFIRMATION: std::time::Duration = std::time::Duration::from_millis(2_500);

/// Something to copy.
#[derive(Clone)]
pub struct Choice {
    /// What it is: `Link to version 12`.
    pub label: String,
    /// Where the text comes from.
    pub source: Source,
}

/// Where a text to copy comes from.
#[derive(Clone)]
pub enum Source {
    /// It is there; a path beginning with `/` is copied as a whole address.
    Text(Signal<String>),
    /// The item as it is in DynamoDB when it is asked for, in DynamoDB JSON or in plain JSON.
    ItemNow {
        /// The table.
        table: String,
        /// Which item.
        item_key: ItemKey,
        /// DynamoDB JSON.
        exact: bool,
    },
}

impl Choice {
    /// A text that is there.
    pub fn text(label: impl Into<String>, text: impl Into<Signal<String>>) -> Self {
        Self { label: label.into(), source: Source::Text(text.into()) }
    }
}

/// What the menu has to say.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "texts are copied in the browser"))]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Copied(String),
    Waiting,
    Failed(String),
}

impl Said {
    fn words(&self) -> String {
        match self {
            Self::Copied(label) => say!("frame-copied-what", what = label.as_str()),
            Self::Waiting => say!("frame-copy-waiting").to_owned(),
            Self::Failed(message) => say!("frame-copy-failed", why = message.as_str()),
        }
    }
}

#[derive(Clone, Copy)]
struct State {
    id: &'static str,
    open: RwSignal<bool>,
    said: RwSignal<Option<Said>>,
    refused: RwSignal<Option<String>>,
}

/// The button and its menu.
#[component]
pub fn CopyMenu(
    /// The beginning of the elements' ids, unique within the page.
    id: &'static str,
    /// What can be copied.
    choices: Vec<Choice>,
) -> impl IntoView {
    let state = State { id, open: RwSignal::new(false), said: RwSignal::new(None), refused: RwSignal::new(None) };
    let count = choices.len();
    let choices = StoredValue::new(choices);
    let copied = move || matches!(state.said.get(), Some(Said::Copied(_)));
    let items = move || {
        let item = |(at, choice): (usize, Choice)| item_view(at, choice, state);
        choices.with_value(|choices| choices.iter().cloned().enumerate().map(item).collect_view())
    };
    let failure = move || state.said.get().filter(|said| matches!(said, Said::Failed(_))).map(|said| said.words());
    view! {
        <div class="copy-menu" id=format!("{id}-copy") on:keydown=move |event| on_key(&event, state, count) on:focusout=move |_| close_when_left(state)>
            <button
                type="button"
                class="button"
                id=format!("{id}-copy-button")
                aria-haspopup="menu"
                aria-expanded=move || state.open.get().to_string()
                aria-controls=format!("{id}-copy-list")
                on:click=move |_| toggle(state)
            >
                <Icon glyph=Signal::derive(move || if copied() { Glyph::Check } else { Glyph::Copy }) />
                <span>{move || if copied() { say!("frame-copied") } else { say!("frame-copy") }}</span>
            </button>
            <div
                class="copy-list"
                role="menu"
                id=format!("{id}-copy-list")
                aria-labelledby=format!("{id}-copy-button")
                hidden=move || !state.open.get()
            >
                {items}
            </div>
            <span class="visually-hidden" role="status">
                {move || state.said.get().map(|said| said.words())}
            </span>
            {move || failure().map(|words| view! { <p class="field-error copy-failed">{words}</p> })}
            <RefusedCopy text=state.refused />
        </div>
    }
    .into_any()
}

fn item_view(at: usize, choice: Choice, state: State) -> AnyView {
    let label = choice.label.clone();
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            id=format!("{}-copy-{at}", state.id)
            on:click=move |_| {
                state.open.set(false);
                focus_button(state);
                copy(choice.clone(), state);
            }
        >
            {label}
        </button>
    }
    .into_any()
}

fn toggle(state: State) {
    let opens = !state.open.get_untracked();
    state.open.set(opens);
    if opens {
        // It is only now being shown, and can take the focus once it is.
        focus::request(Target::Id(format!("{}-copy-0", state.id)), When::NextFrame);
    }
}

fn focus_button(state: State) {
    focus::request(Target::Id(format!("{}-copy-button", state.id)), When::Now);
}

/// As a menu is expected to: arrows move, Home and End go to the ends, Escape closes.
fn on_key(event: &KeyboardEvent, state: State, count: usize) {
    let key = event.key();
    if !state.open.get_untracked() {
        if key == "ArrowDown" && focused(state, count).is_none() && is_on_button(state) {
            event.prevent_default();
            toggle(state);
        }
        return;
    }
    let now = focused(state, count);
    let next = match key.as_str() {
        "ArrowDown" => now.map_or(0, |now| (now + 1) % count),
        "ArrowUp" => now.map_or(count - 1, |now| (now + count - 1) % count),
        "Home" => 0,
        "End" => count - 1,
        "Escape" => {
            event.prevent_default();
            // What is around the menu must not take the key for itself.
            event.stop_propagation();
            state.open.set(false);
            focus_button(state);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus::request(Target::Id(format!("{}-copy-{next}", state.id)), When::Now);
}

/// The text, from wherever it comes.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "texts are copied in the browser"))]
async fn text_of(source: Source) -> Result<String, String> {
    match source {
        Source::Text(text) => Ok(text.get_untracked()),
        Source::ItemNow { table, item_key, exact } => {
            let item = api::load_item_now(table, item_key.to_string()).await.map_err(|error| error.to_string())?;
            let item = item.ok_or_else(|| say!("frame-copy-no-item"))?;
            Ok(if exact { dynamodb_json::to_pretty_text(&item) } else { plain_json::to_text(&item) })
        }
    }
}

#[cfg(feature = "hydrate")]
fn copy(choice: Choice, state: State) {
    use super::clipboard;

    if matches!(choice.source, Source::ItemNow { .. }) {
        state.said.set(Some(Said::Waiting));
    }
    state.refused.set(None);
    leptos::task::spawn_local(async move {
        let said = match text_of(choice.source).await.map(clipboard::whole) {
            Err(message) => Some(Said::Failed(message)),
            Ok(text) if clipboard::write(&text).await => Some(Said::Copied(choice.label)),
            Ok(text) => {
                state.refused.try_set(Some(text));
                None
            }
        };
        state.said.try_set(said.clone());
        let rest = move || {
            if state.said.try_get_untracked().flatten() == said {
                state.said.try_set(None);
            }
        };
        set_timeout(rest, CONFIRMATION);
    });
}

#[cfg(not(feature = "hydrate"))]
fn copy(_: Choice, _: State) {}

/// Closes the menu when the focus has gone elsewhere.
#[cfg(feature = "hydrate")]
fn close_when_left(state: State) {
    let look = move || {
        if !focus::is_within(&format!("#{}-copy", state.id)) {
            state.open.try_set(false);
        }
    };
    // The element that gets the focus has it only afterwards.
    set_timeout(look, std::time::Duration::ZERO);
}

#[cfg(not(feature = "hydrate"))]
fn close_when_left(_: State) {}

fn is_on_button(state: State) -> bool {
    focus::current().is_some_and(|element| element.id() == format!("{}-copy-button", state.id))
}

/// Which of the menu's items has the focus.
fn focused(state: State, count: usize) -> Option<usize> {
    let active = focus::current()?.id();
    (0..count).find(|at| active == format!("{}-copy-{at}", state.id))
}
