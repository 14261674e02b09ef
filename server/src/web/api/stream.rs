//! Changes as JSON lines, as many as there are, in constant memory.

use std::io;

use afterimage_app::model::{Change, ChangeId, Query};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use futures::{Stream, stream};
use http::header;

use crate::{
    archive::{ArchiveError, ArchiveReader},
    search,
    web::problem::Problem,
};

/// One JSON text a line (<https://github.com/ndjson/ndjson-spec>).
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// Everything after `after` that matches and was archived before the answer began, at most `limit` changes.
pub async fn lines(
    archive: ArchiveReader,
    query: Query,
    after: ChangeId,
    limit: Option<usize>,
) -> Result<Response, Problem> {
    let until = archive.last_change_id().await?;
    let position = Position { archive, query, after, until, left: limit.unwrap_or(usize::MAX) };
    let body = Body::from_stream(chunks(position));
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
}

struct Position {
    archive: ArchiveReader,
    query: Query,
    after: ChangeId,
    until: ChangeId,
    left: usize,
}

/// Reads the next chunk only when the client has taken the one before. An error cuts the body short, which HTTP's
/// chunked coding lets the client see.
fn chunks(position: Position) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(position, |mut position| async move {
        if position.left == 0 || position.after >= position.until {
            return Ok(None);
        }
        let changes = position.advance().await.map_err(|error| {
            tracing::error!(%error, "a stream of changes was cut short");
            io::Error::other(error)
        })?;
        let mut bytes = Vec::new();
        for change in &changes {
            serde_json::to_writer(&mut bytes, change)?;
            bytes.push(b'\n');
        }
        Ok(Some((Bytes::from(bytes), position)))
    })
}

impl Position {
    async fn advance(&mut self) -> Result<Vec<Change>, ArchiveError> {
        let scan = self.archive.changes_after(&self.query, self.after, self.left.min(search::CHUNK)).await?;
        let mut changes = scan.changes;
        changes.retain(|change| change.id <= self.until);
        self.after = if scan.end { self.until } else { scan.scanned_to };
        self.left -= changes.len().min(self.left);
        Ok(changes)
    }
}
