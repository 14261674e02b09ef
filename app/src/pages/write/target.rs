//! Where to write, and what to do there.

use afterimage_model::{table::KeyAttribute, write::WriteField};
use leptos::{html, prelude::*};

use super::{form::Form, kind::Kind};
use crate::say;

/// The table and the action.
#[component]
pub fn Target(
    /// The form.
    form: Form,
) -> impl IntoView {
    let refusal = move || form.refusal(&[WriteField::Table]);
    let select = NodeRef::<html::Select>::new();
    // What was chosen before the page was alive, or restored by the browser, counts.
    Effect::new(move |_| {
        let Some(chosen) = select.get().map(|select| select.value()) else { return };
        if chosen != form.table.get_untracked() {
            form.choose_table(chosen);
        }
    });
    let option = |name: String| {
        let (value, shown) = (name.clone(), name.clone());
        view! {
            <option value=value selected=move || form.table.get() == name>
                {shown}
            </option>
        }
    };
    view! {
        <div class="write-target">
            <div class="field">
                <label for="write-table">{say!("write-table")}</label>
                <select
                    id="write-table"
                    node_ref=select
                    data-testid="write-table"
                    aria-describedby="write-table-help"
                    aria-invalid=move || refusal().is_some().to_string()
                    on:change:target=move |event| form.choose_table(event.target().value())
                >
                    {form.table_names().into_iter().map(option).collect_view()}
                </select>
                <p id="write-table-help" class="field-help">
                    {move || key_words(form)}
                </p>
                {move || refusal().map(|message| view! { <FieldError message=message /> })}
            </div>
            <fieldset class="field write-kinds" data-testid="write-action">
                <legend>{say!("write-action")}</legend>
                {Kind::ALL.map(|kind| choice(form, kind)).collect_view()}
                <p class="field-help">{move || form.kind.get().explanation()}</p>
            </fieldset>
        </div>
    }
}

fn choice(form: Form, kind: Kind) -> impl IntoView {
    view! {
        <label>
            <input
                type="radio"
                name="action"
                value=kind.as_str()
                checked=form.kind.get_untracked() == kind
                prop:checked=move || form.kind.get() == kind
                on:change=move |_| form.choose_kind(kind)
            />
            {kind.label()}
        </label>
    }
}

/// `Keyed by customer_id (S) and order_id (S).`
fn key_words(form: Form) -> String {
    let words = |key: &KeyAttribute| format!("{} ({})", key.name, key.type_tag);
    match form.keys().as_slice() {
        [] => say!("write-key-unknown").to_owned(),
        [partition, sort, ..] => say!("write-keyed-by-two", partition = words(partition), sort = words(sort)),
        [partition] => say!("write-keyed-by", partition = words(partition)),
    }
}

/// What the server or the rules say against a field, beside it.
#[component]
pub fn FieldError(
    /// The reason, and what to do.
    message: String,
) -> impl IntoView {
    view! {
        <p class="field-error" role="alert" data-testid="write-error">
            {message}
        </p>
    }
}
