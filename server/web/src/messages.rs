//! What the interface says in a language, as the page downloads it.

use afterimage_model::Language;
use axum::{
    Router,
    extract::OriginalUri,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header;

use super::problem::Problem;

/// The routes: one address a language, which changes when what is said does.
pub fn routes() -> Router {
    Router::new().route("/messages/{hash}/{language}", get(serve))
}

async fn serve(OriginalUri(uri): OriginalUri) -> Response {
    let asked = Language::ALL.into_iter().find(|language| afterimage_language::address(*language) == uri.path());
    let Some(asked) = asked else {
        return Problem::not_found("Another version of Afterimage spoke so.").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, afterimage_language::of_pages(asked)).into_response()
}
