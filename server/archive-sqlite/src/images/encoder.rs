//! From lines to blocks.

use std::sync::Arc;

use zstd::{bulk::Compressor, dict::EncoderDictionary, zstd_safe::CParameter};

use super::{
    address::MAX_LINES,
    forms::{TAG_DICTIONARY, TAG_TEXT, TAG_ZSTD},
};

/// Zstandard's fastest: within a block the repeats are many and near, and higher levels cost twice the time for a few
/// percent.
const COMPRESSION_LEVEL: i32 = 1;

/// A frame's own header is not worth it for shorter texts.
const MIN_COMPRESSED_BYTES: usize = 96;

/// The longest text for which a dictionary is worth it: what is longer repeats enough within itself.
const MAX_DICTIONARY_TEXT_BYTES: usize = 16 * 1024;

/// A block takes no further line when it is this long. Longer ones are hardly smaller for it, and to look at one image
/// the whole block is decompressed.
const BLOCK_TEXT_BYTES: usize = 64 * 1024;

/// The lines of a block that is being put together.
#[derive(Default)]
pub(crate) struct Lines {
    text: Vec<u8>,
    count: usize,
}

impl Lines {
    /// Adds a line; its number.
    pub(crate) fn push(&mut self, text: &[u8]) -> usize {
        self.text.extend_from_slice(text);
        self.text.push(b'\n');
        self.count += 1;
        self.count - 1
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn is_full(&self) -> bool {
        self.text.len() >= BLOCK_TEXT_BYTES || self.count == MAX_LINES
    }
}

/// A dictionary for writing.
pub(crate) struct Dictionary {
    id: u32,
    prepared: EncoderDictionary<'static>,
}

impl Dictionary {
    /// Made ready from its content.
    pub(super) fn new(id: u32, content: &[u8]) -> Self {
        Self { id, prepared: EncoderDictionary::copy(content, COMPRESSION_LEVEL) }
    }
}

/// Makes blocks of lines. Holds the compressor's working memory, which is worth keeping.
#[derive(Default)]
pub(crate) struct Encoder {
    compressor: Option<Compressor<'static>>,
    /// What the lines' table has in common.
    dictionary: Option<Arc<Dictionary>>,
}

impl Encoder {
    /// An encoder of one table's images.
    pub(crate) fn with(dictionary: Option<Arc<Dictionary>>) -> Self {
        Self { compressor: None, dictionary }
    }

    /// The kept form of the lines, which are then gone.
    pub(crate) fn finish(&mut self, lines: &mut Lines) -> Vec<u8> {
        let text = std::mem::take(lines).text;
        let dictionary = self.dictionary.as_ref().filter(|_| text.len() <= MAX_DICTIONARY_TEXT_BYTES);
        let kept = match dictionary {
            Some(dictionary) => with_dictionary(&text, dictionary).ok(),
            None if text.len() >= MIN_COMPRESSED_BYTES => self.compressed(&text).ok(),
            None => None,
        };
        kept.filter(|kept| kept.len() <= text.len()).unwrap_or_else(|| tagged(&[TAG_TEXT], &text))
    }

    fn compressed(&mut self, text: &[u8]) -> std::io::Result<Vec<u8>> {
        let compressor = match &mut self.compressor {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(COMPRESSION_LEVEL)?),
        };
        Ok(tagged(&[TAG_ZSTD], &compressor.compress(text)?))
    }
}

fn with_dictionary(text: &[u8], dictionary: &Dictionary) -> std::io::Result<Vec<u8>> {
    let mut compressor = Compressor::with_prepared_dictionary(&dictionary.prepared)?;
    // The block tells it already.
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    let mut head = vec![TAG_DICTIONARY];
    head.extend_from_slice(&dictionary.id.to_be_bytes());
    Ok(tagged(&head, &compressor.compress(text)?))
}

fn tagged(head: &[u8], content: &[u8]) -> Vec<u8> {
    [head, content].concat()
}
