//! The Live page: the tail of everything, or of a query, with the change looked at beside it.
#![allow(
    clippy::large_types_passed_by_value,
    reason = "a list is a bundle of handles, and components take theirs by value"
)]

mod bar;
mod drawer;
mod drawn;
#[cfg(feature = "hydrate")]
mod keys;
mod list;
mod names;
mod notice;
#[cfg(feature = "hydrate")]
mod numbered;
mod parts;
mod pool;
mod session;
mod strip;
#[cfg(any(test, feature = "hydrate"))]
mod tab_stop;
mod welcome;

use afterimage_model::ChangeId;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::{
    api::{load_change, load_changes},
    components::{document_head::Title, error_state::ErrorState, query_line::QueryLine, resource::resource},
    feed::connection::Connection,
    links, say,
};

#[cfg(feature = "hydrate")]
pub use self::drawer::download_what_is_shown;

/// How many changes are rendered by the server.
const FIRST_PAGE: usize = 50;

/// Why the list stands still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pause {
    /// It does not.
    #[default]
    Off,
    /// The reader pressed the button or Space: only the same ends it.
    ByHand,
    /// The reader scrolled away: coming back to the top ends it.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "nobody scrolls on the server"))]
    ByScroll,
    /// The row that the keyboard is on would have gone out of sight: leaving the rows ends it.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "nothing has the focus on the server"))]
    ByFocus,
}

/// What the bar above the list and the list have in common.
#[derive(Clone, Copy)]
struct Live {
    /// The query in force.
    query: Memo<String>,
    /// The change in the drawer.
    shown: Memo<Option<ChangeId>>,
    /// Shows a change in the drawer, or closes it.
    show: Callback<Option<ChangeId>>,
    /// Whether and why the list stands still.
    pause: RwSignal<Pause>,
    /// The state of the connection.
    connection: RwSignal<Connection>,
    /// What is late, and why, in words.
    late: RwSignal<Option<String>>,
    /// How often the reader wanted the list cleared.
    clearings: RwSignal<u32>,
    /// How often the reader wanted the connection tried again.
    retries: RwSignal<u32>,
    /// What the query line completes.
    names: names::Names,
}

impl Live {
    /// Stops the list, or lets it go on.
    fn toggle(self) {
        self.pause.update(|pause| *pause = if *pause == Pause::Off { Pause::ByHand } else { Pause::Off });
    }

    /// Clears the list of what is on it.
    fn clear(self) {
        self.clearings.update(|clearings| *clearings += 1);
    }
}

/// The page.
#[component]
pub fn LivePage() -> impl IntoView {
    let search = use_location().search;
    let query = Memo::new(move |_| search.with(|search| links::parameter(search, "q")));
    let shown = Memo::new(move |_| search.with(|search| links::parameter(search, "change").parse().ok()));
    let page = resource(move || query.get(), |query| load_changes(query, None, FIRST_PAGE));
    let detail = resource(
        move || shown.get(),
        async |id| match id {
            Some(id) => Some(load_change(id).await),
            None => None,
        },
    );
    let live = Live {
        query,
        shown,
        show: show_in_address(query, shown),
        pause: RwSignal::new(Pause::Off),
        connection: RwSignal::new(Connection::Starting),
        late: RwSignal::new(None),
        clearings: RwSignal::new(0),
        retries: RwSignal::new(0),
        names: names::Names::new(),
    };
    let names = Callback::new(move |()| live.names.known());
    let refetch = Callback::new(move |()| page.refetch());
    view! {
        <Title text=say!("frame-page-live") />
        <h1 class="visually-hidden">{say!("live-heading")}</h1>
        <div class="live">
            <div class="page-head live-head">
                <QueryLine query=query on_submit=search_in_address(shown) names=names />
                <bar::ClearButton live=live />
                <bar::PauseButton live=live />
            </div>
            <div class="live-body" class:has-drawer=move || shown.get().is_some()>
                <Transition fallback=|| view! { <p class="loading">{say!("live-loading")}</p> }>
                    {move || {
                        page.get()
                            .map(|page| match page {
                                Ok(page) => view! { <list::List live=live page=page refetch=refetch /> }.into_any(),
                                Err(error) => view! { <ErrorState error=error /> }.into_any(),
                            })
                    }}
                </Transition>
                <drawer::Drawer live=live detail=detail />
            </div>
            <notice::ConnectionNotice live=live />
        </div>
    }
    .into_any()
}

/// Opening a change is a step that the Back button undoes; going from one to the next is not.
fn show_in_address(query: Memo<String>, shown: Memo<Option<ChangeId>>) -> Callback<Option<ChangeId>> {
    let navigate = use_navigate();
    Callback::new(move |id: Option<ChangeId>| {
        let replace = id.is_some() && shown.get_untracked().is_some();
        let address = query.with_untracked(|query| links::live(query, id));
        navigate(&address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    })
}

/// A query is part of the address, so that it can be shared and gone back to.
fn search_in_address(shown: Memo<Option<ChangeId>>) -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |query: String| {
        let address = links::live(&query, shown.get_untracked());
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    })
}
