//! The item's versions, newest first, grouped by day: a list as long as the life, of which a few pages are there.

use afterimage_model::{
    Timestamp,
    item::{Timeline, TimelineEntry, page_top},
};
use leptos::prelude::*;

use super::{
    jump::Jump,
    keys,
    life::LifeLine,
    newer::NewerVersions,
    pages::Pages,
    route::ItemRoute,
    rows::Row,
    scale::{MAX_MARKS, scale},
};
use crate::{
    components::{
        figures::{self, idle},
        op_sign::{OpSign, Sign},
        restored_mark::RestoredMark,
        time::Moment,
        time_style::TimeStyle,
        words::ChangeWords,
    },
    pieces, say,
};

/// The line and the list.
#[component]
pub fn TimelineView(
    /// The pages that the server rendered.
    page: Timeline,
    /// Where the reader is.
    route: ItemRoute,
    /// Loads the page anew.
    again: Callback<()>,
) -> impl IntoView {
    let item = page.item.clone();
    let pages = Pages::new(page, route);
    let choose = Callback::new(move |version| route.choose(version));
    let on_key = keys::move_through(&pages, route, choose);
    pages.start();
    let height = move || {
        if pages.alive.get() {
            format!("{}px", pages.spread.with(super::spread::Spread::height))
        } else {
            "auto".to_owned()
        }
    };
    let around = Memo::new(move |_| pages.shown_entries(MAX_MARKS));
    view! {
        {move || {
            let scale = around.with(|entries| scale(entries));
            view! { <LifeLine scale=scale selected=pages.selected on_choose=choose /> }
        }}
        <section class="item-timeline" aria-label=say!("item-timeline")>
            <Jump item=item.clone() route=route />
            <NewerVersions item=item.clone() again=again />
            <div
                class="versions-scroller"
                node_ref=pages.scroller
                on:scroll=move |_| pages.scrolled()
                on:keydown=on_key
                data-testid="item-timeline"
            >
                <div class="versions" data-alive=move || pages.alive.get().to_string() style:height=height>
                    <For each=move || pages.shown.get() key=|page| *page let:page>
                        {page_view(page, &pages, route)}
                    </For>
                </div>
                {beginning(item.captured_from_first_version)}
            </div>
        </section>
    }
}

/// One page at its place; before it is loaded, the room that it takes.
fn page_view(page: u64, pages: &Pages, route: ItemRoute) -> impl IntoView + use<> {
    let pages = *pages;
    let rows = Memo::new(move |_| pages.laid_out.with(|laid_out| laid_out.get(&page).cloned()));
    let top = move || format!("{}px", pages.spread.with(|spread| spread.offset(page)));
    let name = say!("item-versions-up-to", version = page_top(page, pages.versions));
    view! {
        <ol class="versions-page" style:top=top aria-label=name>
            {move || match rows.get() {
                Some(rows) => rows.iter().cloned().map(|row| row_view(row, &pages, route)).collect_view().into_any(),
                None => {
                    view! {
                        <li class="stretch">
                            {say!("item-versions-loading", version = page_top(page, pages.versions))}
                        </li>
                    }
                        .into_any()
                }
            }}
        </ol>
    }
}

fn row_view(row: Row, pages: &Pages, route: ItemRoute) -> AnyView {
    match row {
        Row::Day { day, changes } => view! {
            <li class="day">
                <h2>{day}</h2>
                <span class="quiet">{changes.map(|changes| figures::versions(changes as u64))}</span>
            </li>
        }
        .into_any(),
        Row::Quiet(millis) => view! { <li class="stretch">{idle(millis)}</li> }.into_any(),
        Row::Gap { after, until } => gap_view(after, until),
        Row::Entry(entry) => entry_view(entry, pages, route).into_any(),
    }
}

/// Which items a gap concerns nobody knows: said with every item of the table.
fn gap_view(after: Timestamp, until: Timestamp) -> AnyView {
    let [gap, between, and, trimmed, gaps] = pieces!("item-gap");
    view! {
        <li class="stretch stretch-gap">
            <strong>{gap}</strong>
            {between}
            <Moment at=after />
            {and}
            <Moment at=until />
            {trimmed}
            <a href="/tables#gaps">{gaps}</a>
        </li>
    }
    .into_any()
}

fn entry_view(entry: TimelineEntry, pages: &Pages, route: ItemRoute) -> impl IntoView + use<> {
    let pages = *pages;
    let TimelineEntry { version, summary, restored } = entry;
    let sign = Sign::of_change(&summary);
    let id = summary.id;
    let actor =
        summary.actor.clone().map(|actor| view! { <span class="entry-actor">{say!("item-by", actor = actor)}</span> });
    view! {
        <li>
            <a
                class="entry"
                id=keys::element_id(version)
                href=move || route.at(id)
                data-testid="item-entry"
                data-noscroll=""
                tabindex=move || if pages.active.get() == version { "0" } else { "-1" }
                aria-current=move || (pages.selected.get() == Some(id)).then_some("true")
            >
                <Moment at=summary.created_at style=TimeStyle::TimeOfDay />
                <OpSign sign=sign />
                <span class="entry-version">{format!("v{version}")}</span>
                <span class="entry-words">
                    <ChangeWords words=summary.words expired=sign == Sign::Expired />
                    {actor}
                    {restored.map(|restored| view! { <RestoredMark restored=restored /> })}
                </span>
            </a>
        </li>
    }
}

/// What can be said of the time before the oldest version.
fn beginning(captured_from_first_version: bool) -> impl IntoView {
    let words =
        if captured_from_first_version { say!("item-beginning-captured") } else { say!("item-beginning-older") };
    view! { <p class="beginning">{words}</p> }
}
