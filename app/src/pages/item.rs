//! One item's life: a line with its versions, the timeline below it, and the chosen version beside.

mod as_of;
mod attribute;
mod comparison;
mod condense;
mod detail;
mod header;
mod jump;
mod keys;
mod life;
mod moments;
mod newer;
mod pages;
mod pickers;
mod restoration;
mod restore_button;
mod route;
mod rows;
mod scale;
mod spread;
mod task;
mod timeline;

use afterimage_language::key_in_words;
use afterimage_model::{
    ApiError, ChangeId, ItemKey, as_of::At, item::Timeline, item_key::InvalidKey, page::ChangeDetail,
};
use leptos::prelude::*;

use self::{
    as_of::{AsOfPanel, state_at},
    attribute::{AttributePanel, history_of},
    comparison::{ComparisonPanel, compared},
    detail::VersionDetail,
    header::ItemHeader,
    restoration::{RestorePanel, previewed},
    route::ItemRoute,
    task::{Task, use_task},
    timeline::TimelineView,
};
use crate::{
    api::{self, PageError},
    components::{
        address::{use_parameter, use_segment},
        answered::answered,
        diff_layout::LAYOUT,
        document_head::Title,
        empty_state::EmptyState,
        error_state::ErrorState,
        missing::use_missing,
        page_head::PageHead,
        resource::{Resource, resource},
    },
    language, links, pieces, say,
};

/// Which item the page is about, as server functions take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    table: String,
    key: Result<ItemKey, InvalidKey>,
}

impl Subject {
    /// The item's page.
    fn address(&self) -> String {
        match &self.key {
            Ok(key) => links::item(&self.table, key),
            Err(_) => links::items(&self.table),
        }
    }

    fn key_text(&self) -> Result<String, PageError> {
        let message = |error: &InvalidKey| say!("item-no-key", reason = key_in_words(language::current(), error));
        match &self.key {
            Ok(key) => Ok(key.to_string()),
            Err(error) => Err(PageError(ApiError::Invalid { message: message(error), column: None })),
        }
    }

    async fn timeline(self, before: Option<ChangeId>, limit: usize) -> Result<Timeline, PageError> {
        let key = self.key_text()?;
        api::load_timeline(self.table, key, before, limit).await
    }
}

/// `/items/:table/:key?v=&from=&view=&at=&attribute=`.
#[component]
pub fn ItemPage() -> impl IntoView {
    let (table, key) = (use_segment("table"), use_segment("key"));
    let subject = Memo::new(move |_| Subject { table: table.get(), key: links::key_from_parameter(&key.get()) });
    let route = ItemRoute::new(subject);
    // Set once the reader has asked for what is newest, wherever the page was opened.
    let newest_wanted = StoredValue::new(false);
    let timeline = resource(
        move || subject.get(),
        move |subject| {
            // Where in the life the page is opened; from there on the list goes there by itself.
            let (from, change) = (route.from.get_untracked(), route.asked_untracked());
            let at = from.parse::<At>().or_else(|_| route.at.get_untracked().parse()).ok();
            let (at, change) = if newest_wanted.get_value() { (None, None) } else { (at, change) };
            let at = at.map(|at| at.to_string());
            async move { api::load_life(subject.table.clone(), subject.key_text()?, at, change).await }
        },
    );
    let detail = resource(move || (subject.get(), route.asked()), |(subject, version)| load_version(subject, version));
    let task = use_task();
    let comparison = resource(move || (subject.get(), task.get().pair()), |(subject, pair)| compared(subject, pair));
    let preview =
        resource(move || (subject.get(), task.get().version()), |(subject, version)| previewed(subject, version));
    let state = resource(move || (subject.get(), route.at.get()), |(subject, at)| state_at(subject, at));
    let before = use_parameter("before");
    let attribute = resource(
        move || (subject.get(), route.attribute.get(), before.get()),
        |(subject, attribute, before)| history_of(subject, attribute, before),
    );
    // What a restore has made is shown beside what it tells of itself: the address stays.
    let renew = Callback::new(move |()| {
        newest_wanted.set_value(true);
        timeline.refetch();
        if route.version.with_untracked(String::is_empty) {
            detail.refetch();
        }
    });
    let again = Callback::new(move |()| {
        route.go_to("");
        renew.run(());
    });
    let missing = use_missing();
    // Memos, so that a panel stays while what it shows changes.
    let shows_moment = Memo::new(move |_| !route.at.with(String::is_empty));
    let shows_attribute = Memo::new(move |_| !route.attribute.with(String::is_empty));
    let chosen = move || {
        route.version.with(|version| !version.is_empty()) || task.with(|task| *task != Task::Read) || route.looks_back()
    };
    // Another pair is shown in the same panel, which keeps the keyboard's place; another restore is another decision.
    let panel = Memo::new(move |_| match task.get() {
        Task::Compare(_) => Task::Compare(String::new()),
        other => other,
    });
    let task_word = move || task.with(Task::word);
    let layout = use_parameter(LAYOUT);
    let title = move || subject.with(label);
    view! {
        <Title text=title />
        <div class="item-page" data-chosen=move || chosen().to_string() data-task=task_word data-layout=move || layout.get()>
            <Transition fallback=|| view! { <p class="loading">{say!("item-loading")}</p> }>
                {answered(timeline, move |answer| match answer {
                    Ok(page) => {
                        view! {
                            <ItemHeader item=page.item.clone() />
                            <TimelineView page=page route=route again=again />
                        }
                            .into_any()
                    }
                    Err(error) => {
                        if matches!(error, PageError(ApiError::NotFound(_))) {
                            missing.mark();
                        }
                        view! { <NoTimeline subject=subject.get_untracked() error=error /> }.into_any()
                    }
                })}
            </Transition>
            <aside class="item-detail" aria-label=say!("item-chosen")>
                {move || match panel.get() {
                    Task::Compare(_) => {
                        view! { <ComparisonPanel subject=subject comparison=comparison /> }.into_any()
                    }
                    Task::Restore(_) => {
                        view! { <RestorePanel subject=subject preview=preview again=renew /> }.into_any()
                    }
                    Task::Read if shows_attribute.get() => {
                        view! { <AttributePanel subject=subject chosen=attribute /> }.into_any()
                    }
                    Task::Read if shows_moment.get() => {
                        view! { <AsOfPanel subject=subject state=state /> }.into_any()
                    }
                    Task::Read => view! { <VersionPanel detail=detail route=route /> }.into_any(),
                }}
            </aside>
        </div>
    }
}

