//! One table's items: what is asked for at the top, the list below.

use afterimage_model::items::{ItemOrder, ItemState, ItemsPage};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{list::ItemList, place::Place};
use crate::{
    api::{PageError, load_items, load_tables},
    components::{
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
    let place = Place::of_address(table);
    let page = resource(move || place.get(), load);
    let within = vec![("/items".to_owned(), say!("frame-page-items").to_owned())];
    let query = Signal::derive(move || place.with(|place| place.query.clone()));
    let changes = Signal::derive(move || place.with(Place::query_of_changes));
    let what = Signal::derive(move || place.with(Place::changes_in_words));
    let of_table = move || place.with(|place| Place { query: String::new(), ..place.clone() }.query_of_changes());
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
                on_submit=search_in_address(place)
                action=Signal::derive(move || links::items(&table.get()))
                names=names
                placeholder=say!("items-find")
            />
            <Choices place=place />
        </div>
        <Transition fallback=|| view! { <p class="loading">{say!("items-loading")}</p> }>
            {move || Suspend::new(async move {
                let loaded = page.await;
                let place = place.get_untracked();
                match loaded {
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                    Ok((page, partition_key)) => {
                        view! { <ItemList place=place page=page partition_key=partition_key /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

async fn load(place: Place) -> Result<(ItemsPage, Option<String>), PageError> {
    let page = load_items(place.request()).await?;
    let tables = load_tables().await?;
    let partition_key =
        tables.into_iter().find(|table| table.name == place.table).and_then(|table| table.partition_key);
    Ok((page, partition_key.map(|key| key.name)))
}

fn search_in_address(place: Memo<Place>) -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |query: String| {
        let address = Place { query, ..place.get_untracked().beginning() }.address();
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    })
}

/// The order and which items, as links: they work before the page is alive, and can be opened beside it.
#[component]
fn Choices(place: Memo<Place>) -> impl IntoView {
    let orders = ItemOrder::ALL.map(|order| {
        let address = move || Place { order, ..place.get().beginning() }.address();
        choice(order_words(order), address, Signal::derive(move || place.with(|place| place.order == order)))
    });
    let states = ItemState::ALL.map(|state| {
        let address = move || Place { state, ..place.get().beginning() }.address();
        choice(state_words(state), address, Signal::derive(move || place.with(|place| place.state == state)))
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
