//! Requests of one kind take nothing from those of another: each kind has a number of requests that are answered at once,
//! and more are refused until one is done.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use tokio::sync::Semaphore;

use super::{holding_body::Holding, limits::WebLimits, problem::Problem, security::origin::FEED_PATH};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Whether the program lives and how it is: asked by supervisors, which end it where no answer comes.
    Watcher,
    /// A page, what belongs to it, and what it asks.
    Page,
    /// The HTTP API.
    Answer,
    /// A feed socket's handshake: how many of them there are is limited where they are opened.
    Feed,
}

impl Kind {
    fn of(path: &str) -> Self {
        let below =
            |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if below("/api/v1/health") || path == "/metrics" {
            Self::Watcher
        } else if below("/api") {
            Self::Answer
        } else if path == FEED_PATH {
            Self::Feed
        } else {
            Self::Page
        }
    }
}

/// How many requests of each kind may still begin. Clones share it.
#[derive(Clone, Debug)]
pub struct Turns {
    watchers: Arc<Semaphore>,
    pages: Arc<Semaphore>,
    answers: Arc<Semaphore>,
}

impl Turns {
    /// As many as the limits say.
    pub fn new(limits: &WebLimits) -> Self {
        let of = |most: usize| Arc::new(Semaphore::new(most));
        Self { watchers: of(limits.watchers), pages: of(limits.pages), answers: of(limits.answers) }
    }

    fn of(&self, kind: Kind) -> Option<&Arc<Semaphore>> {
        match kind {
            Kind::Watcher => Some(&self.watchers),
            Kind::Page => Some(&self.pages),
            Kind::Answer => Some(&self.answers),
            Kind::Feed => None,
        }
    }
}

/// Refuses the request where as many of its kind are under way as may be.
pub async fn admit(State(turns): State<Turns>, request: Request, next: Next) -> Response {
    let Some(turns) = turns.of(Kind::of(request.uri().path())) else { return next.run(request).await };
    match Arc::clone(turns).try_acquire_owned() {
        Ok(turn) => next.run(request).await.map(|body| Holding::body(body, turn)),
        Err(_) => refused(),
    }
}

/// Whoever asks too much does not keep a connection besides.
fn refused() -> Response {
    let detail = "As many requests of this kind are under way as this server answers at once; try again in a moment.";
    let mut response = Problem::unavailable(detail).into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requests_kind_is_told_by_its_path() {
        for (path, kind) in [
            ("/", Kind::Page),
            ("/tables", Kind::Page),
            ("/pkg/afterimage.wasm", Kind::Page),
            ("/ui/write", Kind::Page),
            ("/apis", Kind::Page),
            ("/api/v1/changes", Kind::Answer),
            ("/api/v1/export", Kind::Answer),
            ("/api/v1/healthy", Kind::Answer),
            ("/api/v1/health", Kind::Watcher),
            ("/api/v1/health/live", Kind::Watcher),
            ("/metrics", Kind::Watcher),
            ("/feed", Kind::Feed),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
    }
}
