//! From blocks to the images in them.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use afterimage_archive::{ArchiveError, Cause, Result, image_text};
use afterimage_model::Image;
use zstd::{bulk::Decompressor, dict::DecoderDictionary};

use super::{
    address::ImageAddress,
    forms::{ID_BYTES, TAG_DICTIONARY, TAG_TEXT, TAG_ZSTD, dictionary_of},
};

/// No block is larger: DynamoDB's 400 KB as JSON, every byte escaped, many times over. A frame that says it is larger
/// is damaged, and no memory is taken for it.
const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// Dictionaries by their ids.
pub(super) type DecoderDictionaries = HashMap<u32, Arc<DecoderDictionary<'static>>>;

/// Blocks as they are kept, given with their ids and in their order, and the dictionaries that they were made with.
pub(crate) struct KeptBlocks {
    pub(crate) blocks: Vec<(i64, Vec<u8>)>,
    pub(crate) dictionaries: DecoderDictionaries,
}

/// Texts of images, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    /// Each with the column that says where it is kept, and where it ends.
    ends: Vec<(i64, usize)>,
}

impl KeptBlocks {
    /// The texts of the images at these columns, which are in order. One block at a time is decompressed, into the same
    /// room, and no further looked at than its last line that is wanted.
    pub(crate) fn texts(&self, columns: &[i64]) -> Result<Texts> {
        let mut decoder = Decoder::with(&self.dictionaries);
        let (mut texts, mut text) = (Texts::default(), Vec::new());
        let mut wanted = columns.iter().map(|column| (*column, ImageAddress::of_column(*column))).peekable();
        for (block_id, content) in &self.blocks {
            decoder.read(content, &mut text).map_err(|cause| unreadable(*block_id, cause))?;
            let (mut ends, mut begin, mut line) = (memchr::memchr_iter(b'\n', &text), 0, 0);
            while let Some((column, address)) = wanted.next_if(|(_, address)| address.block_id == *block_id) {
                for end in ends.by_ref().take(address.line - line) {
                    begin = end + 1;
                }
                let end = ends.next().ok_or_else(|| unreadable(*block_id, NO_LINE.into()))?;
                texts.push(column, &text[begin..end]);
                (begin, line) = (end + 1, address.line + 1);
            }
        }
        match wanted.next() {
            Some((_, address)) => Err(unreadable(address.block_id, NO_LINE.into())),
            None => Ok(texts),
        }
    }
}

impl Texts {
    fn push(&mut self, column: i64, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push((column, self.bytes.len()));
    }

    /// Each with its column.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, &[u8])> {
        let mut begin = 0;
        self.ends.iter().map(move |(column, end)| (*column, &self.bytes[std::mem::replace(&mut begin, *end)..*end]))
    }
}

/// What is wrong with a place.
const NO_LINE: &str = "an image is in no block, or on none of its lines";

/// Some blocks, decompressed.
#[derive(Default)]
pub(crate) struct Blocks(HashMap<i64, Block>);

/// A block's text, and where each of its lines ends.
struct Block {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Blocks {
    /// Decompresses blocks.
    pub(crate) fn read(mut kept: KeptBlocks) -> Result<Self> {
        let mut blocks = Self::default();
        while blocks.read_some(&mut kept, usize::MAX)? {}
        Ok(blocks)
    }

    /// Takes some of the blocks and decompresses them; whether there were any.
    pub(crate) fn read_some(&mut self, kept: &mut KeptBlocks, count: usize) -> Result<bool> {
        let some = kept.blocks.split_off(kept.blocks.len().saturating_sub(count));
        let mut decoder = Decoder::with(&kept.dictionaries);
        for (block_id, content) in &some {
            let mut text = Vec::new();
            decoder.read(content, &mut text).map_err(|cause| unreadable(*block_id, cause))?;
            let ends = memchr::memchr_iter(b'\n', &text).collect();
            self.0.insert(*block_id, Block { text, ends });
        }
        Ok(!some.is_empty())
    }

    /// The image at a place.
    pub(crate) fn image(&self, address: ImageAddress) -> std::result::Result<Image, Cause> {
        Ok(image_text::read(self.text(address)?)?)
    }

    /// The text of the image at a place.
    fn text(&self, address: ImageAddress) -> std::result::Result<&[u8], Cause> {
        let line = self.0.get(&address.block_id).and_then(|block| block.line(address.line));
        Ok(line.ok_or(NO_LINE)?)
    }
}

impl Block {
    fn line(&self, line: usize) -> Option<&[u8]> {
        let begin = line.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| end + 1))?;
        self.text.get(begin..*self.ends.get(line)?)
    }
}

fn unreadable(block_id: i64, cause: Cause) -> ArchiveError {
    ArchiveError::Unreadable { what: format!("block {block_id} of images"), cause }
}

/// Decompressors in use: one for each dictionary, and one without.
struct Decoder<'d> {
    dictionaries: &'d DecoderDictionaries,
    decompressors: HashMap<Option<u32>, Decompressor<'d>>,
}

impl<'d> Decoder<'d> {
    fn with(dictionaries: &'d DecoderDictionaries) -> Self {
        Self { dictionaries, decompressors: HashMap::new() }
    }

    /// Puts the lines of what was kept in place of the text.
    fn read(&mut self, content: &[u8], text: &mut Vec<u8>) -> std::result::Result<(), Cause> {
        text.clear();
        match content.split_first() {
            Some((&TAG_TEXT, lines)) => text.extend_from_slice(lines),
            Some((&TAG_ZSTD, frame)) => self.decompress(None, frame, text)?,
            Some((&TAG_DICTIONARY, rest)) => {
                let id = dictionary_of(content).ok_or("a block without its dictionary's id")?;
                self.decompress(Some(id), &rest[ID_BYTES..], text)?;
            }
            Some((tag, _)) => return Err(format!("a block with the unknown tag {tag}").into()),
            None => return Err("a block without a tag".into()),
        }
        Ok(())
    }

    fn decompress(
        &mut self,
        dictionary: Option<u32>,
        frame: &[u8],
        text: &mut Vec<u8>,
    ) -> std::result::Result<(), Cause> {
        text.reserve_exact(text_bytes(frame)?);
        let decompressor = match self.decompressors.entry(dictionary) {
            Entry::Occupied(decompressor) => decompressor.into_mut(),
            Entry::Vacant(vacant) => vacant.insert(match dictionary {
                None => Decompressor::new()?,
                Some(id) => {
                    let dictionary = self.dictionaries.get(&id).ok_or("a block whose dictionary is missing")?;
                    Decompressor::with_prepared_dictionary(dictionary)?
                }
            }),
        };
        decompressor.decompress_to_buffer(frame, text)?;
        Ok(())
    }
}

/// How long the text in the frame says it is.
fn text_bytes(frame: &[u8]) -> std::result::Result<usize, Cause> {
    match zstd::zstd_safe::get_frame_content_size(frame) {
        Ok(Some(bytes)) if bytes <= MAX_TEXT_BYTES => Ok(usize::try_from(bytes)?),
        Ok(_) => Err("a block that does not tell its size, or an impossible one".into()),
        Err(_) => Err("a block that is not a Zstandard frame".into()),
    }
}
