//! What came of a write, with the way to the change it caused.

use leptos::prelude::*;

use super::{form::Form, target::FieldError};
use crate::{
    components::figures::counted,
    links,
    model::write::{WriteField, WriteOutcome},
};

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
    let count = counted(attributes_written as u64, "attribute");
    let item = links::item(&table, &item_key);
    let label = item_key.label(None);
    let change = match change_id {
        Some(id) => view! {
            <a href=links::change(id)>{format!("See change {id}")}</a>
            ", which arrived through the stream."
        }
        .into_any(),
        None => "No change has arrived yet: the stream may be off, or nothing differed. The item's page will show it."
            .into_any(),
    };
    view! {
        <div class="notice notice-good" data-testid="write-result">
            <p>
                <strong>"DynamoDB took it. "</strong>
                {count}
                " written. "
                {change}
            </p>
            <p>
                <a href=item>{format!("Timeline of {label}")}</a>
            </p>
        </div>
    }
}
