//! Which address is answered by what, and what every request passes through on its way there.

use axum::{
    RequestExt, Router,
    body::HttpBody,
    extract::{DefaultBodyLimit, Request},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
    trace::TraceLayer,
};

use super::{
    AppState, api, assets, feed_socket, kinds, limits, messages, metrics, pages, problem::Problem, security,
    slow_bodies,
};

/// The whole web application.
///
/// A request passes, in this order: figures and traces, the security headers, the panic guard, the limit of its kind, the
/// limits of size and of slowness, the guard against foreign hosts and origins, the time limit; its answer is compressed
/// on the way back.
pub fn router(state: AppState) -> Router {
    let guard = middleware::from_fn_with_state(state.security.clone(), security::guard);
    let turns = middleware::from_fn_with_state(kinds::Turns::new(&state.limits), kinds::admit);
    let slow_bodies = middleware::from_fn_with_state(state.limits, slow_bodies::limit);
    routes(&state)
        .method_not_allowed_fallback(|| async { method_not_allowed() })
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http())
                .layer(middleware::from_fn(security::headers::set))
                .layer(CatchPanicLayer::custom(|_| panicked()))
                .layer(turns)
                .layer(middleware::from_fn(size_limits))
                .layer(slow_bodies)
                .layer(DefaultBodyLimit::max(limits::MAX_BODY_BYTES))
                .layer(guard)
                .layer(CompressionLayer::new().compress_when(pages_and_answers()))
                .layer(middleware::from_fn(time_limit)),
        )
        // A route layer knows which route was taken.
        .layer(middleware::from_fn(metrics::count))
}

fn routes(state: &AppState) -> Router {
    Router::new()
        .nest("/api", api::routes())
        .route("/metrics", get(metrics::scrape))
        .route(security::origin::FEED_PATH, get(feed_socket::open))
        .with_state(state.clone())
        .merge(assets::routes(state.assets.clone()))
        .merge(messages::routes())
        .merge(pages::routes(state))
}

/// Answers that are longer than this, in bytes, are sent as they are: compressing is done by the threads that answer, and
/// takes a second for every few dozen megabytes.
const MAX_COMPRESSED_BYTES: u64 = 1024 * 1024;

/// Answers of which it is known that they are not too long.
#[derive(Clone, Copy)]
struct NotTooLong;

impl Predicate for NotTooLong {
    fn should_compress<B: HttpBody>(&self, response: &Response<B>) -> bool {
        response.body().size_hint().lower() <= MAX_COMPRESSED_BYTES
    }
}

/// Exports go to a file on a disk nearby, as fast as they are read: to compress them would only hold them up.
fn pages_and_answers() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotTooLong)
        .and(NotForContentType::const_new("application/jsonl"))
        .and(NotForContentType::const_new("application/x-ndjson"))
        .and(NotForContentType::const_new("text/csv"))
        .and(NotForContentType::const_new("application/vnd.apache.parquet"))
}

/// Refuses what is larger than any honest request, before anything of it is read where it says so itself.
async fn size_limits(request: Request, next: Next) -> Response {
    if request.uri().to_string().len() > limits::MAX_URI_BYTES {
        let detail = format!("An address has at most {} bytes.", limits::MAX_URI_BYTES);
        return Problem::new(StatusCode::URI_TOO_LONG, "uri_too_long", detail).into_response();
    }
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let too_large =
        declared.is_some_and(|length| length.parse().map_or(true, |bytes: usize| bytes > limits::MAX_BODY_BYTES));
    if too_large {
        return Problem::too_large().into_response();
    }
    next.run(request.with_limited_body()).await
}

fn method_not_allowed() -> Problem {
    let detail = "This address does not take that method; the Allow header lists those it takes.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

async fn time_limit(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(limits::REQUEST_TIME_LIMIT, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        let seconds = limits::REQUEST_TIME_LIMIT.as_secs();
        let detail = format!("The answer took longer than {seconds} seconds; the server may be overloaded.");
        Problem::unavailable(detail).into_response()
    })
}

fn panicked() -> Response {
    let detail = "Something went wrong inside the server; its log has the cause.";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).into_response()
}
