//! `GET /api/v1/search`.

use afterimage_app::model::{
    ChangeId, Query,
    search::{SearchOrder, SearchPage},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::extract::{Json, Parameters, page_limit};
use crate::web::{AppState, problem::Problem};

/// Which piece of which search.
#[derive(Deserialize)]
pub struct Selection {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    q: String,
    /// From the newest change back, which is usual, or from the oldest on.
    #[serde(default)]
    order: SearchOrder,
    /// Newest first: go on before this change.
    before: Option<ChangeId>,
    /// Oldest first: go on after this change.
    after: Option<ChangeId>,
    limit: Option<usize>,
}

/// A piece, and the history that its ids are of.
#[derive(Serialize)]
pub struct Piece {
    #[serde(flatten)]
    page: SearchPage,
    epoch: String,
}

/// `GET search?q=&order=&before=&after=&limit=`: a bounded piece of a search through the whole archive. Go on with
/// `scanned_to` as `before` (oldest first: as `after`) until `end`. A client that goes away stops it.
pub async fn search(
    State(state): State<AppState>,
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
    let page = state.backend.search(&query, selection.order, from, limit).await?;
    Ok(Json(Piece { page, epoch: state.reader.epoch().to_owned() }))
}
