//! The live feed's websocket, `/feed`: the server's side of [`afterimage_model::protocol`].
//!
//! A foreign page never gets here: its handshake was refused by [`super::security`]. A socket holds its position, its
//! query and at most one frame; a client that does not take its frames stops its own socket and nothing else, and
//! comes back with its cursor.

mod session;
mod socket;

use std::time::Duration;

use afterimage_model::protocol::MAX_REQUEST_BYTES;
use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use metrics::gauge;
use tokio::sync::OwnedSemaphorePermit;

use super::{AppState, context, problem::Problem};

/// What waits to be written on one socket, at most, in bytes; a frame is far smaller.
const MAX_WRITE_BUFFER: usize = 4 * 1024 * 1024;

/// How much is read from a socket at once, in bytes: clients say little. So much memory is cleared and touched for each
/// look at whether there is something to read, which every frame that is sent brings with it; usual would be 128 KiB.
const READ_BUFFER: usize = 4 * 1024;

/// How long a client may take to take one frame.
const WRITE_TIME_LIMIT: Duration = Duration::from_secs(15);

/// How often the other end is asked whether it is still there.
const PING_INTERVAL: Duration = Duration::from_secs(20);

/// After so long without a sign of life the socket is closed.
const IDLE_LIMIT: Duration = Duration::from_secs(65);

/// A client that sends more than this between two pings is not one of ours. One that acknowledges every frame sends
/// 400, and more while it reads a backlog.
const MAX_REQUESTS_PER_PING: u32 = 2_000;

/// `GET /feed`.
pub async fn open(
    State(state): State<AppState>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    // Before it is looked at as a websocket: a browser does not tell a page why its socket was refused, but it does
    // when the page asks the same without being one.
    let Ok(permit) = state.sockets.clone().try_acquire_owned() else {
        return Problem::unavailable("As many feeds are open as this server allows.").into_response();
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => {
            return Problem::new(rejection.status(), "not_a_websocket", rejection.body_text()).into_response();
        }
    };
    let context = context::of_feed(&headers);
    upgrade
        .max_message_size(MAX_REQUEST_BYTES)
        .max_frame_size(MAX_REQUEST_BYTES)
        .read_buffer_size(READ_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .on_upgrade(move |socket| async move {
            let _open = Open::count(permit);
            socket::run(context, socket, state.feed, state.backend, state.shutdown).await;
        })
}

/// An open socket, as the figures count it.
struct Open(#[allow(dead_code, reason = "held, and given back when the socket ends")] OwnedSemaphorePermit);

impl Open {
    fn count(permit: OwnedSemaphorePermit) -> Self {
        gauge!("afterimage_websocket_clients").increment(1.0);
        Self(permit)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!("afterimage_websocket_clients").decrement(1.0);
    }
}
