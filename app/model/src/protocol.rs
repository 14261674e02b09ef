//! What crosses the live feed's websocket, `/feed`: JSON text frames, each an object with a `type`.
//!
//! A client opens the socket, sends [`FeedRequest::Subscribe`] and gets the backlog after its cursor as `rows`, then
//! `caught_up`, then `changes` as they are archived. It remembers the greatest id it has seen (or the cursor of a
//! `heartbeat`, which moves also when nothing matched) and the epoch, and subscribes with both when it comes back: no
//! change is missed and none is told twice.

use serde::{Deserialize, Serialize};

mod told;

use crate::{ChangeId, ChangeSummary};

/// The largest frame that the server accepts, in bytes.
pub const MAX_REQUEST_BYTES: usize = 16 * 1024;

/// The most rows in one frame from the server.
pub const MAX_ROWS_PER_FRAME: usize = 500;

/// A cursor further behind than this gets `refetch` instead of a backlog: the page asks for the newest rows over
/// HTTP, which is faster for both.
pub const MAX_BACKLOG: u64 = 10_000;

/// How often the server tells its position when nothing else is to be told, in milliseconds.
pub const HEARTBEAT_MS: u64 = 5_000;

/// The shortest time between two `changes` frames, in milliseconds: at most 20 a second.
pub const FLUSH_MS: u64 = 50;

/// Why the server closes a socket: what its close frame says, which a page tells in its own language.
pub mod closing {
    /// The server stops.
    pub const STOPPING: &str = "the server stops";

    /// The client sends more than a page does.
    pub const TOO_MANY_REQUESTS: &str = "too many requests";

    /// Frames are JSON texts.
    pub const NOT_TEXT: &str = "the feed speaks JSON in text frames";

    /// The client answers no pings.
    pub const NO_SIGN_OF_LIFE: &str = "no sign of life";

    /// The archive failed.
    pub const ARCHIVE_UNREADABLE: &str = "the archive could not be read";
}

/// What a client sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FeedRequest {
    /// The first frame: from where, and what.
    Subscribe {
        /// The last change seen; without it the feed starts with what comes next.
        #[serde(default)]
        cursor: Option<ChangeId>,
        /// The epoch that the cursor belongs to.
        #[serde(default)]
        epoch: Option<String>,
        /// A query in the language of the query line; empty for everything.
        #[serde(default)]
        query: String,
    },
    /// Another query from here on.
    SetQuery {
        /// The query.
        query: String,
    },
    /// The client has taken everything up to here.
    Ack {
        /// The last change taken.
        cursor: ChangeId,
    },
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "told::Told")]
pub enum FeedMessage {
    /// A part of the backlog, oldest first.
    Rows {
        /// The changes.
        rows: Vec<ChangeSummary>,
    },
    /// The backlog is told; what follows is live.
    CaughtUp {
        /// Everything up to here has been looked at.
        cursor: ChangeId,
        /// The archive's epoch.
        epoch: String,
    },
    /// Changes as they are archived, oldest first.
    Changes {
        /// The changes.
        changes: Vec<ChangeSummary>,
    },
    /// Nothing else to tell: everything up to the cursor has been looked at.
    Heartbeat {
        /// The position.
        cursor: ChangeId,
        /// How far behind the slowest shard is, in milliseconds.
        lag_ms: Option<u64>,
        /// How many changes the archive has after the cursor, or at most has: more than some when the client takes them too slowly.
        behind: u64,
    },
    /// The cursor is of no use any more: fetch the newest changes anew and subscribe from there.
    Refetch {
        /// `epoch_changed` or `cursor_too_old`.
        why: String,
    },
    /// The request was not understood; the subscription stays as it was.
    Error {
        /// What is wrong and what to do.
        message: String,
        /// Where in the query, in characters from 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<usize>,
    },
}
