//! Changes as the HTTP API writes them, one a line.

use std::io;

use afterimage_archive::RawPage;

use super::Encoder;

/// See [`Format::Api`](super::Format::Api).
pub(super) struct ApiForm;

impl Encoder for ApiForm {
    fn page(&mut self, page: &RawPage, into: &mut Vec<u8>) -> io::Result<()> {
        for change in &page.changes {
            let read = page.read(change).map_err(io::Error::other)?;
            serde_json::to_writer(&mut *into, &read)?;
            into.push(b'\n');
        }
        Ok(())
    }
}
