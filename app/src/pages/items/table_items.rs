//! One table's items: what is asked for at the top, the list below.

use afterimage_model::items::{ItemOrder, ItemState, ItemsPage};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{list::ItemList, route::ItemsRoute};
use crate::{
    api::{PageError, load_items, load_tables},
    components::{
        answered::answered,
        error_state::ErrorState,
        export_button::ExportButton,
        page_head::PageHead,
        query_line::{QueryLine, names::recent_names},
        replay_button::ReplayButton,
        resource::resource,
    },
    links, say,
};

/// The items of the table that the address names.
#[component]
pub(super) fn TableItems(table: Memo<String>) -> impl IntoView {
    let route = ItemsRoute::of_address(table);
    let page = resource(move || route.get(), load);
    let within = vec![("/items".to_owned(), say!("frame-page-items").to_owned())];
    let query = Signal::derive(move || route.with(|route| route.query.clone()));
    let changes = Signal::derive(move || route.with(ItemsRoute::query_of_changes));
    let what = Signal::derive(move || route.with(ItemsRoute::changes_in_words));
    let of_table = move || route.with(|route| ItemsRoute { query: String::new(), ..route.clone() }.query_of_changes());
    let names = recent_names(Signal::derive(of_table));
    view! {
        <PageHead title=table within=within>
            <a class="button" href=move || links::write(&table.get())>
                {say!("items-write")}
            </a>
            <ExportButton query=changes what=what />
            <ReplayButton query=changes what=what table=table />
        </PageHead>
        <div class="items-head">
            <QueryLine
                query=query
                on_submit=search_in_address(route)
                action=Signal::derive(move || links::items(&table.get()))
                names=names
                placeholder=say!("items-find")
            />
            <Choices route=route />
        </div>
        <Transition fallback=|| view! { <p class="loading">{say!("items-loading")}</p> }>
            {answered(page, move |loaded| {
                let route = route.get_untracked();
                match loaded {
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                    Ok((page, partition_key)) => {
                        view! { <ItemList route=route page=page partition_key=partition_key /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

async fn load(route: ItemsRoute) -> Result<(ItemsPage, Option<String>), PageError> {
    let page = load_items(route.request()).await?;
    let tables = load_tables().await?;
    let partition_key =
        tables.into_iter().find(|table| table.name == route.table).and_then(|table| table.partition_key);
    Ok((page, partition_key.map(|key| key.name)))
}

fn search_in_address(route: Memo<ItemsRoute>) -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |query: String| {
        let address = ItemsRoute { query, ..route.get_untracked().beginning() }.address();
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    })
}

/// The order and which items, as links: they work before the page is alive, and can be opened beside it.
#[component]
fn Choices(route: Memo<ItemsRoute>) -> impl IntoView {
    let orders = ItemOrder::ALL.map(|order| {
        let address = move || ItemsRoute { order, ..route.get().beginning() }.address();
        choice(order_words(order), address, Signal::derive(move || route.with(|route| route.order == order)))
    });
    let states = ItemState::ALL.map(|state| {
        let address = move || ItemsRoute { state, ..route.get().beginning() }.address();
        choice(state_words(state), address, Signal::derive(move || route.with(|route| route.state == state)))
    });
    view! {
        <div class="items-choices">
            <nav class="choices" aria-label=say!("items-order") data-testid="items-order">
                {orders.collect_view()}
            </nav>
            <nav class="choices" aria-label=say!("items-which") data-testid="items-state">
                {states.collect_view()}
            </nav>
        </div>
    }
}

fn choice(
    words: &'static str,
    address: impl Fn() -> String + Send + 'static,
    is_current: Signal<bool>,
) -> impl IntoView {
    view! {
        <a class="choice" href=address aria-current=move || is_current.get().then_some("true")>
            {words}
        </a>
    }
}

fn order_words(order: ItemOrder) -> &'static str {
    match order {
        ItemOrder::LastChange => say!("items-order-last"),
        ItemOrder::MostChanged => say!("items-order-most"),
        ItemOrder::Key => say!("items-order-key"),
    }
}

fn state_words(state: ItemState) -> &'static str {
    match state {
        ItemState::All => say!("items-state-all"),
        ItemState::Alive => say!("items-state-alive"),
        ItemState::Deleted => say!("items-state-deleted"),
    }
}
