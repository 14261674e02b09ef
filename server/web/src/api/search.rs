//! `GET /api/v1/search`.

use afterimage_model::{
    Query,
    search::{SearchOrder, SearchPage},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Json, Parameters, Position, page_limit};
use crate::{AppState, context::ForProgram, problem::Problem};

/// Which piece of which search.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "table:demo-orders")]
    q: String,
    /// From the newest change back, which is usual, or from the oldest on.
    #[serde(default)]
    #[param(value_type = Option<SearchOrder>, inline)]
    order: SearchOrder,
    /// Newest first: go on before this change.
    #[param(value_type = Option<i64>, minimum = 0)]
    before: Option<Position>,
    /// Oldest first: go on after this change.
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<Position>,
    /// How many.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// A piece, and the history that its ids are of.
#[derive(Serialize, ToSchema)]
pub struct Piece {
    #[serde(flatten)]
    page: SearchPage,
    /// Ids mean what they meant as long as this stays the same.
    epoch: String,
}

/// `GET search?q=&order=&before=&after=&limit=`: a bounded piece of a search through the whole archive. Go on with
/// `scanned_to` as `before` (oldest first: as `after`) until `end`. A client that goes away stops it.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    operation_id = "search",
    tag = "search",
    params(Selection),
    responses((status = 200, description = "A piece of the search", body = Piece)),
)]
pub async fn search(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Parameters(selection): Parameters<Selection>,
) -> Result<Json<Piece>, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    let limit = page_limit(selection.limit)?;
    let from = match (selection.order, selection.before, selection.after) {
        (SearchOrder::Newest, before, None) => before,
        (SearchOrder::Oldest, None, after) => after,
        _ => {
            let detail = "Pass before with order=newest, and after with order=oldest.";
            return Err(Problem::bad_request("before_or_after", detail));
        }
    };
    let page = state.backend.search(&context, &query, selection.order, from.map(|from| from.0), limit).await?;
    Ok(Json(Piece { page, epoch: state.history.epoch().to_owned() }))
}
