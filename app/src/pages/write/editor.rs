//! The item's text: two notations, checked while typing, never lost.

use afterimage_model::{image::MAX_ITEM_SIZE_BYTES, write::WriteField};
use leptos::{html, prelude::*};

use super::{
    draft::{Notation, Problem},
    form::Form,
    kind::Kind,
    target::FieldError,
};
use crate::{
    browser::focus::{self, Target, When},
    components::figures::short_size,
    inert, say,
};

/// The editor.
#[component]
pub fn Editor(
    /// The form.
    form: Form,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let initial = form.text.get_untracked();
    keep_in_step(form, area);
    let mut check_later = form.check_later();
    let problems = Memo::new(move |_| form.problems());
    let refusal = move || form.refusal(&[WriteField::Item, WriteField::Key]);
    let is_invalid = move || refusal().is_some() || !problems.with(Vec::is_empty);
    view! {
        <div class="field write-item">
            <div class="write-bar">
                <label for="write-editor">{say!("write-item")}</label>
                <Notations form=form />
                <span class="write-tools">
                    <button type="button" class="button" on:click=move |_| form.use_template()>
                        {say!("write-use-template")}
                    </button>
                    <button type="button" class="button" on:click=move |_| form.load()>
                        {say!("write-load")}
                    </button>
                </span>
            </div>
            <textarea
                id="write-editor"
                class="write-editor"
                data-testid="write-editor"
                node_ref=area
                rows="18"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="none"
                aria-describedby="write-size write-problems"
                aria-invalid=move || is_invalid().to_string()
                on:input:target=move |event| {
                    form.typed(event.target().value());
                    check_later(());
                }
            >
                {inert::as_written(initial)}
            </textarea>
            <Notes form=form />
            <div id="write-problems" aria-live="polite">
                {move || match refusal() {
                    Some(message) => view! { <FieldError message=message /> }.into_any(),
                    None => problems.get().into_iter().map(|problem| problem_line(problem, area)).collect_view().into_any(),
                }}
            </div>
            <Size form=form />
        </div>
    }
}

/// Shows in the field what the form puts there, and takes over what was typed before the page was alive.
fn keep_in_step(form: Form, area: NodeRef<html::Textarea>) {
    Effect::new(move |alive: Option<bool>| {
        let Some(area) = area.get() else { return false };
        let text = form.text.get();
        if alive != Some(true) {
            // The browser may also have kept what was typed before a reload.
            let shown = area.value();
            if shown != text {
                form.typed(shown.clone());
                form.checked.set(shown);
            }
        } else if area.value() != text {
            area.set_value(&text);
        }
        true
    });
}

#[component]
fn Notations(form: Form) -> impl IntoView {
    let choice = move |notation: Notation, label: &'static str, test_id: &'static str| {
        view! {
            <button
                type="button"
                class="choice"
                data-testid=test_id
                aria-pressed=move || (form.notation.get() == notation).to_string()
                on:click=move |_| form.choose_notation(notation)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="choices" role="group" aria-label=say!("write-notation")>
            {choice(Notation::Plain, "JSON", "write-mode-plain")}
            {choice(Notation::DynamoDb, "DynamoDB JSON", "write-mode-dynamodb")}
        </div>
    }
}

/// What became of loading, converting and replacing.
#[component]
fn Notes(form: Form) -> impl IntoView {
    let bring_back = move || {
        form.replaced.get().map(|_| {
            view! {
                <p class="field-help">
                    {say!("write-replaced")}
                    " "
                    <button type="button" class="link" on:click=move |_| form.bring_back()>
                        {say!("write-bring-back")}
                    </button>
                </p>
            }
        })
    };
    view! {
        <div role="status">
            {move || form.note.get().map(|note| view! { <p class="field-note">{note}</p> })} {bring_back}
        </div>
    }
}

/// One thing that is wrong, with the way to its place.
fn problem_line(problem: Problem, area: NodeRef<html::Textarea>) -> impl IntoView {
    let go_there = problem.position.map(|position| {
        view! {
            <button type="button" class="link" on:click=move |_| select(area, position)>
                {say!("write-go-there")}
            </button>
        }
    });
    view! {
        <p class="field-error" data-testid="write-error">
            {problem.message} " " {go_there}
        </p>
    }
}

fn select(area: NodeRef<html::Textarea>, position: usize) {
    let (Some(area), Ok(position)) = (area.get_untracked(), u32::try_from(position)) else { return };
    focus::request(Target::Element(area.clone().into()), When::Now);
    drop(area.set_selection_range(position, position.saturating_add(1)));
}

/// How much of DynamoDB's limit the item takes.
#[component]
fn Size(form: Form) -> impl IntoView {
    let size = Memo::new(move |_| form.image().map(|image| image.size_bytes()));
    let words = move || match (size.get(), form.kind.get()) {
        (None, _) => say!("write-size-unknown").to_owned(),
        (Some(_), Kind::Delete) => say!("write-size-delete").to_owned(),
        (Some(size), _) => say!("write-size", size = short_size(size as u64)),
    };
    view! {
        <p id="write-size" class="write-size">
            <meter
                min="0"
                max=MAX_ITEM_SIZE_BYTES.to_string()
                high=(MAX_ITEM_SIZE_BYTES / 10 * 9).to_string()
                value=move || size.get().unwrap_or(0).to_string()
                aria-label=say!("write-size-label")
            ></meter>
            {words}
        </p>
    }
}
