//! What is typed into and chosen from.

use leptos::prelude::*;

use super::{CJK, DIGITS, LONG_WORD, part, state, states};
use crate::components::query_line::QueryLine;

pub(super) fn section() -> AnyView {
    view! { {query()} {fields()} {ticks()} }.into_any()
}

/// One on a page, as everywhere: it has an id of its own.
fn query() -> AnyView {
    let line = view! {
        <QueryLine query="table:demo-orders changed:status new.total>100" on_submit=Callback::new(|_| {}) />
    };
    part("query", "Query line", line)
}

/// A field's name, what is in it, and whether it is disabled, only read, or wrong.
struct Field {
    id: &'static str,
    label: &'static str,
    value: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Usual,
    Disabled,
    ReadOnly,
    Invalid,
}

fn field(Field { id, label, value, kind }: Field) -> impl IntoView {
    let wrong = kind == Kind::Invalid;
    let note = format!("{id}-note");
    view! {
        <p class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                value=value
                placeholder="user_id=me"
                disabled=kind == Kind::Disabled
                readonly=kind == Kind::ReadOnly
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then(|| note.clone())
            />
            {wrong.then(|| view! { <span class="field-error" id=note>"Amount: “12,5” is no number. Write 12.5."</span> })}
        </p>
    }
}

fn fields() -> AnyView {
    let of = |id, label, value, kind| field(Field { id, label, value, kind });
    let content = states([
        state("empty", of("field-empty", "Key", "", Kind::Usual)),
        state("filled", of("field-filled", "Key", "user_id=me", Kind::Usual)),
        state("disabled", of("field-disabled", "Key", "user_id=me", Kind::Disabled)),
        state("read only", of("field-read", "Key", "user_id=me", Kind::ReadOnly)),
        state("invalid", of("field-invalid", "Amount", "12,5", Kind::Invalid)),
        state("long text", of("field-long", "Stream", LONG_WORD, Kind::Usual)),
        state("CJK", of("field-cjk", "届け先", CJK, Kind::Usual)),
        state("38 digits", of("field-digits", "Total", DIGITS, Kind::Usual)),
        state("choice", select("select-usual", false)),
        state("choice, disabled", select("select-disabled", true)),
        state("text", textarea("text-usual", false)),
        state("text, invalid", textarea("text-invalid", true)),
    ]);
    part("fields", "Fields", content)
}

fn select(id: &'static str, disabled: bool) -> impl IntoView {
    view! {
        <p class="field">
            <label for=id>"Table"</label>
            <select id=id disabled=disabled>
                <option>"demo-orders"</option>
                <option>"demo-users"</option>
            </select>
        </p>
    }
}

fn textarea(id: &'static str, wrong: bool) -> impl IntoView {
    view! {
        <p class="field">
            <label for=id>"Item"</label>
            <textarea id=id rows="3" aria-invalid=wrong.then_some("true")>
                "{ \"user_id\": \"me\" }"
            </textarea>
        </p>
    }
}

fn ticks() -> AnyView {
    let tick = |label, checked, disabled| {
        view! {
            <label class="check">
                <input type="checkbox" checked=checked disabled=disabled />
                {label}
            </label>
        }
    };
    let dot = |label, about, checked| {
        view! {
            <label class="choice-row">
                <input type="radio" name="gallery-dot" checked=checked />
                <span>
                    <strong>{label}</strong>
                    <span class="quiet">{about}</span>
                </span>
            </label>
        }
    };
    let content = states([
        state("not ticked", tick("As DynamoDB JSON", false, false)),
        state("ticked", tick("As DynamoDB JSON", true, false)),
        state("disabled", tick("As DynamoDB JSON", false, true)),
        state("dots", view! { {dot("JSON lines", "One record a line", true)} {dot("CSV", "For spreadsheets", false)} }),
        state("slider", view! { <input type="range" aria-label="Version" min="0" max="10" value="4" /> }),
        state("progress", view! { <progress max="100" value="40" aria-label="Export"></progress> }),
        state("size", view! { <meter max="400" value="120" aria-label="Size"></meter> }),
    ]);
    part("ticks", "Ticks, dots, sliders", content)
}
