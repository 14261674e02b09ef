//! The item's changes, newest first, grouped by day.

use leptos::{prelude::*, task::spawn_local};

use super::{
    PAGE_SIZE, keys,
    life::LifeLine,
    newer::NewerVersions,
    place::Place,
    rows::{Row, rows},
    scale::scale,
};
use crate::{
    api,
    components::{
        clock::use_clock,
        figures::{counted, short_duration},
        op_sign::{OpSign, Sign},
        restored_mark::RestoredMark,
        time::{Moment, TimeStyle},
        words::ChangeWords,
    },
    links,
    model::{
        ChangeId, Timestamp,
        item::{ItemOverview, Timeline, TimelineEntry},
    },
};

/// The line and the list, with the way to older versions.
#[component]
pub fn TimelineView(
    /// The first page.
    page: Timeline,
    /// Where the reader is.
    place: Place,
    /// Loads the page anew.
    again: Callback<()>,
) -> impl IntoView {
    let item = page.item.clone();
    let entries = RwSignal::new(page.entries);
    let older = RwSignal::new(page.older);
    let gaps = StoredValue::new(page.gaps);
    let newest = entries.with_untracked(|entries| entries.first().map(|entry| entry.summary.id));
    let selected = Memo::new(move |_| place.asked().or(newest));
    let clock = use_clock();
    let laid_out = Memo::new(move |_| {
        let zone = clock.zone.get();
        let day_of = |time| TimeStyle::DateAndTime.write(time, zone, None).chars().take("2026-11-22".len()).collect();
        gaps.with_value(|gaps| entries.with(|entries| rows(entries, gaps, day_of)))
    });
    let is_whole = move || laid_out.with(|rows| !rows.iter().any(|row| matches!(row, Row::Gap { .. })));
    let choose = Callback::new(move |version| place.choose(version));
    let on_key = keys::move_through(entries, selected.into(), choose);
    let starts_at_newest = place.before.with_untracked(String::is_empty);
    view! {
        {move || {
            let scale = entries.with(|entries| scale(entries));
            view! { <LifeLine scale=scale selected=selected on_choose=choose /> }
        }}
        <section class="item-timeline" aria-label="Timeline">
            {starts_at_newest.then(|| view! { <NewerVersions item=item.clone() again=again /> })}
            <ol data-testid="item-timeline" on:keydown=on_key>
                {move || laid_out.get().into_iter().map(|row| row_view(row, place, selected)).collect_view()}
            </ol>
            <Older item=item.clone() entries=entries older=older starts_at_newest=starts_at_newest />
            {move || older.get().is_none().then(|| beginning(item.captured_from_first_version, is_whole()))}
        </section>
    }
}

fn row_view(row: Row, place: Place, selected: Memo<Option<ChangeId>>) -> AnyView {
    match row {
        Row::Day { day, changes } => view! {
            <li class="day">
                <h2>{day}</h2>
                <span class="quiet">{counted(changes as u64, "version")}</span>
            </li>
        }
        .into_any(),
        Row::Quiet(millis) => {
            view! { <li class="stretch">{format!("quiet for {}", short_duration(millis))}</li> }.into_any()
        }
        Row::Gap { after, until } => gap_view(after, until),
        Row::Entry(entry) => entry_view(entry, place, selected).into_any(),
    }
}

/// Which items a gap concerns nobody knows: said with every item of the table.
fn gap_view(after: Timestamp, until: Timestamp) -> AnyView {
    view! {
        <li class="stretch stretch-gap">
            <strong>"Gap. "</strong>
            "Between "
            <Moment at=after />
            " and "
            <Moment at=until />
            " changes of this table were trimmed before they were read. If this item changed then, that is missing here. "
            <a href="/tables#gaps">"The gaps"</a>
        </li>
    }
    .into_any()
}

fn entry_view(entry: TimelineEntry, place: Place, selected: Memo<Option<ChangeId>>) -> impl IntoView {
    let TimelineEntry { version, summary, restored } = entry;
    let sign = Sign::of_change(&summary);
    let id = summary.id;
    view! {
        <li>
            <a
                class="entry"
                id=keys::element_id(id)
                href=move || place.at(id)
                data-testid="item-entry"
                data-noscroll=""
                aria-current=move || (selected.get() == Some(id)).then_some("true")
            >
                <Moment at=summary.created_at style=TimeStyle::TimeOfDay />
                <OpSign sign=sign />
                <span class="entry-version">{format!("v{version}")}</span>
                <ChangeWords words=summary.words expired=sign == Sign::Expired />
                {restored.map(|restored| view! { <RestoredMark restored=restored /> })}
            </a>
        </li>
    }
}

/// The way to what is not loaded. A link, so that it leads there also before the page is alive.
#[component]
fn Older(
    item: ItemOverview,
    entries: RwSignal<Vec<TimelineEntry>>,
    older: RwSignal<Option<ChangeId>>,
    starts_at_newest: bool,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let here = links::item(&item.table, &item.item_key);
    let newest = (!starts_at_newest).then(|| {
        view! {
            <a class="button" href=here.clone()>
                "Newest"
            </a>
        }
    });
    let load = move |before: ChangeId| {
        let (table, key) = (item.table.clone(), item.item_key.to_string());
        pending.set(true);
        problem.set(None);
        spawn_local(async move {
            match api::load_timeline(table, key, Some(before), PAGE_SIZE).await {
                Ok(page) => {
                    entries.try_update(|entries| entries.extend(page.entries));
                    older.try_set(page.older);
                }
                Err(error) => drop(problem.try_set(Some(error.to_string()))),
            }
            pending.try_set(false);
        });
    };
    let link = move || {
        let load = load.clone();
        let here = here.clone();
        older.get().map(move |before| {
            view! {
                <a
                    class="button"
                    href=format!("{here}?before={before}")
                    on:click=move |event| {
                        event.prevent_default();
                        if !pending.get_untracked() {
                            load(before);
                        }
                    }
                >
                    {move || if pending.get() { "Loading…" } else { "Older" }}
                </a>
            }
        })
    };
    view! {
        <nav class="pager" aria-label="Pages of the timeline">
            {newest} {link}
            {move || problem.get().map(|problem| view! { <p class="field-error" role="alert">{problem}</p> })}
        </nav>
    }
}

/// What can be said of the time before the oldest version.
fn beginning(captured_from_first_version: bool, is_whole: bool) -> impl IntoView {
    let words = match (captured_from_first_version, is_whole) {
        (true, true) => "Captured from the first version. Nothing was trimmed before it was read.",
        (true, false) => "Captured from the first version, with a gap.",
        (false, _) => {
            "The item is older than its first version here: what happened before capture began is not in the archive."
        }
    };
    view! { <p class="beginning">{words}</p> }
}
