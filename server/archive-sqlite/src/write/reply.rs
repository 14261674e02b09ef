//! Answers to those who ask the writer.

use afterimage_archive::{ArchiveError, Result};
use tokio::sync::oneshot;

/// Where the answer to a request goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T>>;

/// Answers that it failed.
pub(super) fn tell_failure<T>(reply: Reply<T>, error: ArchiveError) {
    // Whoever does not wait any more reads again.
    let _ = reply.send(Err(error));
}
