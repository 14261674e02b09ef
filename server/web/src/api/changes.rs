//! `GET /api/v1/changes` and `GET /api/v1/changes/{id}`.

use afterimage_model::{Change, ChangeId, Context, Query};
use afterimage_service::export::Wanted;
use axum::{extract::State, response::Response};
use http::{HeaderMap, Version, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    extract::{Parameters, Path, Position, page_limit, written},
    stream,
};
use crate::{AppState, context::ForProgram, problem::Problem};

/// Which changes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "table:demo-orders")]
    q: String,
    /// Oldest first, after this one.
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<Position>,
    /// Newest first, before this one; `latest` for the newest.
    #[param(value_type = Option<String>, pattern = "^(latest|[0-9]{1,18})$")]
    before: Option<Before>,
    /// How many.
    #[param(minimum = 1)]
    limit: Option<usize>,
}

/// Where reading backwards begins.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
enum Before {
    Latest,
    Id(ChangeId),
}

impl TryFrom<String> for Before {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "latest" {
            return Ok(Self::Latest);
        }
        let id = Position::try_from(text).map_err(|why| format!("{why}; `latest` is for the newest"))?;
        Ok(Self::Id(id.0))
    }
}

/// A page of changes.
#[derive(Serialize, ToSchema)]
struct ChangesPage {
    changes: Vec<Change>,
    /// Oldest first: pass it as `after` to go on, also when `changes` is empty and later when `end` was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<ChangeId>,
    /// Newest first: pass it as `before` to go on; absent when there is nothing older.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<ChangeId>,
    /// Whether there was nothing further when this page was made.
    end: bool,
    /// Ids mean what they meant as long as this stays the same.
    epoch: String,
}

/// `GET changes?q=&after=&limit=`: a page, oldest first after an id, or newest first with `before`. With
/// `Accept: application/x-ndjson`, everything after the id, one change a line.
#[utoipa::path(
    get,
    path = "/api/v1/changes",
    operation_id = "listChanges",
    tag = "changes",
    params(Selection),
    responses((status = 200, description = "A page, or with `Accept: application/x-ndjson` one change a line", content((ChangesPage = "application/json"), (String = "application/x-ndjson")))),
)]
pub async fn list(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    version: Version,
    headers: HeaderMap,
    Parameters(selection): Parameters<Selection>,
) -> Result<Response, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    if selection.after.is_some() && selection.before.is_some() {
        return Err(Problem::bad_request("after_and_before", "Pass after (oldest first) or before (newest first)."));
    }
    let after = selection.after.map_or(ChangeId::START, |after| after.0);
    match selection.before {
        None if wants_lines(&headers) => {
            let place = state.downloads.begin(version)?;
            stream::lines(&context, &state, Wanted { after, limit: selection.limit, ..Wanted::all(query) }, place).await
        }
        None => forward(&context, &state, &query, after, page_limit(selection.limit)?).await,
        Some(before) => backward(&context, &state, &query, before, page_limit(selection.limit)?).await,
    }
}

async fn forward(
    context: &Context,
    state: &AppState,
    query: &Query,
    after: ChangeId,
    limit: usize,
) -> Result<Response, Problem> {
    let page = state.history.forward(context, query, after, limit).await?;
    let epoch = state.history.epoch().to_owned();
    let next_after = Some(page.scanned_to.max(after));
    let page = ChangesPage { changes: page.changes, next_after, next_before: None, end: page.end, epoch };
    written(state.history.work(), page).await
}

async fn backward(
    context: &Context,
    state: &AppState,
    query: &Query,
    before: Before,
    limit: usize,
) -> Result<Response, Problem> {
    let before = match before {
        Before::Latest => None,
        Before::Id(id) => Some(id),
    };
    let page = state.history.backward(context, query, before, limit).await?;
    let epoch = state.history.epoch().to_owned();
    let next_before = (!page.end).then_some(page.scanned_to);
    let page = ChangesPage { changes: page.changes, next_after: None, next_before, end: page.end, epoch };
    written(state.history.work(), page).await
}

fn wants_lines(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|accepted| accepted.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|entry| {
        let media_type = entry.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case(stream::MEDIA_TYPE)
    })
}

/// `GET changes/{id}`.
#[utoipa::path(
    get,
    path = "/api/v1/changes/{id}",
    operation_id = "getChange",
    tag = "changes",
    params(("id" = i64, Path, description = "The change's id", minimum = 0, example = 1)),
    responses((status = 200, description = "The change", body = Change)),
)]
pub async fn one(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(Position(id)): Path<Position>,
) -> Result<Response, Problem> {
    let change = state.history.change(&context, id).await?;
    let change = change.ok_or_else(|| Problem::not_found(format!("The archive has no change {id}.")))?;
    written(state.history.work(), change).await
}
