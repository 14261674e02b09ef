//! The HTTP API, version 1. Its JSON forms are kept: what changes them gets a new version.

mod changes;
mod extract;
mod gaps;
mod items;
mod stream;
mod tables;
mod versions;

use axum::{
    Router,
    routing::{get, post, put},
};

use super::{AppState, health};

/// The routes below `/api`.
pub fn routes() -> Router<AppState> {
    let v1 = Router::new()
        .route("/changes", get(changes::list))
        .route("/changes/{id}", get(changes::one))
        .route("/tables", get(tables::list))
        .route("/tables/{table}/stream", put(tables::set_stream))
        .route("/tables/{table}/baseline", post(tables::take_baseline))
        .route("/items/{table}", post(items::write))
        .route("/items/{table}/{key}/changes", get(items::changes))
        .route("/items/{table}/{key}/diff", get(versions::diff))
        .route("/items/{table}/{key}/restore", get(versions::preview).post(versions::restore))
        .route("/gaps", get(gaps::list))
        .route("/health", get(health::full))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready));
    Router::new().nest("/v1", v1)
}
