//! The list of keys, which `?` opens from anywhere.

use leptos::{html, prelude::*};

use super::icons::{Glyph, Icon};

/// What the keys do.
const KEYS: [(&str, &str); 13] = [
    ("/", "go to the query line"),
    ("↓ ↑", "in the query line: choose what comes next, and take it with Enter or Tab"),
    ("Space", "stop the live list, or let it go on"),
    ("j", "the next older change"),
    ("k", "the next newer change"),
    ("↓ ↑ Page Home End", "in a timeline: go from version to version"),
    ("d", "in a timeline: what the version changed, or the item"),
    ("Enter", "look at the change that has the focus"),
    ("Esc", "close what is open, or leave the query line"),
    ("↓ ↑ Home End", "in the list of items: from item to item"),
    ("← →", "go from tab to tab"),
    ("← → Enter f r", "in the demonstration: the steps, taking one, full screen, starting over"),
    ("?", "this list"),
];

/// A button, and the dialog that it opens.
#[component]
pub fn KeyboardHelp() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    open_on_question_mark(dialog);
    let key = |(key, meaning): (&'static str, &'static str)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{meaning}</dd>
            </div>
        }
    };
    view! {
        <button type="button" class="icon-button" title="Keys (?)" aria-label="Keys" on:click=move |_| open(dialog)>
            <Icon glyph=Glyph::Keys />
        </button>
        <dialog class="keys" node_ref=dialog aria-labelledby="keys-heading">
            <h2 id="keys-heading">"Keys"</h2>
            <dl>{KEYS.map(key).collect_view()}</dl>
            <form method="dialog">
                <button class="button">"Close"</button>
            </form>
        </dialog>
    }
    .into_any()
}

fn open(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
        // It fails only for a dialog that is not on the page.
        drop(dialog.show_modal());
    }
}

#[cfg(feature = "hydrate")]
fn open_on_question_mark(dialog: NodeRef<html::Dialog>) {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "?" && !super::keyboard::is_typing(&event) {
                event.prevent_default();
                open(dialog);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

#[cfg(not(feature = "hydrate"))]
fn open_on_question_mark(_: NodeRef<html::Dialog>) {}
