//! The server functions of searching, charts and views.

use afterimage_model::{
    ChangeId,
    chart::{Bars, Histogram, Hottest},
    search::{SearchOrder, SearchPage},
    view::View,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use super::{PageClient, PageError, text_json::Answer};

/// A piece of a search through the whole archive.
#[server(client = PageClient, prefix = "/ui", endpoint = "search", input = GetUrl, output = Answer)]
pub async fn load_search(
    query: String,
    order: SearchOrder,
    from: Option<ChangeId>,
    limit: usize,
) -> Result<SearchPage, PageError> {
    let backend = super::backend()?;
    let query = super::parse_query(&query, backend.now())?;
    Ok(backend.search(&super::context()?, &query, order, from, limit).await?)
}

/// How many matching changes when.
#[server(client = PageClient, prefix = "/ui", endpoint = "histogram", input = Answer, output = Answer)]
pub async fn load_histogram(
    query: String,
    bars: Option<Bars>,
    before: Option<ChangeId>,
) -> Result<Histogram, PageError> {
    let backend = super::backend()?;
    let query = super::parse_query(&query, backend.now())?;
    Ok(backend.histogram(&super::context()?, &query, bars, before).await?)
}

/// Which items and attributes the matching changes are of most.
#[server(client = PageClient, prefix = "/ui", endpoint = "hottest", input = GetUrl, output = Answer)]
pub async fn load_hottest(query: String, before: Option<ChangeId>) -> Result<Hottest, PageError> {
    let backend = super::backend()?;
    let query = super::parse_query(&query, backend.now())?;
    Ok(backend.hottest(&super::context()?, &query, before).await?)
}

/// All views.
#[server(client = PageClient, prefix = "/ui", endpoint = "views", input = GetUrl, output = Answer)]
pub async fn load_views() -> Result<Vec<View>, PageError> {
    Ok(super::backend()?.views(&super::context()?).await?)
}

/// The view of that name.
#[server(client = PageClient, prefix = "/ui", endpoint = "view", input = GetUrl, output = Answer)]
pub async fn load_view(name: String) -> Result<View, PageError> {
    Ok(super::backend()?.view(&super::context()?, &name).await?)
}

/// Keeps a query under a name; false where the name is taken and may not be.
#[server(client = PageClient, prefix = "/ui", endpoint = "save_view", input = Answer, output = Answer)]
pub async fn save_view(name: String, query: String, replace: bool) -> Result<bool, PageError> {
    let saved = super::backend()?.save_view(&super::context()?, &name, &query, replace).await?;
    Ok(saved == afterimage_model::view::SavedView::Saved)
}

/// Gives a view another name; false where that is taken.
#[server(client = PageClient, prefix = "/ui", endpoint = "rename_view", input = Answer, output = Answer)]
pub async fn rename_view(name: String, to: String) -> Result<bool, PageError> {
    let saved = super::backend()?.rename_view(&super::context()?, &name, &to).await?;
    Ok(saved == afterimage_model::view::SavedView::Saved)
}

/// Forgets a view.
#[server(client = PageClient, prefix = "/ui", endpoint = "delete_view", input = Answer, output = Answer)]
pub async fn delete_view(name: String) -> Result<(), PageError> {
    Ok(super::backend()?.delete_view(&super::context()?, &name).await?)
}
