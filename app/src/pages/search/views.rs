//! Saved views: queries with a name, for everybody who uses this server.

use afterimage_model::view::{MAX_NAME_CHARACTERS, View};
use leptos::prelude::*;

use super::SearchRoute;
use crate::{
    api::{
        PageError,
        search::{delete_view, load_views, rename_view, save_view},
    },
    browser::focus::{self, Target, When},
    components::{
        resource::{InertJson, Resource, resource},
        toasts::{Toasts, use_toasts},
    },
    links, say,
};

/// The heading's id: the focus goes there when the view that had it is gone.
const HEADING_ID: &str = "saved-views";

#[component]
pub(super) fn Views(route: SearchRoute) -> impl IntoView {
    let views = resource(|| (), |()| load_views());
    let name = RwSignal::new(String::new());
    let toasts = use_toasts();
    // What stands in the way of what was asked for.
    let said = RwSignal::new(String::new());
    // The name that is taken: saving again replaces that view.
    let taken = RwSignal::new(None::<String>);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (wanted, query) = untrack(|| (name.get().trim().to_owned(), route.query.get()));
        let replace = taken.get_untracked().as_ref() == Some(&wanted);
        leptos::task::spawn_local(async move {
            match save_view(wanted.clone(), query, replace).await {
                Ok(true) => {
                    taken.try_set(None);
                    said.try_set(String::new());
                    toasts.tell(say!("search-view-saved", name = wanted));
                    name.try_set(String::new());
                    views.refetch();
                }
                Ok(false) => {
                    said.try_set(say!("search-view-taken", name = wanted.as_str()));
                    taken.try_set(Some(wanted));
                }
                Err(error) => {
                    said.try_set(error.to_string());
                }
            }
        });
    };
    let label = move || if taken.get().is_some() { say!("search-view-replace") } else { say!("search-view-save") };
    view! {
        <section class="saved-views" aria-labelledby=HEADING_ID>
            <h2 id=HEADING_ID tabindex="-1">{say!("search-views")}</h2>
            <Transition>
                {move || views.get().and_then(nothing_to_list)}
                <ul hidden=move || list(views).is_empty()>
                    <For
                        each=move || list(views)
                        key=|view| (view.name.clone(), view.query.clone())
                        children=move |view| view! { <Entry saved=view views=views said=said /> }
                    />
                </ul>
            </Transition>
            <form class="save-view" on:submit=save hidden=move || route.query.with(String::is_empty)>
                <label for="view-name">{say!("search-view-name")}</label>
                <input
                    id="view-name"
                    type="text"
                    autocomplete="off"
                    maxlength=MAX_NAME_CHARACTERS.to_string()
                    prop:value=move || name.get()
                    on:input:target=move |event| {
                        name.set(event.target().value());
                        taken.set(None);
                    }
                />
                <button type="submit" class="button">
                    {label}
                </button>
            </form>
            <p class="quiet" role="status">
                {move || said.get()}
            </p>
        </section>
    }
    .into_any()
}

fn list(views: Resource<Result<Vec<View>, PageError>>) -> Vec<View> {
    views.get().and_then(Result::ok).unwrap_or_default()
}

fn nothing_to_list(loaded: Result<Vec<View>, PageError>) -> Option<AnyView> {
    let said = match loaded {
        Ok(list) if list.is_empty() => say!("search-views-none").to_owned(),
        Ok(_) => return None,
        Err(error) => error.to_string(),
    };
    Some(view! { <p class="quiet">{said}</p> }.into_any())
}

/// A view with what can be done to it.
#[component]
fn Entry(saved: View, views: Resource<Result<Vec<View>, PageError>>, said: RwSignal<String>) -> impl IntoView {
    let toasts = use_toasts();
    let original = StoredValue::new(saved.name.clone());
    let to = RwSignal::new(saved.name.clone());
    let rename = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = to.get_untracked();
        leptos::task::spawn_local(async move {
            let problem = match rename_view(original.get_value(), wanted.clone()).await {
                Ok(true) => {
                    focus::request(Target::Id(HEADING_ID.to_owned()), When::OnceTaken);
                    toasts.tell(say!("search-view-renamed", name = wanted.trim()));
                    String::new()
                }
                Ok(false) => say!("search-view-taken-already", name = wanted.trim()),
                Err(error) => error.to_string(),
            };
            said.try_set(problem);
            views.refetch();
        });
    };
    let query = saved.query.clone();
    let delete = move |_| {
        leptos::task::spawn_local(delete_undoably(original.get_value(), query.clone(), views.into(), toasts, said));
    };
    let field = say!("search-view-name-of", name = saved.name.as_str());
    view! {
        <li>
            <a href=links::view(&saved.name)>{saved.name.clone()}</a>
            <code>{saved.query}</code>
            <details>
                <summary>{say!("search-view-change")}<span class="visually-hidden">{format!(" {}", saved.name)}</span></summary>
                <form on:submit=rename>
                    <input
                        type="text"
                        aria-label=field
                        maxlength=MAX_NAME_CHARACTERS.to_string()
                        prop:value=move || to.get()
                        on:input:target=move |event| to.set(event.target().value())
                    />
                    <button type="submit" class="button">
                        {say!("search-view-rename")}
                    </button>
                    <button type="button" class="button" on:click=delete>
                        {say!("search-view-delete")}
                    </button>
                </form>
            </details>
        </li>
    }
}

/// Deletes a view, and offers to save it again: the list may be gone by then, so its resource is held.
async fn delete_undoably(
    name: String,
    query: String,
    views: ArcResource<Result<Vec<View>, PageError>, InertJson>,
    toasts: Toasts,
    said: RwSignal<String>,
) {
    if let Err(error) = delete_view(name.clone()).await {
        said.try_set(error.to_string());
        return;
    }
    said.try_set(String::new());
    focus::request(Target::Id(HEADING_ID.to_owned()), When::OnceTaken);
    views.refetch();
    toasts.tell_undoable(say!("search-view-deleted", name = name.as_str()), move || {
        let (name, query, views) = (name.clone(), query.clone(), views.clone());
        leptos::task::spawn_local(async move {
            let outcome = match save_view(name.clone(), query, false).await {
                Ok(true) => say!("search-view-saved", name = name),
                Ok(false) => say!("search-view-taken-already", name = name),
                Err(error) => error.to_string(),
            };
            toasts.tell(outcome);
            views.refetch();
        });
    });
}
