//! Every limit of the web half in one place. A request that exceeds one is refused with the limit in the answer.

use std::time::Duration;

/// The largest request body, in bytes: an item of 400 KB grows by a third as base64, and has tags and a base image.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The longest request target, in bytes. The longest honest one carries a query of 2,000 characters, each of which
/// may take 12 bytes percent-encoded.
pub const MAX_URI_BYTES: usize = 32 * 1024;

/// What a request line and its headers may take together, in bytes; hyper answers 431 to more.
pub const MAX_HEAD_BYTES: usize = 64 * 1024;

/// How many headers a request may have; hyper answers 431 to more.
pub const MAX_HEADERS: usize = 64;

/// How long a client may take to send its request line and headers: what slow-loris clients exploit.
pub const HEAD_TIME_LIMIT: Duration = Duration::from_secs(10);

/// How many connections are open at once, feed sockets aside; more wait in the kernel's queue.
pub const MAX_CONNECTIONS: usize = 1_024;

/// How many feed sockets are open at once; more are refused with 503.
pub const MAX_FEED_SOCKETS: usize = 512;

/// How long a handler may take to begin its answer.
pub const REQUEST_TIME_LIMIT: Duration = Duration::from_secs(30);

/// Changes on a page of the API unless the client says otherwise.
pub const DEFAULT_PAGE: usize = 100;

/// The most changes on a page of the API.
pub const MAX_PAGE: usize = 1_000;

/// How long open connections get to finish when the program stops.
pub const DRAIN_TIME_LIMIT: Duration = Duration::from_secs(2);
