//! The pages, rendered here and taken over by the browser; and the server functions that they call.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, LazyLock},
};

use afterimage_app::{
    app::App,
    components::missing::MarkMissing,
    shell::{PageAssets, shell},
};
use afterimage_model::backend::SharedBackend;
use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, request::Parts};
use leptos::{
    config::LeptosOptions,
    context::{provide_context, use_context},
    nonce::Nonce,
    reactive::owner::Owner,
};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list, render_app_to_stream_with_context,
};

use super::{AppState, context::of_page, gallery, problem::Problem, security::page_calls};

/// Addresses below these are for programs: what is not there is told as problem+json, not as a page.
const FOR_PROGRAMS: [&str; 5] = ["/api/", "/ui/", "/pkg/", "/messages/", "/feed/"];

/// The pages' routes, found out once and before anything is served: while the framework looks for them, what a page asks for
/// is not asked in the whole process, and a page that is rendered meanwhile waits for ever.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// The paths of all pages, with `{…}` where something is named.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(AxumRouteListing::path)
}

/// The pages' routes, the server functions', and a page for every address that is none.
pub fn routes(state: &AppState) -> Router {
    // Only asked for by the framework: the page's files are found in the binary, not by these options.
    let options = LeptosOptions::builder().output_name("afterimage").build();
    let context = context(state.backend.clone());
    let document = document(state.assets.page());
    let missing = render_app_to_stream_with_context(context.clone(), document.clone());
    gallery::routes(state, &context)
        .leptos_routes_with_context(&options, ROUTES.clone(), context, document)
        .fallback(move |request: Request| {
            let missing = missing.clone();
            async move { not_found(missing, request).await }
        })
        .layer(middleware::from_fn(apart))
        .layer(middleware::from_fn(page_calls::guard))
        .with_state(options)
}

fn document(page: Option<PageAssets>) -> impl Fn() -> leptos::prelude::AnyView + Clone + Send + Sync + 'static {
    use leptos::prelude::IntoAny;
    move || shell(page.clone()).into_any()
}

/// What every page and server function finds in its context.
fn context(backend: SharedBackend) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(backend.clone());
        if let Some(answer) = use_context::<ResponseOptions>() {
            provide_context(MarkMissing(Arc::new(move || answer.set_status(StatusCode::NOT_FOUND))));
        }
        if let Some(parts) = use_context::<Parts>() {
            let context = of_page(&parts.headers);
            provide_context(context.language);
            provide_context(context);
        }
        // The framework makes a nonce of its own; the one that counts is in this answer's Content-Security-Policy.
        if let Some(nonce) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
            provide_context(nonce);
        }
    }
}

/// Keeps what the framework knows of a request to that request. It leaves the thread with the last page's context, its
/// language among it, for as long as that page is being read: whatever else ran there meanwhile would find it, and the
/// page itself, when it is gone on with, that of another.
async fn apart(request: Request, next: Next) -> Response {
    let (mut answer, mut own) = (pin!(next.run(request)), None);
    poll_fn(|waker| {
        let before = Owner::current();
        make_current(own.as_ref());
        let polled = answer.as_mut().poll(waker);
        own = Owner::current();
        make_current(before.as_ref());
        polled
    })
    .await
}

fn make_current(owner: Option<&Owner>) {
    match owner {
        Some(owner) => owner.set(),
        None => {
            if let Some(owner) = Owner::current() {
                owner.unset();
            }
        }
    }
}

async fn not_found<F>(render: impl FnOnce(Request<Body>) -> F, request: Request) -> Response
where
    F: Future<Output = Response>,
{
    let path = request.uri().path();
    let for_people = matches!(*request.method(), Method::GET | Method::HEAD)
        && !FOR_PROGRAMS.iter().any(|prefix| path.starts_with(prefix));
    if !for_people {
        return Problem::not_found("There is nothing at this address.").into_response();
    }
    let mut response = render(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
