//! Which items and attributes changed most.

use afterimage_model::chart::{Hot, Hottest};
use leptos::prelude::*;

use super::counted;
use crate::{api::search::load_hottest, components::figures::short_count, links, say};

/// How many entries of a list of the hottest are shown.
const SHOWN_HOTTEST: usize = 8;

#[component]
pub(super) fn HottestLists(query: Memo<String>, first: Hottest) -> impl IntoView {
    let hottest = RwSignal::new(first);
    let busy = RwSignal::new(false);
    let further = move |_| {
        if busy.get_untracked() {
            return;
        }
        let (query, before) = (query.get_untracked(), hottest.with_untracked(|it| it.progress.next_before));
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Ok(more) = load_hottest(query, before).await {
                hottest.try_update(|all| all.join(&more));
            }
            busy.try_set(false);
        });
    };
    let items =
        move || hottest.with(|it| it.items.iter().take(SHOWN_HOTTEST).map(|hot| entry(hot, true)).collect_view());
    let attributes =
        move || hottest.with(|it| it.attributes.iter().take(SHOWN_HOTTEST).map(|hot| entry(hot, false)).collect_view());
    view! {
        <div class="hottest">
            <section aria-labelledby="hottest-items">
                <h3 id="hottest-items">{say!("search-hottest-items")}</h3>
                <ol>{items}</ol>
            </section>
            <section aria-labelledby="hottest-attributes">
                <h3 id="hottest-attributes">{say!("search-hottest-attributes")}</h3>
                <ol>{attributes}</ol>
            </section>
            <p class="quiet" role="status">
                {move || hottest.with(|it| {
                    let counted = counted(it.progress.scanned, it.progress.total);
                    if it.items_are_whole { say!("search-attributes-counted", counted = counted) } else { counted }
                })}
                " "
                <button
                    type="button"
                    class="button"
                    hidden=move || hottest.with(|it| it.progress.next_before.is_none())
                    aria-busy=move || busy.get().then_some("true")
                    on:click=further
                >
                    {say!("search-look-further")}
                </button>
            </p>
        </div>
    }
    .into_any()
}

fn entry(hot: &Hot, is_item: bool) -> AnyView {
    let name = match hot.name.parse::<afterimage_model::ItemKey>() {
        Ok(key) if is_item => view! { <a href=links::item(&hot.table, &key)>{key.label(None)}</a> }.into_any(),
        _ => view! { <code>{hot.name.clone()}</code> }.into_any(),
    };
    view! {
        <li>
            {name}
            <span class="quiet">{hot.table.clone()}</span>
            <b>{short_count(hot.changes)}</b>
        </li>
    }
    .into_any()
}
