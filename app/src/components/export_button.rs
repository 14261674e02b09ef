//! Exporting what a page shows: a dialog with the forms, a download that the browser keeps, and how far it is.
//!
//! The download is a plain link, so that the browser writes the file as it comes, however large. How far it is the server
//! tells, by a name that the link carries.

use afterimage_model::export::{ExportPhase, ExportProgress};
use leptos::{html, prelude::*, task::spawn_local};

use super::{
    figures::{self, short_size},
    palette::offers::offer,
};
use crate::{
    api::{cancel_export, load_export_standing},
    language::{self, Message},
    links, message, pieces, say,
};

/// The forms: as addresses write them, what they are called, and what they are for.
const FORMATS: [(&str, Message, Message); 3] = [
    ("jsonl", message!("frame-export-jsonl"), message!("frame-export-jsonl-about")),
    ("csv", message!("frame-export-csv"), message!("frame-export-csv-about")),
    ("parquet", message!("frame-export-parquet"), message!("frame-export-parquet-about")),
];

/// How often it is asked how far the export is.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(700);

/// `Export…`, and the dialog that it opens.
#[component]
pub fn ExportButton(
    /// Which changes, as a query.
    #[prop(into)]
    query: Signal<String>,
    /// What those are, in words: `all changes of demo-orders`.
    #[prop(into)]
    what: Signal<String>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let format = RwSignal::new(FORMATS[0].0);
    let name = RwSignal::new(String::new());
    let progress_told = RwSignal::new(None::<ExportProgress>);
    let address = move || export_address(&query.get(), format.get(), &name.get());
    let choice = move |(id, label, about): (&'static str, Message, Message)| {
        view! {
            <label class="choice-row">
                <input
                    type="radio"
                    name="export-format"
                    value=id
                    checked=id == FORMATS[0].0
                    prop:checked=move || format.get() == id
                    on:change=move |_| format.set(id)
                />
                <span>
                    <strong>{label.text(language::current())}</strong>
                    <span class="quiet">{about.text(language::current())}</span>
                </span>
            </label>
        }
    };
    let open = move || {
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
            progress_told.set(None);
            name.set(new_name());
            // It fails only for a dialog that is not on the page.
            drop(dialog.show_modal());
        }
    };
    let begun = move |_| watch(name, progress_told);
    let offered = move || say!("frame-export-offer", what = what.get());
    offer("export", Signal::derive(offered), Callback::new(move |()| open()));
    let [before, after] = pieces!("frame-export-about");
    view! {
        <button type="button" class="button" on:click=move |_| open()>
            {say!("frame-export-open")}
        </button>
        <dialog class="task" node_ref=dialog aria-labelledby="export-heading" data-testid="export-dialog">
            <h2 id="export-heading">{say!("frame-export")}</h2>
            <p>
                {before} {move || what.get()} {after}
                <code>{move || shown_query(&query.get())}</code>
            </p>
            <fieldset>
                <legend>{say!("frame-export-form")}</legend>
                {FORMATS.map(choice).collect_view()}
            </fieldset>
            <div role="status" class="task-progress">
                {move || progress_told.get().map(|progress_told| progress(progress_told, name))}
            </div>
            <div class="task-actions">
                <a class="button button-primary" href=address download="" rel="external" on:click=begun data-testid="export-download">
                    {say!("frame-export-download")}
                </a>
                <form method="dialog">
                    <button class="button">{say!("frame-close")}</button>
                </form>
            </div>
        </dialog>
    }
    .into_any()
}

/// Where the file comes from.
fn export_address(query: &str, format: &str, name: &str) -> String {
    let progress = if name.is_empty() { String::new() } else { format!("&progress={name}") };
    format!("/api/v1/export?q={}&format={format}{progress}", links::encode(query))
}

fn shown_query(query: &str) -> String {
    if query.is_empty() { say!("frame-export-everything").to_owned() } else { query.to_owned() }
}

fn progress(progress_told: ExportProgress, name: RwSignal<String>) -> impl IntoView {
    let done = format!("{}, {}", figures::changes(progress_told.changes), short_size(progress_told.bytes));
    match progress_told.phase {
        ExportPhase::UnderWay => view! {
            <progress max="100" value=progress_told.percent.to_string() aria-label=say!("frame-export")></progress>
            <span>{say!("frame-export-under-way", percent = progress_told.percent, done = done)}</span>
            <button
                type="button"
                class="button"
                on:click=move |_| {
                    let name = name.get_untracked();
                    spawn_local(async move { drop(cancel_export(name).await) });
                }
            >
                {say!("frame-cancel")}
            </button>
        }
        .into_any(),
        ExportPhase::Finished => {
            view! { <span data-testid="export-done">{say!("frame-export-done", done = done)}</span> }.into_any()
        }
        ExportPhase::Cancelled => say!("frame-export-cancelled", done = done).into_any(),
        ExportPhase::Broken => say!("frame-export-broken", done = done).into_any(),
    }
}

/// A name that no other export has.
#[cfg(feature = "hydrate")]
fn new_name() -> String {
    format!("page-{}-{:016x}", js_sys::Date::now(), js_sys::Math::random().to_bits())
}

#[cfg(not(feature = "hydrate"))]
fn new_name() -> String {
    String::new()
}

/// Asks again and again until it is over. The next download gets another name.
fn watch(name: RwSignal<String>, progress_told: RwSignal<Option<ExportProgress>>) {
    let watched = name.get_untracked();
    spawn_local(async move {
        let told = load_export_standing(watched.clone()).await.ok().flatten();
        // Another dialog, or another page, is on by now.
        if !name.try_with_untracked(|name| *name == watched).unwrap_or(false) {
            return;
        }
        if told.is_some() {
            progress_told.try_set(told);
        }
        if told.is_some_and(|told| told.phase != ExportPhase::UnderWay) {
            name.try_set(new_name());
        } else {
            set_timeout(move || watch(name, progress_told), LOOK_EVERY);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_carries_the_query_the_form_and_the_name() {
        assert_eq!(
            export_address("table:a b", "csv", "page-1"),
            "/api/v1/export?q=table%3Aa%20b&format=csv&progress=page-1"
        );
        assert_eq!(export_address("", "jsonl", ""), "/api/v1/export?q=&format=jsonl");
    }
}
