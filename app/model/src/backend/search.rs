//! What searching, charts and views ask of the server.

use async_trait::async_trait;

use crate::{
    ApiError, ChangeId, Context, Query,
    chart::{Bars, Histogram, Hottest},
    search::{SearchOrder, SearchPage},
    view::{SavedView, View},
};

/// What searching, charts and views ask of the server.
#[async_trait]
pub trait SearchBackend: Send + Sync + 'static {
    /// A piece of a search through the whole archive, from a position on; from the order's beginning without one.
    async fn search(
        &self,
        context: &Context,
        query: &Query,
        order: SearchOrder,
        from: Option<ChangeId>,
        limit: usize,
    ) -> Result<SearchPage, ApiError>;
    /// How many matching changes when: whole at once, or a piece, which `before` goes on from; in the same bars then.
    async fn histogram(
        &self,
        context: &Context,
        query: &Query,
        bars: Option<Bars>,
        before: Option<ChangeId>,
    ) -> Result<Histogram, ApiError>;
    /// Which items and attributes the matching changes are of most; a piece, which `before` goes on from.
    async fn hottest(&self, context: &Context, query: &Query, before: Option<ChangeId>) -> Result<Hottest, ApiError>;
    /// All views.
    async fn views(&self, context: &Context) -> Result<Vec<View>, ApiError>;
    /// The view of that name.
    async fn view(&self, context: &Context, name: &str) -> Result<View, ApiError>;
    /// Keeps a query under a name; in the place of another only where that is wanted.
    async fn save_view(&self, context: &Context, name: &str, query: &str, replace: bool)
    -> Result<SavedView, ApiError>;
    /// Gives a view another name.
    async fn rename_view(&self, context: &Context, name: &str, to: &str) -> Result<SavedView, ApiError>;
    /// Forgets a view.
    async fn delete_view(&self, context: &Context, name: &str) -> Result<(), ApiError>;
}
