//! The page that writes test items: into a table of the reader's choice, with DynamoDB's own rules checked while typing.

mod draft;
mod editor;
mod form;
mod json_problem;
mod kind;
mod outcome;
mod preview;
mod start;
mod target;
mod templates;

use leptos::prelude::*;

use self::{editor::Editor, form::Form, outcome::Outcome, preview::Preview, start::Start, target::Target};
use crate::{
    components::{
        address::use_parameter, answered::answered, empty_state::EmptyState, error_state::ErrorState,
        page_head::PageHead, resource::resource, source::source_words,
    },
    pieces, say,
};

/// Writing test items: `/write?table=&key=&action=&as=`.
#[component]
pub fn WritePage() -> impl IntoView {
    let [table, key, action, notation] = ["table", "key", "action", "as"].map(use_parameter);
    // What the address says at first decides what the form begins with; later the form itself moves the address.
    let start = resource(
        || (),
        move |()| {
            start::load(table.get_untracked(), key.get_untracked(), action.get_untracked(), notation.get_untracked())
        },
    );
    view! {
        <PageHead title=say!("frame-page-write") />
        <Transition fallback=|| view! { <p class="loading">{say!("write-loading")}</p> }>
            {answered(start, move |answer| match answer {
                Err(error) => view! { <ErrorState error=error /> }.into_any(),
                Ok(start) if start.tables.is_empty() => no_tables().into_any(),
                Ok(start) => view! { <WriteForm start=start /> }.into_any(),
            })}
        </Transition>
    }
}

fn no_tables() -> impl IntoView {
    let [before, option, after] = pieces!("write-no-table-hint");
    view! {
        <EmptyState title=say!("write-no-table")>
            <p>{before} <code>{option}</code> {after}</p>
        </EmptyState>
    }
}

#[component]
fn WriteForm(start: Start) -> impl IntoView {
    let endpoint = source_words(&start.overview.endpoint);
    let allowed = start.overview.writes.is_allowed();
    let form = Form::new(start);
    form.follow_address();
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            form.submit();
        }
    };
    view! {
        <form class="write" on:submit=on_submit on:keydown=on_key>
            {(!allowed).then(|| read_only(endpoint))}
            <fieldset class="write-fields" disabled=!allowed>
                <legend class="visually-hidden">{say!("write-legend")}</legend>
                <Target form=form />
                <Editor form=form />
                <Preview form=form />
                <div class="write-send">
                    <button
                        type="submit"
                        class="button button-primary"
                        data-testid="write-submit"
                        aria-keyshortcuts="Control+Enter"
                    >
                        {move || if form.pending.get() { say!("write-pending") } else { form.kind.get().button() }}
                    </button>
                    <span class="quiet">
                        <kbd>"Ctrl"</kbd>
                        " "
                        <kbd>"Enter"</kbd>
                    </span>
                </div>
            </fieldset>
            <Outcome form=form />
        </form>
    }
}

/// Why the form is closed, and what opens it.
fn read_only(endpoint: String) -> impl IntoView {
    let [until, read, end] = pieces!("write-closed-until");
    view! {
        <p class="notice" data-testid="write-read-only">
            <strong>{say!("write-closed")} " "</strong>
            {say!("write-closed-how", endpoint = endpoint)}
            " "
            <code>"--allow-writes"</code>
            ". "
            {until}
            <a href="/items">{read}</a>
            {end}
        </p>
    }
}
