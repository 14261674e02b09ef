//! The query line: the one way into every list. Terms are set off, mistakes are shown at their column while typing, what
//! may come next is offered, and `/` comes here from anywhere.

mod about;
pub mod names;
mod options;

use afterimage_language::problem_in_words;
use afterimage_model::{
    Query,
    query::{MAX_QUERY_CHARACTERS, QueryError, complete::Known},
};
use leptos::{html, prelude::*};

use self::options::{OPTIONS_ID, Options, option_id};
use super::icons::{Glyph, Icon};
use crate::{browser::focus, language, say};

/// A line to type a query into.
#[component]
pub fn QueryLine(
    /// The query in force.
    #[prop(into)]
    query: Signal<String>,
    /// Called with a query that can be read, when the reader asks for it.
    on_submit: Callback<String>,
    /// The address that the form goes to where there is no script; the query is its parameter `q`.
    #[prop(optional, into, default = "/".into())]
    action: Signal<String>,
    /// What stands in the empty line: an example.
    #[prop(optional, default = say!("query-placeholder"))]
    placeholder: &'static str,
    /// Asked for the names that can be completed, whenever something is to be completed.
    #[prop(optional)]
    names: Option<Callback<(), Known>>,
) -> impl IntoView {
    let typed = RwSignal::new(query.get_untracked());
    let input = NodeRef::<html::Input>::new();
    let options = Options::new(typed, input, names);
    Effect::new(move |_| typed.set(query.get()));
    let problem = Memo::new(move |_| typed.with(|text| Query::check(text).err()));
    // What is only not finished is no mistake as long as the list says how it may go on.
    let mistake = Memo::new(move |_| {
        let is_unfinished = |problem: &QueryError| typed.with(|text| problem.column >= text.chars().count());
        problem.get().filter(|problem| !(options.is_shown() && is_unfinished(problem)))
    });
    // That of the query in force is told by the page, until the reader comes here to mend it.
    let is_entered = RwSignal::new(false);
    let is_told_below = move || !is_entered.get() && query.with(|query| typed.with(|typed| query == typed));
    focus_on_slash(input);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        options.close();
        if problem.get_untracked().is_none() {
            on_submit.run(typed.get_untracked().trim().to_owned());
        }
    };
    let clear = move |_| {
        typed.set(String::new());
        options.close();
        on_submit.run(String::new());
        // The button that was pressed is gone then.
        enter(input);
    };
    view! {
        <form class="query" role="search" method="get" action=move || action.get() on:submit=submit>
            <label class="visually-hidden" for="query-input">
                {say!("query-label")}
            </label>
            <div class="query-field">
                <input
                    id="query-input"
                    node_ref=input
                    name="q"
                    type="text"
                    placeholder=placeholder
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength=MAX_QUERY_CHARACTERS.to_string()
                    role="combobox"
                    aria-autocomplete="list"
                    aria-controls=OPTIONS_ID
                    aria-expanded=move || options.is_shown().to_string()
                    aria-activedescendant=move || options.active().map(option_id)
                    aria-invalid=move || mistake.get().is_some().to_string()
                    aria-describedby="query-problem"
                    value=query.get_untracked()
                    prop:value=move || typed.get()
                    on:input:target=move |event| {
                        typed.set(event.target().value());
                        options.open();
                    }
                    on:focus=move |_| {
                        is_entered.set(true);
                        options.open();
                    }
                    on:blur=move |_| {
                        is_entered.set(false);
                        options.close();
                    }
                    on:click=move |_| options.open()
                    on:keyup=move |_| options.follow_caret()
                    on:keydown=move |event| {
                        if options.press(&event.key()) {
                            event.prevent_default();
                        } else if event.key() == "Escape" {
                            leave(input);
                        }
                    }
                />
                <div class="query-terms" aria-hidden="true">
                    {move || typed.with(|text| terms(text))}
                </div>
                <kbd aria-hidden="true">"/"</kbd>
                <button
                    type="button"
                    class="query-clear"
                    aria-label=say!("query-clear")
                    hidden=move || typed.with(String::is_empty)
                    on:click=clear
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
            <div class="query-under">
                <p id="query-problem" class="query-problem" role="status">
                    {move || mistake.get().filter(|_| !is_told_below()).map(problem_view)}
                </p>
                {options.list()}
            </div>
        </form>
    }
    .into_any()
}

/// The mistake, below its column.
fn problem_view(problem: QueryError) -> impl IntoView {
    view! {
        <span class="query-caret" aria-hidden="true" style=("--column", problem.column.to_string())>
            "^"
        </span>
        <span>{problem_in_words(language::current(), &problem.problem)}</span>
    }
}

/// The query's terms, with their fields' names set off. Only for the eye: the parser is what counts.
fn terms(text: &str) -> Vec<AnyView> {
    let term = |term: &str| {
        let (field, value) = match term.find(':') {
            Some(colon) if !term.starts_with('"') => term.split_at(colon + 1),
            _ => ("", term),
        };
        view! {
            <span class="query-term" class:query-word=field.is_empty()>
                <i>{field.to_owned()}</i>
                {value.to_owned()}
            </span>
            " "
        }
        .into_any()
    };
    split_terms(text).into_iter().map(term).collect()
}

/// Splits at blanks outside quotes.
fn split_terms(text: &str) -> Vec<&str> {
    let mut in_quotes = false;
    text.split(|character: char| {
        in_quotes ^= character == '"';
        character == ' ' && !in_quotes
    })
    .filter(|term| !term.is_empty())
    .collect()
}

/// `/` comes to the line, unless something is being typed into already.
#[cfg(feature = "hydrate")]
fn focus_on_slash(input: NodeRef<html::Input>) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "/" && !crate::browser::keyboard::is_typing(&event) {
                event.prevent_default();
                enter(input);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(not(feature = "hydrate"))]
fn focus_on_slash(_: NodeRef<html::Input>) {}

fn enter(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        focus::request(focus::Target::Element(input.into()), focus::When::Now);
    }
}

fn leave(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        focus::release(&input);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_split_outside_quotes() {
        assert_eq!(split_terms(r#"table:a key:"b c"  d"#), ["table:a", r#"key:"b c""#, "d"]);
        assert_eq!(split_terms(""), [""; 0]);
    }
}
