//! What came of a write, with the way to the change it caused.

use afterimage_model::write::{WriteField, WriteOutcome};
use leptos::prelude::*;

use super::{form::Form, target::FieldError};
use crate::{components::figures::short_count, links, say};

/// The result, or the refusal that is about no field of its own.
#[component]
pub fn Outcome(
    /// The form.
    form: Form,
) -> impl IntoView {
    let refusal = move || form.refusal(&[WriteField::Request]);
    let written = move || form.answer.get().and_then(Result::ok);
    view! {
        <div class="write-outcome" role="status">
            {move || refusal().map(|message| view! { <FieldError message=message /> })}
            {move || written().map(written_view)}
        </div>
    }
}

fn written_view(outcome: WriteOutcome) -> impl IntoView {
    let WriteOutcome { table, item_key, change_id, attributes_written } = outcome;
    let written = say!("write-written", count = attributes_written, shown = short_count(attributes_written as u64));
    let item = links::item(&table, &item_key);
    let label = item_key.label(None);
    let change = match change_id {
        Some(id) => view! {
            <a href=links::change(id)>{say!("write-see-change", id = id.to_string())}</a>
            {say!("write-arrived")}
        }
        .into_any(),
        None => say!("write-not-arrived").into_any(),
    };
    view! {
        <div class="notice notice-good" data-testid="write-result">
            <p>
                <strong>{say!("write-taken")} " "</strong>
                {written}
                " "
                {change}
            </p>
            <p>
                <a href=item>{say!("write-timeline", item = label)}</a>
            </p>
        </div>
    }
}
