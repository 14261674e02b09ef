//! A page made ready for the writer: its images as digests and compressed blocks, its items' keys as texts. This is the dear part of
//! archiving and needs to know nothing of the archive, so it happens outside the one task that writes, for several
//! pages at the same time.

use std::sync::Arc;

use afterimage_archive::{ImageText, IncomingChange, ShardPage};

use crate::images::{self, Dictionaries, Digest, Encoder, Lines};

/// A page, and what becomes of its images.
pub(crate) struct EncodedPage {
    pub(crate) page: Arc<ShardPage>,
    pub(crate) encoded: Encoded,
}

/// What becomes of the images of a page's changes.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// For each of the changes.
    pub(super) changes: Vec<EncodedChange>,
    /// The new images, in the order of the changes.
    pub(super) blocks: Vec<Vec<u8>>,
}

/// What of a change takes time to work out.
#[derive(Debug)]
pub(super) struct EncodedChange {
    /// Its item's key in canonical text.
    pub(super) item_key: String,
    /// In no block: it is nearly always in the archive already.
    pub(super) old: Option<Digest>,
    pub(super) new: Option<EncodedImage>,
}

/// An image in one of the page's blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct EncodedImage {
    pub(super) digest: Digest,
    pub(super) block: usize,
    pub(super) line: usize,
}

impl Encoded {
    /// Encodes the images.
    pub(super) fn new(changes: &[IncomingChange], dictionaries: &Dictionaries) -> Self {
        let dictionary = changes.first().and_then(|change| dictionaries.of_table(&change.table));
        let mut building = Building { encoder: Encoder::with(dictionary), lines: Lines::default(), blocks: Vec::new() };
        let encoded = changes.iter().map(|change| EncodedChange {
            item_key: change.item_key.to_string(),
            old: change.old_image.as_ref().map(|image| images::digest(image.as_bytes())),
            new: change.new_image.as_ref().map(|image| building.add(image)),
        });
        let changes = encoded.collect();
        Self { changes, blocks: building.finish() }
    }
}

struct Building {
    encoder: Encoder,
    lines: Lines,
    blocks: Vec<Vec<u8>>,
}

impl Building {
    fn add(&mut self, image: &ImageText) -> EncodedImage {
        let text = image.as_bytes();
        let line = self.lines.push(text);
        let encoded = EncodedImage { digest: images::digest(text), block: self.blocks.len(), line };
        if self.lines.is_full() {
            self.blocks.push(self.encoder.finish(&mut self.lines));
        }
        encoded
    }

    fn finish(mut self) -> Vec<Vec<u8>> {
        if !self.lines.is_empty() {
            self.blocks.push(self.encoder.finish(&mut self.lines));
        }
        self.blocks
    }
}
