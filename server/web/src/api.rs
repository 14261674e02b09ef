//! The HTTP API, version 1. Its JSON forms are kept: what changes them gets a new version.

mod changes;
mod charts;
mod export;
mod extract;
mod gaps;
mod health;
mod history;
mod item_list;
mod items;
pub mod openapi;
mod replays;
mod search;
mod shape;
mod stream;
mod tables;
mod versions;
mod views;

use axum::{
    Router, middleware,
    routing::{get, post, put},
};

use super::{AppState, security::json_alone};

/// The routes below `/api`.
pub fn routes() -> Router<AppState> {
    let v1 = Router::new()
        .route("/changes", get(changes::list))
        .route("/changes/{id}", get(changes::one))
        .route("/export", get(export::download))
        .route("/replays", post(replays::begin))
        .route("/replays/{id}", get(replays::one).delete(replays::cancel))
        .route("/models", post(replays::apply_model))
        .route("/search", get(search::search))
        .route("/histogram", get(charts::histogram))
        .route("/hottest", get(charts::hottest))
        .route("/views", get(views::list))
        .route("/views/{name}", get(views::one).put(views::save).delete(views::delete))
        .route("/tables", get(tables::list))
        .route("/tables/{table}/stream", put(tables::set_stream))
        .route("/tables/{table}/baseline", post(tables::take_baseline))
        .route("/items/{table}", post(items::write).get(item_list::list))
        .route("/items/{table}/as-of", get(history::items))
        .route("/items/{table}/{key}", get(history::item))
        .route("/items/{table}/{key}/attribute", get(history::attribute))
        .route("/items/{table}/{key}/changes", get(items::changes))
        .route("/items/{table}/{key}/diff", get(versions::diff))
        .route("/items/{table}/{key}/restore", get(versions::preview).post(versions::restore))
        .route("/gaps", get(gaps::list))
        .route("/openapi.json", get(openapi::serve))
        .route("/health", get(health::full))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // Only where a route takes the method: one that it does not take is told so, whatever its type.
        .route_layer(middleware::from_fn(json_alone::guard));
    Router::new().nest("/v1", v1)
}
