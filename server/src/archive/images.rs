//! How an image is kept: its canonical text, compressed where that pays, or a word that it is there already.
//!
//! The tags are documented with the schema (`migrations/0001_archive.sql`).

use afterimage_app::model::{Image, dynamodb_json};
use zstd::bulk::{Compressor, Decompressor};

use super::{ArchiveError, Cause, Result, image_text};

/// The text itself follows.
const TAG_TEXT: u8 = 0;

/// A Zstandard frame of the text follows.
const TAG_ZSTD: u8 = 1;

/// Nothing follows: the image is the new image of the item's previous change.
pub(super) const TAG_PREVIOUS: u8 = 2;

/// Zstandard's own default: higher levels cost several times the time for a few percent on texts this short.
const COMPRESSION_LEVEL: i32 = 3;

/// A frame's own header is not worth it for shorter texts.
const MIN_COMPRESSED_BYTES: usize = 96;

/// No image is larger: DynamoDB's 400 KB as JSON, every byte escaped, many times over. A frame that says it is larger
/// is damaged, and no memory is taken for it.
const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// An image's canonical encoding: equal images have equal texts, and equal texts are equal images.
pub(super) fn canonical_text(image: &Image) -> Vec<u8> {
    dynamodb_json::to_text(image).into_bytes()
}

/// Encodes images. Holds the compressor's working memory, which is worth keeping.
pub(super) struct Encoder {
    compressor: Compressor<'static>,
}

impl Encoder {
    /// An encoder.
    pub(super) fn new() -> std::io::Result<Self> {
        Compressor::new(COMPRESSION_LEVEL).map(|compressor| Self { compressor })
    }

    /// The kept form of a canonical text.
    pub(super) fn encode(&mut self, text: &[u8]) -> Vec<u8> {
        if text.len() >= MIN_COMPRESSED_BYTES
            && let Ok(frame) = self.compressor.compress(text)
            && frame.len() < text.len()
        {
            return tagged(TAG_ZSTD, &frame);
        }
        tagged(TAG_TEXT, text)
    }
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + content.len());
    bytes.push(tag);
    bytes.extend_from_slice(content);
    bytes
}

/// Decodes images.
pub(super) struct Decoder {
    decompressor: Decompressor<'static>,
}

impl Decoder {
    /// A decoder.
    pub(super) fn new() -> Result<Self> {
        let decompressor = Decompressor::new().map_err(|error| ArchiveError::Storage(error.into()))?;
        Ok(Self { decompressor })
    }

    /// The canonical text of what was kept.
    pub(super) fn text(&mut self, kept: &[u8]) -> std::result::Result<Vec<u8>, Cause> {
        match kept.split_first() {
            Some((&TAG_TEXT, text)) => Ok(text.to_owned()),
            Some((&TAG_ZSTD, frame)) => Ok(self.decompressor.decompress(frame, text_bytes(frame)?)?),
            Some((tag, _)) => Err(format!("an image with the unknown tag {tag}").into()),
            None => Err("an image without a tag".into()),
        }
    }

    /// The image of what was kept.
    pub(super) fn image(&mut self, kept: &[u8]) -> std::result::Result<Image, Cause> {
        Ok(image_text::read(&self.text(kept)?)?)
    }
}

/// How long the text in the frame says it is.
fn text_bytes(frame: &[u8]) -> std::result::Result<usize, Cause> {
    match zstd::zstd_safe::get_frame_content_size(frame) {
        Ok(Some(bytes)) if bytes <= MAX_TEXT_BYTES => Ok(usize::try_from(bytes)?),
        Ok(_) => Err("an image that does not tell its size, or an impossible one".into()),
        Err(_) => Err("an image that is not a Zstandard frame".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_stay_as_they_are_and_long_ones_get_shorter() {
        let mut encoder = Encoder::new().expect("memory");
        let mut decoder = Decoder::new().expect("memory");
        for text in [String::new(), "{}".to_owned(), "abc ".repeat(500)] {
            let kept = encoder.encode(text.as_bytes());
            assert!(kept.len() <= 1 + text.len());
            assert_eq!(decoder.text(&kept).expect("as it was"), text.as_bytes());
        }
        assert!(encoder.encode("abc ".repeat(500).as_bytes()).len() < 100);
    }

    #[test]
    fn what_is_damaged_is_an_error_and_takes_no_memory() {
        let mut decoder = Decoder::new().expect("memory");
        let claims_a_terabyte = [TAG_ZSTD, 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0];
        for kept in [&[][..], &[77, 1], &[TAG_ZSTD], &[TAG_ZSTD, 1, 2, 3], &claims_a_terabyte, &[TAG_TEXT, b'{']] {
            assert!(decoder.image(kept).is_err(), "{kept:?}");
        }
    }
}
