//! `GET /api/v1/views`, and `GET`, `PUT` and `DELETE /api/v1/views/{name}`.

use afterimage_app::{backend::search::SavedView, model::view::View};
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::extract::{Json, Parameters, Path};
use crate::web::{AppState, problem::Problem};

/// All views.
#[derive(Serialize)]
pub struct Views {
    views: Vec<View>,
}

/// `GET views`: in the order of their names.
pub async fn list(State(state): State<AppState>) -> Result<Json<Views>, Problem> {
    Ok(Json(Views { views: state.backend.views().await? }))
}

/// `GET views/{name}`.
pub async fn one(State(state): State<AppState>, Path(name): Path<String>) -> Result<Json<View>, Problem> {
    Ok(Json(state.backend.view(&name).await?))
}

/// What a view is to be.
#[derive(Deserialize)]
pub struct Wanted {
    query: String,
    /// The name that it had: it is renamed then, and saved with this query.
    renamed_from: Option<String>,
}

/// Whether another view may be replaced.
#[derive(Deserialize)]
pub struct Replacing {
    #[serde(default)]
    replace: bool,
}

/// `PUT views/{name}?replace=`: `{"query": "op:remove"}`, with `renamed_from` to rename one. A name that is taken is
/// 409, unless `replace=true`.
pub async fn save(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Parameters(replacing): Parameters<Replacing>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<View>, Problem> {
    let taken = || Problem::new(StatusCode::CONFLICT, "name_taken", format!("There is a view named {name:?} already."));
    let mut replace = replacing.replace;
    if let Some(from) = wanted.renamed_from.filter(|from| *from != name) {
        if state.backend.rename_view(&from, &name).await? == SavedView::NameTaken {
            return Err(taken());
        }
        replace = true;
    }
    match state.backend.save_view(&name, &wanted.query, replace).await? {
        SavedView::Saved => Ok(Json(state.backend.view(name.trim()).await?)),
        SavedView::NameTaken => Err(taken()),
    }
}

/// `DELETE views/{name}`.
pub async fn delete(State(state): State<AppState>, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    state.backend.delete_view(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}
