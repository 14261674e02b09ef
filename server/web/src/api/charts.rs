//! `GET /api/v1/histogram` and `GET /api/v1/hottest`.

use afterimage_model::{
    Query, Timestamp,
    chart::{Bars, Histogram, Hot, Progress},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Json, Parameters, Position};
use crate::{AppState, context::ForProgram, problem::Problem};

/// Which piece of which histogram.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistogramSelection {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "table:demo-orders")]
    q: String,
    /// Go on before this change: `progress.next_before`.
    #[param(value_type = Option<i64>, minimum = 0)]
    before: Option<Position>,
    /// In the bars of the first piece.
    #[param(value_type = Option<String>, format = DateTime)]
    start: Option<Timestamp>,
    /// How long each bar is, in milliseconds.
    #[param(minimum = 1)]
    width_ms: Option<i64>,
    /// How many bars.
    #[param(minimum = 1)]
    count: Option<usize>,
}

/// `GET histogram?q=`: how many matching changes of each kind when. Where counters answer it is whole; else it is of
/// the newest part, and goes on with `before=progress.next_before` and the `start`, `width_ms` and `count` of `bars`;
/// pieces are added up.
#[utoipa::path(
    get,
    path = "/api/v1/histogram",
    operation_id = "histogram",
    tag = "search",
    params(HistogramSelection),
    responses((status = 200, description = "A piece of the histogram, or all of it", body = Histogram)),
)]
pub async fn histogram(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Parameters(selection): Parameters<HistogramSelection>,
) -> Result<Json<Histogram>, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    let bars = match (selection.start, selection.width_ms, selection.count) {
        (None, None, None) => None,
        (Some(start), Some(width_ms), Some(count)) => Some(Bars { start, width_ms, count }),
        _ => return Err(Problem::bad_request("bad_bars", "Pass start, width_ms and count together, or none of them.")),
    };
    Ok(Json(state.backend.histogram(&context, &query, bars, selection.before.map(|before| before.0)).await?))
}

/// What is counted.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    Item,
    Attribute,
}

/// Which piece of which list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HottestSelection {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "table:demo-orders")]
    q: String,
    /// What is counted.
    #[param(inline)]
    by: By,
    /// Go on before this change: `progress.next_before`.
    #[param(value_type = Option<i64>, minimum = 0)]
    before: Option<Position>,
}

/// What changed most.
#[derive(Serialize, ToSchema)]
pub struct HottestList {
    /// The most changed first.
    hottest: Vec<Hot>,
    /// Whether the counts are over everything that matches, however far `progress` is.
    whole: bool,
    /// How far this has looked.
    progress: Progress,
}

/// `GET hottest?q=&by=item|attribute`: what the matching changes are of most, in the newest part; pieces go on with
/// `before=progress.next_before` and are added up.
#[utoipa::path(
    get,
    path = "/api/v1/hottest",
    operation_id = "hottest",
    tag = "search",
    params(HottestSelection),
    responses((status = 200, description = "A piece of the list, or all of it", body = HottestList)),
)]
pub async fn hottest(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Parameters(selection): Parameters<HottestSelection>,
) -> Result<Json<HottestList>, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    let found = state.backend.hottest(&context, &query, selection.before.map(|before| before.0)).await?;
    let is_done = selection.before.is_none() && found.progress.next_before.is_none();
    let (hottest, whole) = match selection.by {
        By::Item => (found.items, found.items_are_whole || is_done),
        By::Attribute => (found.attributes, is_done),
    };
    Ok(Json(HottestList { hottest, whole, progress: found.progress }))
}
