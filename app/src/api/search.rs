//! The server functions of searching, charts and views.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use super::{ApiError, PageClient, text_json::Answer};
use crate::model::{
    ChangeId,
    chart::{Bars, Histogram, Hottest},
    search::{SearchOrder, SearchPage},
    view::View,
};

/// A piece of a search through the whole archive.
#[server(client = PageClient, prefix = "/ui", endpoint = "search", input = GetUrl, output = Answer)]
pub async fn load_search(
    query: String,
    order: SearchOrder,
    from: Option<ChangeId>,
    limit: usize,
) -> Result<SearchPage, ApiError> {
    let backend = super::backend()?;
    let query = super::parse_query(&query, backend.now())?;
    backend.search(&query, order, from, limit).await
}

/// How many matching changes when.
#[server(client = PageClient, prefix = "/ui", endpoint = "histogram", input = Answer, output = Answer)]
pub async fn load_histogram(
    query: String,
    bars: Option<Bars>,
    before: Option<ChangeId>,
) -> Result<Histogram, ApiError> {
    let backend = super::backend()?;
    let query = super::parse_query(&query, backend.now())?;
    backend.histogram(&query, bars, before).await
}

/// Which items and attributes the matching changes are of most.
#[server(client = PageClient, prefix = "/ui", endpoint = "hottest", input = GetUrl, output = Answer)]
pub async fn load_hottest(query: String, before: Option<ChangeId>) -> Result<Hottest, ApiError> {
    let backend = super::backend()?;
    let query = super::parse_query(&query, backend.now())?;
    backend.hottest(&query, before).await
}

/// All views.
#[server(client = PageClient, prefix = "/ui", endpoint = "views", input = GetUrl, output = Answer)]
pub async fn load_views() -> Result<Vec<View>, ApiError> {
    super::backend()?.views().await
}

/// The view of that name.
#[server(client = PageClient, prefix = "/ui", endpoint = "view", input = GetUrl, output = Answer)]
pub async fn load_view(name: String) -> Result<View, ApiError> {
    super::backend()?.view(&name).await
}

/// Keeps a query under a name; false where the name is taken and may not be.
#[server(client = PageClient, prefix = "/ui", endpoint = "save_view", input = Answer, output = Answer)]
pub async fn save_view(name: String, query: String, replace: bool) -> Result<bool, ApiError> {
    let saved = super::backend()?.save_view(&name, &query, replace).await?;
    Ok(saved == crate::backend::search::SavedView::Saved)
}

/// Gives a view another name; false where that is taken.
#[server(client = PageClient, prefix = "/ui", endpoint = "rename_view", input = Answer, output = Answer)]
pub async fn rename_view(name: String, to: String) -> Result<bool, ApiError> {
    let saved = super::backend()?.rename_view(&name, &to).await?;
    Ok(saved == crate::backend::search::SavedView::Saved)
}

/// Forgets a view.
#[server(client = PageClient, prefix = "/ui", endpoint = "delete_view", input = Answer, output = Answer)]
pub async fn delete_view(name: String) -> Result<(), ApiError> {
    super::backend()?.delete_view(&name).await
}
