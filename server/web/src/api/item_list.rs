//! `GET /api/v1/items/{table}`.

use afterimage_model::items::{ItemOrder, ItemState, ItemsPage, ItemsRequest, UnknownWord};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::extract::{Json, Parameters, Path, page_limit};
use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    /// `last_change` (the usual one), `most_changed` or `key`.
    #[param(value_type = Option<ItemOrder>, inline)]
    order: Option<String>,
    /// `all` (the usual one), `alive` or `deleted`.
    #[param(value_type = Option<ItemState>, inline)]
    state: Option<String>,
    /// A query in the language of the query line, about the items as they are or last were.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "table:demo-orders")]
    q: String,
    /// After this position, which the page before told.
    after: Option<String>,
    /// Before this position.
    before: Option<String>,
    /// How many.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// `GET items/{table}?order=&state=&q=&after=&before=&limit=`: a page of the table's items. Pass its `after` or `before`
/// to go on; each is `null` where the list ends.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}",
    operation_id = "listItems",
    tag = "items",
    params(shape::TableAddress, Selection),
    responses((status = 200, description = "A page of items", body = ItemsPage)),
)]
pub async fn list(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(table): Path<String>,
    Parameters(selection): Parameters<Selection>,
) -> Result<Json<ItemsPage>, Problem> {
    if selection.after.is_some() && selection.before.is_some() {
        return Err(Problem::bad_request("after_and_before", "Pass after or before, not both."));
    }
    let unknown = |name: &str, error: UnknownWord| Problem::bad_request("bad_parameter", format!("{name}: {error}."));
    let order = selection.order.as_deref().map(str::parse::<ItemOrder>).transpose();
    let items = selection.state.as_deref().map(str::parse::<ItemState>).transpose();
    let backward = selection.before.is_some();
    let request = ItemsRequest {
        table,
        order: order.map_err(|error| unknown("order", error))?.unwrap_or_default(),
        state: items.map_err(|error| unknown("state", error))?.unwrap_or_default(),
        query: selection.q,
        from: selection.after.or(selection.before),
        backward,
        limit: page_limit(selection.limit)?,
    };
    Ok(Json(state.backend.items(&context, request).await?))
}
