//! Answers of any length: so many at once, since each holds a part of the archive until its client has taken it.

use std::sync::Arc;

use http::{StatusCode, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// How many may still begin. Clones share it.
#[derive(Clone, Debug)]
pub struct Downloads {
    places: Arc<Semaphore>,
    most: usize,
}

/// A download that is under way as long as this is there.
#[derive(Debug)]
pub struct Download(#[allow(dead_code, reason = "held, and given back when the download ends")] OwnedSemaphorePermit);

impl Downloads {
    /// So many at once.
    pub fn at_most(most: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(most)), most }
    }

    /// Begins one that a request of this version asks for.
    ///
    /// # Errors
    /// When as many as may be are under way; or when the client could not tell an end from a breaking off, which HTTP/1.1's
    /// chunks are for.
    pub fn begin(&self, version: Version) -> Result<Download, Problem> {
        if version < Version::HTTP_11 {
            let detail = "An answer of any length needs HTTP/1.1: before that, one that broke off looks whole. A proxy \
                          that speaks HTTP/1.0 can be told so (nginx: proxy_http_version 1.1).";
            return Err(Problem::new(StatusCode::HTTP_VERSION_NOT_SUPPORTED, "http_version", detail));
        }
        let place = Arc::clone(&self.places).try_acquire_owned();
        place.map(Download).map_err(|_| {
            let most = self.most;
            let detail =
                format!("{most} exports or streams are under way, as many as may be; try again when one is done.");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_downloads", detail)
        })
    }
}