/// The chosen version.
#[component]
fn VersionPanel(detail: Resource<Result<ChangeDetail, PageError>>, route: ItemRoute) -> impl IntoView {
    view! {
        <Transition fallback=|| view! { <p class="loading">{say!("item-version-loading")}</p> }>
            {answered(detail, move |answer| match answer {
                Ok(detail) => view! { <VersionDetail detail=detail route=route /> }.into_any(),
                // The timeline's place already says that there is no such item.
                Err(PageError(ApiError::NotFound(_))) if route.version.with_untracked(String::is_empty) => ().into_any(),
                Err(error) => view! { <ErrorState error=error /> }.into_any(),
            })}
        </Transition>
    }
}

fn label(subject: &Subject) -> String {
    subject.key.as_ref().map_or_else(|_| say!("item-unnamed").to_owned(), |key| key.label(None))
}

/// The version asked for, or the newest.
async fn load_version(subject: Subject, version: Option<ChangeId>) -> Result<ChangeDetail, PageError> {
    let key = subject.key.clone();
    let table = subject.table.clone();
    let id = match version {
        Some(id) => id,
        None => subject.timeline(None, 1).await?.item.last_change_id,
    };
    let detail = api::load_change(id).await?.read()?;
    if detail.change.table != table || Ok(&detail.change.item_key) != key.as_ref() {
        return Err(PageError(ApiError::NotFound(say!("item-of-another", id = id.0))));
    }
    Ok(detail)
}

/// What stands in the timeline's place when there is none.
#[component]
fn NoTimeline(subject: Subject, error: PageError) -> impl IntoView {
    let items = links::items(&subject.table);
    let within = vec![("/items".to_owned(), say!("frame-page-items").to_owned()), (items, subject.table.clone())];
    let title = label(&subject);
    let state = match error {
        PageError(ApiError::NotFound(message)) => not_found(subject, message).into_any(),
        error => view! { <ErrorState error=error /> }.into_any(),
    };
    view! {
        <PageHead title=title within=within />
        {state}
    }
}

fn not_found(subject: Subject, message: String) -> impl IntoView {
    let items = links::items(&subject.table);
    let write = match &subject.key {
        Ok(key) => links::write_item(&subject.table, key),
        Err(_) => links::write(&subject.table),
    };
    let [reason, see_items, or, write_it, end] = pieces!("item-none-hint");
    view! {
        <EmptyState title=say!("item-none-title")>
            <p>{message}</p>
            <p>
                {reason} <a href=items>{see_items}</a> {or} <a href=write>{write_it}</a> {end}
            </p>
        </EmptyState>
    }
}
