//! What the address of the page says, for pages whose state is in it.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use crate::links;

/// A parameter of the route: the `table` of `/items/:table`; empty where it has none.
pub fn use_segment(name: &'static str) -> Memo<String> {
    let parameters = use_params_map();
    Memo::new(move |_| parameters.with(|parameters| parameters.get(name)).unwrap_or_default())
}

/// A parameter of the query string, decoded exactly once; empty where it is absent.
pub fn use_parameter(name: &'static str) -> Memo<String> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|search| links::parameter(search, name)))
}
