//! What the Tables page's address says: how shards are shown, and which one is looked at.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::{links, say};

/// A shard of a table, by the table's name and the shard's key.
pub type Looked = (String, String);

/// The page's state that is in its address.
#[derive(Clone, Copy)]
pub struct Address {
    /// Whether shards are shown as rows of a table and not as a graph.
    pub as_rows: Memo<bool>,
    /// The shard that is looked at.
    pub shown: Memo<Option<Looked>>,
    /// Looks at a shard, or at none.
    pub show: Callback<Option<Looked>>,
}

impl Address {
    /// The address of the page that this is called on.
    pub fn of_page() -> Self {
        let search = use_location().search;
        let parameter = move |name: &str| search.with(|search| links::parameter(search, name));
        let as_rows = Memo::new(move |_| parameter("shards") == links::SHARDS_AS_ROWS);
        let shown = Memo::new(move |_| {
            let looked = (parameter("table"), parameter("shard"));
            (!looked.1.is_empty()).then_some(looked)
        });
        let navigate = use_navigate();
        // Opening a shard is a step that the Back button undoes; going from one to the next is not.
        let show = Callback::new(move |looked: Option<Looked>| {
            if looked != shown.get_untracked() {
                let replace = looked.is_some() && shown.with_untracked(Option::is_some);
                let address = links::tables(as_rows.get_untracked(), looked.as_ref());
                navigate(&address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
            }
        });
        Self { as_rows, shown, show }
    }
}

/// The choice between graph and table, as links: each state has its address.
#[component]
pub fn ShardsAs(address: Address) -> impl IntoView {
    let link = move |rows: bool, label: &'static str| {
        let target = move || links::tables(rows, address.shown.get().as_ref());
        let is_here = move || (address.as_rows.get() == rows).then_some("true");
        view! {
            <a class="choice" href=target data-noscroll="" aria-current=is_here>
                {label}
            </a>
        }
    };
    view! {
        <span class="quiet" id="shards-as">{say!("tables-shards-as")}</span>
        <nav class="choices" aria-labelledby="shards-as">
            {link(false, say!("tables-as-graph"))}
            {link(true, say!("tables-as-rows"))}
        </nav>
    }
    .into_any()
}
