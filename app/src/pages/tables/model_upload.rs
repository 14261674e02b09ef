//! A data model of `NoSQL` Workbench, uploaded: its tables are created where they are not there yet.

use afterimage_model::data_model::{ModelOutcome, TableOutcome, TableResult};
use leptos::{html, prelude::*};

use crate::{components::overview::use_overview, say};

/// What an upload may have, in bytes: a request's body has at most one mebibyte, and the file travels as a JSON text.
#[cfg(feature = "hydrate")]
const MAX_UPLOAD_BYTES: f64 = 700_000.0;

/// What came of an upload.
#[derive(Clone, Debug, Default, PartialEq)]
enum Upload {
    /// None was made yet.
    #[default]
    None,
    /// The tables are being created.
    Working,
    /// What became of them.
    Done(ModelOutcome),
    /// Why nothing was created.
    Refused(String),
}

/// A folded form: a file, and what came of it.
#[component]
pub fn ModelUpload(
    /// Asks for the tables again.
    reload: Callback<()>,
) -> impl IntoView {
    let upload = RwSignal::new(Upload::None);
    let input = NodeRef::<html::Input>::new();
    let overview = use_overview();
    let refusal = Memo::new(move |_| {
        let overview = overview.get().and_then(Result::ok)?;
        (!overview.writes.is_allowed()).then(|| say!("tables-model-read-only"))
    });
    let is_working = move || upload.with(|upload| *upload == Upload::Working);
    view! {
        <details class="model-upload" data-testid="model-upload">
            <summary>{say!("tables-model")}</summary>
            <p>
                {say!("tables-model-about")}
            </p>
            <p>
                <label for="model-file">{say!("tables-model-file")} " "</label>
                <input
                    id="model-file"
                    node_ref=input
                    type="file"
                    accept=".json,application/json"
                    disabled=move || is_working() || refusal.get().is_some()
                    on:change=move |_| send(input, upload, reload)
                />
            </p>
            <Transition>{move || refusal.get().map(|reason| view! { <p>{reason}</p> })}</Transition>
            <div role="status">{move || upload.with(outcome)}</div>
        </details>
    }
}

fn outcome(upload: &Upload) -> AnyView {
    match upload {
        Upload::None => ().into_any(),
        Upload::Working => view! { <p>{say!("tables-model-working")}</p> }.into_any(),
        Upload::Refused(reason) => {
            view! { <p class="task-problem" data-testid="model-problem">{reason.clone()}</p> }.into_any()
        }
        Upload::Done(outcome) => {
            let line = |table: &TableOutcome| view! { <li>{outcome_words(table)}</li> };
            view! {
                <p>{say!("tables-model-outcome", model = outcome.model.as_str())}</p>
                <ul data-testid="model-outcome">{outcome.tables.iter().map(line).collect_view()}</ul>
            }
            .into_any()
        }
    }
}

/// What became of a table, in a sentence or two.
fn outcome_words(outcome: &TableOutcome) -> String {
    let table = outcome.name.as_str();
    let done = match outcome.result {
        TableResult::Created { items, indexes: 0 } => {
            say!("tables-model-created", table = table, items = say!("tables-model-items", count = items))
        }
        TableResult::Created { items, indexes } => {
            let items = say!("tables-model-items", count = items);
            let indexes = say!("tables-model-indexes", count = indexes);
            say!("tables-model-created-indexed", table = table, items = items, indexes = indexes)
        }
        TableResult::LeftAlone => say!("tables-model-left-alone", table = table),
    };
    if outcome.is_followed { done } else { format!("{done} {}", say!("tables-model-not-followed", table = table)) }
}

#[cfg(feature = "hydrate")]
fn send(input: NodeRef<html::Input>, upload: RwSignal<Upload>, reload: Callback<()>) {
    let Some(input) = input.get_untracked() else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    if file.size() > MAX_UPLOAD_BYTES {
        let kilobytes = MAX_UPLOAD_BYTES / 1_000.0;
        upload.set(Upload::Refused(say!("tables-model-too-large", kilobytes = kilobytes)));
        return;
    }
    upload.set(Upload::Working);
    leptos::task::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        let done = match text {
            None => Upload::Refused(say!("tables-model-unreadable").to_owned()),
            Some(text) => match crate::api::apply_model(text).await {
                Ok(outcome) => Upload::Done(outcome),
                Err(error) => Upload::Refused(error.to_string()),
            },
        };
        upload.try_set(done);
        reload.try_run(());
        // So that the same file, mended, can be chosen again.
        input.set_value("");
    });
}

#[cfg(not(feature = "hydrate"))]
fn send(_: NodeRef<html::Input>, upload: RwSignal<Upload>, _: Callback<()>) {
    // Never called on the server; named here, so that both halves know the same states.
    let _ = (upload, Upload::Working, Upload::Refused, Upload::Done);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_english_the_page_says_what_the_command_line_says() {
        let created = |items, indexes| TableResult::Created { items, indexes };
        for result in [created(21, 2), created(1, 1), created(0, 0), TableResult::LeftAlone] {
            for is_followed in [true, false] {
                let outcome = TableOutcome { name: "Shop".to_owned(), result, is_followed };
                assert_eq!(outcome_words(&outcome), outcome.in_words());
            }
        }
    }
}
