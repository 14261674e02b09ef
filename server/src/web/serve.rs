//! Accepts connections and serves them, with the limits that only a connection knows.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{AppState, limits, router};

/// How long to wait after the operating system refused a connection, which it does when file handles run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Serves until the state's `shutdown` is cancelled; then open requests get a moment to finish.
///
/// HTTP/1.1 only: browsers speak HTTP/2 over TLS alone, which is a proxy's business here.
pub async fn serve(listener: TcpListener, state: AppState) {
    let shutdown = state.shutdown.clone();
    let (connections, sockets) = (TaskTracker::new(), state.sockets.clone());
    connections.spawn(state.metrics.clone().keep_up(shutdown.clone()));
    accept_until(&shutdown, &listener, router(state), &connections).await;
    drop(listener);
    connections.close();
    let drained = async {
        connections.wait().await;
        // Feed sockets have left their connections' tasks; each gives its permit back when it ends.
        let all = u32::try_from(limits::MAX_FEED_SOCKETS).unwrap_or(u32::MAX);
        let _ = sockets.acquire_many(all).await;
    };
    if tokio::time::timeout(limits::DRAIN_TIME_LIMIT, drained).await.is_err() {
        tracing::warn!("connections were cut because they did not finish in time");
    }
}

async fn accept_until(shutdown: &CancellationToken, listener: &TcpListener, router: Router, connections: &TaskTracker) {
    let places = Arc::new(Semaphore::new(limits::MAX_CONNECTIONS));
    loop {
        let place = places.clone().acquire_owned();
        let Some(Ok(place)) = shutdown.run_until_cancelled(place).await else { return };
        let Some(accepted) = shutdown.run_until_cancelled(accept(listener)).await else { return };
        let Some(stream) = accepted else { continue };
        let connection = serve_connection(stream, router.clone(), shutdown.clone());
        connections.spawn(async move {
            connection.await;
            drop(place);
        });
    }
}

async fn accept(listener: &TcpListener) -> Option<TcpStream> {
    match listener.accept().await {
        Ok((stream, _)) => Some(stream),
        Err(error) => {
            tracing::warn!(%error, "a connection was not accepted");
            // Errors of one connection are over at once; those of the whole machine repeat until something is freed.
            if !is_of_one_connection(&error) {
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
            None
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn serve_connection(stream: TcpStream, router: Router, shutdown: CancellationToken) {
    // A frame of the feed is small and shall leave at once.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HEAD_TIME_LIMIT)
        .max_buf_size(limits::MAX_HEAD_BYTES)
        .max_headers(limits::MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
