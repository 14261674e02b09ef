//! Accepts connections and serves them, with the limits that only a connection knows.

mod connection;
mod connection_slots;
mod watched_body;
mod wire;

use std::{
    io::{self, Write},
    net::IpAddr,
    time::Duration,
};

use axum::Router;
use metrics::counter;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::connection_slots::ConnectionSlots;
use super::{
    AppState,
    limits::{self, WebLimits},
    router,
};

/// How long to wait after the operating system refused a connection, which it does when file handles run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What a connection is told for which there is no place: every other one has a request under way.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 2\r\n\
    content-type: application/problem+json\r\ncontent-length: 118\r\n\r\n\
    {\"title\":\"Service Unavailable\",\"status\":503,\"code\":\"unavailable\",\
    \"detail\":\"As many requests are under way as may be.\"}";

/// Serves until the state's `shutdown` is cancelled; then open requests get a moment to finish.
///
/// HTTP/1.1 only: browsers speak HTTP/2 over TLS alone, which is a proxy's business here.
pub async fn serve(listener: TcpListener, state: AppState) {
    let shutdown = state.shutdown.clone();
    let (connections, sockets) = (TaskTracker::new(), state.sockets.clone());
    connections.spawn(state.metrics.clone().keep_up(shutdown.clone()));
    let limits = state.limits;
    accept_until(&shutdown, &listener, router(state), limits, &connections).await;
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

/// Takes every connection that comes, whatever the others do: which of them is served, and which leaves for it, is decided
/// by the [`connection_slots`].
async fn accept_until(
    shutdown: &CancellationToken,
    listener: &TcpListener,
    router: Router,
    limits: WebLimits,
    connections: &TaskTracker,
) {
    let slots = ConnectionSlots::new(limits.connections, limits.connections_of_address);
    loop {
        let Some(accepted) = shutdown.run_until_cancelled(accept(listener, &slots)).await else { return };
        let Some((stream, address)) = accepted else { continue };
        match slots.take(address) {
            Some(slot) => {
                let connection = connection::serve(stream, slot, limits, router.clone(), shutdown.clone());
                connections.spawn(connection);
            }
            None => refuse(stream),
        }
        // Whoever came before gets to say what is wanted before a connection is closed for the next one.
        tokio::task::yield_now().await;
    }
}

async fn accept(listener: &TcpListener, slots: &ConnectionSlots) -> Option<(TcpStream, IpAddr)> {
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer.ip())),
        Err(error) => {
            tracing::warn!(%error, "a connection was not accepted");
            // Errors of one connection are over at once; those of the whole machine repeat until something is freed.
            if !is_of_one_connection(&error) {
                slots.make_room();
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

/// Nothing is waited for: a connection that is as new as this one has room for the few bytes.
fn refuse(stream: TcpStream) {
    counter!("afterimage_http_connections_cut_total", "why" => "no_place").increment(1);
    // The runtime does not know yet that it can be written to; the system does.
    if let Ok(mut stream) = stream.into_std() {
        let _ = stream.write(NO_PLACE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_without_a_place_is_a_whole_answer() {
        let text = std::str::from_utf8(NO_PLACE).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.ends_with(&format!("content-length: {}", body.len())), "{head}");
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok_and(|problem| problem["status"] == 503));
    }
}
