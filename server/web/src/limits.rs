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

/// How long a client may take to send its request line and headers: what slow-loris clients exploit. So long is also
/// waited for the next request on a connection.
pub const HEAD_TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long a client may take to send a body, once somebody wants it: a megabyte at 50 KB a second.
pub const BODY_TIME_LIMIT: Duration = Duration::from_secs(20);

/// How long a client may pause within a body: longer than a few packets that get lost in a row take.
pub const BODY_PAUSE_LIMIT: Duration = Duration::from_secs(15);

/// How long a client may take nothing of what is written to it. The kernel says that there is room again only when a
/// good part of its buffer is free, so that somebody who takes a byte now and then takes nothing.
pub const WRITE_TIME_LIMIT: Duration = Duration::from_secs(30);

/// How long and how much is read on from a client that has sent more than was wanted, so that it comes to read why:
/// to close at once would have its system throw the answer away.
pub const LINGER_TIME_LIMIT: Duration = Duration::from_secs(5);
/// See [`LINGER_TIME_LIMIT`]; in bytes.
pub const MAX_LINGER_BYTES: usize = 8 * MAX_BODY_BYTES;

/// How many connections are open at once, feed sockets aside. For a further one, one that waits for its next request is
/// closed, the one that waits longest first.
pub const MAX_CONNECTIONS: usize = 1_024;

/// How many of them one address may have; of IPv6, one network of 64 bits. A browser opens six, and a proxy stands for
/// hundreds of readers.
pub const MAX_CONNECTIONS_OF_ADDRESS: usize = 768;

/// How many requests of each kind are answered at once, from their head until the last byte of the answer is handed on;
/// more are refused with 503. What is asked of one kind takes nothing from the others.
pub const MAX_PAGES: usize = 256;
/// See [`MAX_PAGES`].
pub const MAX_ANSWERS: usize = 256;
/// See [`MAX_PAGES`].
pub const MAX_WATCHERS: usize = 64;

// So there is always a connection that can be closed for a further one, also when all come from one address.
const _: () = assert!(MAX_PAGES + MAX_ANSWERS + MAX_WATCHERS < MAX_CONNECTIONS_OF_ADDRESS);
const _: () = assert!(MAX_CONNECTIONS_OF_ADDRESS < MAX_CONNECTIONS);

/// How many answers of any length, exports and JSON lines, are under way at once; more are refused with 503. Each holds
/// pages of the archive for a client that may be slow.
pub const MAX_DOWNLOADS: usize = 8;

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

/// Those limits that say how many clients there may be and how slow: handed to the server, so that tests set small ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebLimits {
    /// [`MAX_CONNECTIONS`].
    pub connections: usize,
    /// [`MAX_CONNECTIONS_OF_ADDRESS`].
    pub connections_of_address: usize,
    /// [`MAX_PAGES`].
    pub pages: usize,
    /// [`MAX_ANSWERS`].
    pub answers: usize,
    /// [`MAX_WATCHERS`].
    pub watchers: usize,
    /// [`MAX_DOWNLOADS`].
    pub downloads: usize,
    /// [`HEAD_TIME_LIMIT`].
    pub head_time: Duration,
    /// [`BODY_TIME_LIMIT`].
    pub body_time: Duration,
    /// [`BODY_PAUSE_LIMIT`].
    pub body_pause: Duration,
    /// [`WRITE_TIME_LIMIT`].
    pub write_time: Duration,
    /// [`LINGER_TIME_LIMIT`].
    pub linger_time: Duration,
    /// [`MAX_LINGER_BYTES`].
    pub linger_bytes: usize,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self {
            connections: MAX_CONNECTIONS,
            connections_of_address: MAX_CONNECTIONS_OF_ADDRESS,
            pages: MAX_PAGES,
            answers: MAX_ANSWERS,
            watchers: MAX_WATCHERS,
            downloads: MAX_DOWNLOADS,
            head_time: HEAD_TIME_LIMIT,
            body_time: BODY_TIME_LIMIT,
            body_pause: BODY_PAUSE_LIMIT,
            write_time: WRITE_TIME_LIMIT,
            linger_time: LINGER_TIME_LIMIT,
            linger_bytes: MAX_LINGER_BYTES,
        }
    }
}
