//! One connection, from its first request to its end.

use std::{
    convert::Infallible,
    sync::{Arc, atomic::Ordering},
};

use axum::{Router, body::Body};
use http::{HeaderValue, Request, Response, header};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{
    connection_slots::ConnectionSlot,
    watched_body::Watched,
    wire::{Unread, Wire},
};
use crate::{
    holding_body::Holding,
    limits::{MAX_HEAD_BYTES, MAX_HEADERS, WebLimits},
};

/// Serves the connection until it ends, its place is taken away, or the program stops and its request is answered.
pub(super) async fn serve(
    stream: TcpStream,
    slot: ConnectionSlot,
    limits: WebLimits,
    router: Router,
    shutdown: CancellationToken,
) {
    // A frame of the feed is small and shall leave at once.
    let _ = stream.set_nodelay(true);
    let unread = Unread::default();
    let wire = Wire::new(stream, limits, slot.clone(), Arc::clone(&unread));
    let of_requests = slot.clone();
    let answers = service_fn(move |request| answer(router.clone(), request, of_requests.clone(), Arc::clone(&unread)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(wire), answers)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let of_connection = slot.clone();
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = slot.taken_away() => return,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    of_connection.give_up();
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// The answer to one request, which is under way until the answer's last byte is handed on.
async fn answer(
    router: Router,
    request: Request<Incoming>,
    slot: ConnectionSlot,
    unread: Unread,
) -> Result<Response<Body>, Infallible> {
    let under_way = slot.request();
    let watched = Arc::clone(&unread);
    let mut response = router.oneshot(request.map(|body| Body::new(Watched::new(body, watched)))).await?;
    // Nobody can tell where the next request would begin.
    if unread.load(Ordering::Relaxed) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Holding::body(body, under_way)))
}
