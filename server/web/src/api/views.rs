//! `GET /api/v1/views`, and `GET`, `PUT` and `DELETE /api/v1/views/{name}`.

use afterimage_model::view::{SavedView, View};
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Json, Parameters, Path};
use crate::{AppState, context::ForProgram, problem::Problem};

/// All views.
#[derive(Serialize, ToSchema)]
pub struct Views {
    views: Vec<View>,
}

/// `GET views`: in the order of their names.
#[utoipa::path(
    get,
    path = "/api/v1/views",
    operation_id = "listViews",
    tag = "views",
    responses((status = 200, description = "All views", body = Views)),
)]
pub async fn list(State(state): State<AppState>, ForProgram(context): ForProgram) -> Result<Json<Views>, Problem> {
    Ok(Json(Views { views: state.backend.views(&context).await? }))
}

/// `GET views/{name}`.
#[utoipa::path(
    get,
    path = "/api/v1/views/{name}",
    operation_id = "getView",
    tag = "views",
    params(("name" = String, Path, description = "The view's name", example = "Removals")),
    responses((status = 200, description = "The view", body = View)),
)]
pub async fn one(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(name): Path<String>,
) -> Result<Json<View>, Problem> {
    Ok(Json(state.backend.view(&context, &name).await?))
}

/// What a view is to be.
#[derive(Deserialize, ToSchema)]
#[schema(as = WantedView, example = json!({"query": "op:remove"}))]
pub struct Wanted {
    /// A query in the language of the query line.
    query: String,
    /// The name that it had: it is renamed then, and saved with this query.
    renamed_from: Option<String>,
}

/// Whether another view may be replaced.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Replacing {
    /// Whether a view of that name is replaced.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    replace: bool,
}

/// `PUT views/{name}?replace=`: `{"query": "op:remove"}`, with `renamed_from` to rename one. A name that is taken is
/// 409, unless `replace=true`.
#[utoipa::path(
    put,
    path = "/api/v1/views/{name}",
    operation_id = "saveView",
    tag = "views",
    params(("name" = String, Path, description = "The view's name", example = "Removals"), Replacing),
    request_body(content = Wanted),
    responses((status = 200, description = "The view as it is now", body = View), (status = 409, description = "There is a view of that name", body = Problem, content_type = "application/problem+json")),
)]
pub async fn save(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(name): Path<String>,
    Parameters(replacing): Parameters<Replacing>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<View>, Problem> {
    let taken = || Problem::new(StatusCode::CONFLICT, "name_taken", format!("There is a view named {name:?} already."));
    let mut replace = replacing.replace;
    if let Some(from) = wanted.renamed_from.filter(|from| *from != name) {
        if state.backend.rename_view(&context, &from, &name).await? == SavedView::NameTaken {
            return Err(taken());
        }
        replace = true;
    }
    match state.backend.save_view(&context, &name, &wanted.query, replace).await? {
        SavedView::Saved => Ok(Json(state.backend.view(&context, name.trim()).await?)),
        SavedView::NameTaken => Err(taken()),
    }
}

/// `DELETE views/{name}`.
#[utoipa::path(
    delete,
    path = "/api/v1/views/{name}",
    operation_id = "deleteView",
    tag = "views",
    params(("name" = String, Path, description = "The view's name", example = "Removals")),
    responses((status = 204, description = "It is gone")),
)]
pub async fn delete(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    state.backend.delete_view(&context, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
