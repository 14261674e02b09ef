//! `/design`, which shows what the interface is made of (`app/src/gallery.rs`): in debug builds; a release has no such page.

use axum::Router;
use leptos::config::LeptosOptions;

use super::AppState;

/// The page and its style; `context` is what every page finds.
#[cfg(debug_assertions)]
pub fn routes<C: Fn() + Clone + Send + Sync + 'static>(state: &AppState, context: &C) -> Router<LeptosOptions> {
    use afterimage_app::gallery;
    use axum::routing::get;
    use http::header::CONTENT_TYPE;
    use leptos::prelude::IntoAny;

    const STYLE: &str = include_str!("../../../style/gallery.css");
    let page = state.assets.page();
    let document = move || gallery::document(page.clone()).into_any();
    let rendered = leptos_axum::render_app_to_stream_with_context(context.clone(), document);
    Router::new()
        .route(gallery::PATH, get(rendered))
        .route(gallery::STYLE_PATH, get(|| async { ([(CONTENT_TYPE, "text/css")], STYLE) }))
}

/// None.
#[cfg(not(debug_assertions))]
pub fn routes<C>(_: &AppState, _: &C) -> Router<LeptosOptions> {
    Router::new()
}
