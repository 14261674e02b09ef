//! `GET /api/v1/histogram` and `GET /api/v1/hottest`.

use afterimage_app::model::{
    ChangeId, Query, Timestamp,
    chart::{Bars, Histogram, Hot, Progress},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::extract::{Json, Parameters};
use crate::web::{AppState, problem::Problem};

/// Which piece of which histogram.
#[derive(Deserialize)]
pub struct HistogramSelection {
    #[serde(default)]
    q: String,
    /// Go on before this change: `progress.next_before`.
    before: Option<ChangeId>,
    /// In the bars of the first piece.
    start: Option<Timestamp>,
    width_ms: Option<i64>,
    count: Option<usize>,
}

/// `GET histogram?q=`: how many matching changes of each kind when. Where counters answer it is whole; else it is of
/// the newest part, and goes on with `before=progress.next_before` and the `start`, `width_ms` and `count` of `bars`;
/// pieces are added up.
pub async fn histogram(
    State(state): State<AppState>,
    Parameters(selection): Parameters<HistogramSelection>,
) -> Result<Json<Histogram>, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    let bars = match (selection.start, selection.width_ms, selection.count) {
        (None, None, None) => None,
        (Some(start), Some(width_ms), Some(count)) => Some(Bars { start, width_ms, count }),
        _ => return Err(Problem::bad_request("bad_bars", "Pass start, width_ms and count together, or none of them.")),
    };
    Ok(Json(state.backend.histogram(&query, bars, selection.before).await?))
}

/// What is counted.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum By {
    Item,
    Attribute,
}

/// Which piece of which list.
#[derive(Deserialize)]
pub struct HottestSelection {
    #[serde(default)]
    q: String,
    by: By,
    before: Option<ChangeId>,
}

/// What changed most.
#[derive(Serialize)]
pub struct HottestList {
    hottest: Vec<Hot>,
    /// Whether the counts are over everything that matches, however far `progress` is.
    whole: bool,
    progress: Progress,
}

/// `GET hottest?q=&by=item|attribute`: what the matching changes are of most, in the newest part; pieces go on with
/// `before=progress.next_before` and are added up.
pub async fn hottest(
    State(state): State<AppState>,
    Parameters(selection): Parameters<HottestSelection>,
) -> Result<Json<HottestList>, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    let found = state.backend.hottest(&query, selection.before).await?;
    let is_done = selection.before.is_none() && found.progress.next_before.is_none();
    let (hottest, whole) = match selection.by {
        By::Item => (found.items, found.items_are_whole || is_done),
        By::Attribute => (found.attributes, is_done),
    };
    Ok(Json(HottestList { hottest, whole, progress: found.progress }))
}
