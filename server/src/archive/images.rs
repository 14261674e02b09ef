//! How images are kept: their canonical texts as the lines of blocks, each of which is compressed as a whole. Images of
//! one table are much alike, so that many together take a fraction of what each would take by itself.
//!
//! The forms are documented with the schema (`migrations/0001_archive.sql`, `migrations/0003_dictionaries.sql`).

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use afterimage_app::model::Image;
use sha2::{Digest as _, Sha256};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::DecoderDictionary,
    zstd_safe::CParameter,
};

use super::{ArchiveError, Cause, Result, dictionaries::Dictionary, image_text};

/// The lines themselves follow.
const TAG_TEXT: u8 = 0;

/// A Zstandard frame of the lines follows.
const TAG_ZSTD: u8 = 1;

/// A dictionary's id follows, and a frame made with it.
const TAG_DICTIONARY: u8 = 2;

/// How many bytes the id has.
const ID_BYTES: usize = size_of::<u32>();

/// Zstandard's fastest: within a block the repeats are many and near, and higher levels cost twice the time for a few
/// percent.
pub(super) const COMPRESSION_LEVEL: i32 = 1;

/// A frame's own header is not worth it for shorter texts.
const MIN_COMPRESSED_BYTES: usize = 96;

/// The longest text for which a dictionary is worth it: what is longer repeats enough within itself.
const MAX_DICTIONARY_TEXT_BYTES: usize = 16 * 1024;

/// A block takes no further line when it is this long. Longer ones are hardly smaller for it, and to look at one image
/// the whole block is decompressed.
const BLOCK_TEXT_BYTES: usize = 64 * 1024;

/// How many bits of a place tell the line.
const LINE_BITS: u32 = 16;

/// The most lines of a block.
const MAX_LINES: usize = 1 << LINE_BITS;

/// No block is larger: DynamoDB's 400 KB as JSON, every byte escaped, many times over. A frame that says it is larger
/// is damaged, and no memory is taken for it.
const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// What tells an image from every other without looking at it.
pub(super) type Digest = [u8; 16];

/// The first half of the text's SHA-256.
pub(super) fn digest(text: &[u8]) -> Digest {
    let whole: [u8; 32] = Sha256::digest(text).into();
    std::array::from_fn(|at| whole[at])
}

/// Where an image is kept: in which block, on which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) block_id: i64,
    pub(super) line: usize,
}

/// The column of an old image that is the previous change's new image. Blocks have ids from 1.
pub(super) const COLUMN_PREVIOUS: i64 = 0;

impl Place {
    /// As a column holds it.
    pub(super) fn to_column(self) -> i64 {
        (self.block_id << LINE_BITS) | i64::try_from(self.line).unwrap_or(0)
    }

    /// What a column means.
    pub(super) fn of_column(column: i64) -> Self {
        let line = usize::try_from(column & ((1 << LINE_BITS) - 1)).unwrap_or(0);
        Self { block_id: column >> LINE_BITS, line }
    }
}

/// The lines of a block that is being put together.
#[derive(Default)]
pub(super) struct Lines {
    text: Vec<u8>,
    count: usize,
}

impl Lines {
    /// Adds a line; its number.
    pub(super) fn push(&mut self, text: &[u8]) -> usize {
        self.text.extend_from_slice(text);
        self.text.push(b'\n');
        self.count += 1;
        self.count - 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= BLOCK_TEXT_BYTES || self.count == MAX_LINES
    }
}

/// Makes blocks of lines. Holds the compressor's working memory, which is worth keeping.
#[derive(Default)]
pub(super) struct Encoder {
    compressor: Option<Compressor<'static>>,
    /// What the lines' table has in common.
    dictionary: Option<Arc<Dictionary>>,
}

impl Encoder {
    /// An encoder of one table's images.
    pub(super) fn with(dictionary: Option<Arc<Dictionary>>) -> Self {
        Self { compressor: None, dictionary }
    }

    /// The kept form of the lines, which are then gone.
    pub(super) fn finish(&mut self, lines: &mut Lines) -> Vec<u8> {
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

/// The id of the dictionary that a block was made with.
pub(super) fn dictionary_of(content: &[u8]) -> Option<u32> {
    let (tag, rest) = content.split_first()?;
    let id = rest.first_chunk::<ID_BYTES>().filter(|_| *tag == TAG_DICTIONARY)?;
    Some(u32::from_be_bytes(*id))
}

/// Dictionaries by their ids.
pub(super) type DecoderDictionaries = HashMap<u32, Arc<DecoderDictionary<'static>>>;

/// Blocks as they are kept, given with their ids and in their order, and the dictionaries that they were made with.
pub(super) struct KeptBlocks {
    pub(super) blocks: Vec<(i64, Vec<u8>)>,
    pub(super) dictionaries: DecoderDictionaries,
}

/// Texts of images, one after the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    /// Each with the column that says where it is kept, and where it ends.
    ends: Vec<(i64, usize)>,
}

impl KeptBlocks {
    /// The texts of the images at these columns, which are in order. One block at a time is decompressed, into the same
    /// room, and no further looked at than its last line that is wanted.
    pub(super) fn texts(&self, columns: &[i64]) -> Result<Texts> {
        let mut decoder = Decoder::with(&self.dictionaries);
        let (mut texts, mut text) = (Texts::default(), Vec::new());
        let mut wanted = columns.iter().map(|column| (*column, Place::of_column(*column))).peekable();
        for (block_id, content) in &self.blocks {
            decoder.read(content, &mut text).map_err(|cause| unreadable(*block_id, cause))?;
            let (mut ends, mut begin, mut line) = (memchr::memchr_iter(b'\n', &text), 0, 0);
            while let Some((column, place)) = wanted.next_if(|(_, place)| place.block_id == *block_id) {
                for end in ends.by_ref().take(place.line - line) {
                    begin = end + 1;
                }
                let end = ends.next().ok_or_else(|| unreadable(*block_id, NO_LINE.into()))?;
                texts.push(column, &text[begin..end]);
                (begin, line) = (end + 1, place.line + 1);
            }
        }
        match wanted.next() {
            Some((_, place)) => Err(unreadable(place.block_id, NO_LINE.into())),
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
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, &[u8])> {
        let mut begin = 0;
        self.ends.iter().map(move |(column, end)| (*column, &self.bytes[std::mem::replace(&mut begin, *end)..*end]))
    }
}

/// What is wrong with a place.
const NO_LINE: &str = "an image is in no block, or on none of its lines";

/// Some blocks, decompressed.
#[derive(Default)]
pub(super) struct Blocks(HashMap<i64, Block>);

/// A block's text, and where each of its lines ends.
struct Block {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Blocks {
    /// Decompresses blocks.
    pub(super) fn read(kept: &KeptBlocks) -> Result<Self> {
        let mut decoder = Decoder::with(&kept.dictionaries);
        let mut blocks = HashMap::with_capacity(kept.blocks.len());
        for (block_id, content) in &kept.blocks {
            let mut text = Vec::new();
            decoder.read(content, &mut text).map_err(|cause| unreadable(*block_id, cause))?;
            let ends = memchr::memchr_iter(b'\n', &text).collect();
            blocks.insert(*block_id, Block { text, ends });
        }
        Ok(Self(blocks))
    }

    /// The image at a place.
    pub(super) fn image(&self, place: Place) -> std::result::Result<Image, Cause> {
        Ok(image_text::read(self.text(place)?)?)
    }

    /// The text of the image at a place.
    pub(super) fn text(&self, place: Place) -> std::result::Result<&[u8], Cause> {
        let line = self.0.get(&place.block_id).and_then(|block| block.line(place.line));
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

#[cfg(test)]
mod tests {
    use afterimage_app::model::dynamodb_json;

    use super::*;

    fn kept(texts: &[String]) -> Vec<u8> {
        let mut lines = Lines::default();
        for (at, text) in texts.iter().enumerate() {
            assert_eq!(lines.push(text.as_bytes()), at);
        }
        Encoder::default().finish(&mut lines)
    }

    fn blocks_of(block_id: i64, content: Vec<u8>) -> KeptBlocks {
        KeptBlocks { blocks: vec![(block_id, content)], dictionaries: HashMap::new() }
    }

    #[test]
    fn lines_are_taken_out_of_blocks_in_their_order_and_what_is_not_there_is_an_error() {
        let block = |from: usize| kept(&(from..from + 4).map(|at| format!("image {at}")).collect::<Vec<_>>());
        let blocks = KeptBlocks { blocks: vec![(3, block(30)), (9, block(90))], dictionaries: HashMap::new() };
        let read = |places: &[(i64, usize)]| {
            let columns: Vec<i64> =
                places.iter().map(|(block_id, line)| Place { block_id: *block_id, line: *line }.to_column()).collect();
            let texts = blocks.texts(&columns).ok()?;
            assert!(texts.iter().map(|(column, _)| column).eq(columns));
            Some(texts.iter().map(|(_, text)| String::from_utf8_lossy(text).into_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            read(&[(3, 1), (3, 3), (9, 0)]),
            Some(["image 31", "image 33", "image 90"].map(str::to_owned).into())
        );
        assert_eq!(read(&[(9, 2), (9, 3)]), Some(["image 92", "image 93"].map(str::to_owned).into()));
        for nowhere in [&[(3, 4)][..], &[(3, 0), (5, 0), (9, 0)], &[(10, 0)]] {
            assert_eq!(read(nowhere), None, "{nowhere:?}");
        }
    }

    #[test]
    fn every_line_of_a_block_is_found_and_none_beyond() {
        let images = ["{}".to_owned(), format!(r#"{{"a":{{"S":"{}\n"}}}}"#, "abc ".repeat(500)), "{}".to_owned()];
        for count in 1..=images.len() {
            let blocks = Blocks::read(&blocks_of(7, kept(&images[..count]))).expect("as it was");
            for (line, text) in images.iter().enumerate() {
                let image = blocks.image(Place { block_id: 7, line });
                assert_eq!(
                    image.ok().map(|image| dynamodb_json::to_text(&image)),
                    (line < count).then(|| text.clone())
                );
            }
            assert!(blocks.image(Place { block_id: 8, line: 0 }).is_err());
        }
        assert!(kept(&images).len() < 150, "what repeats takes no room");
    }

    #[test]
    fn a_place_is_a_column_that_is_never_the_one_for_the_previous_image() {
        for place in [Place { block_id: 1, line: 0 }, Place { block_id: 1 << 40, line: MAX_LINES - 1 }] {
            assert_eq!(Place::of_column(place.to_column()), place);
            assert_ne!(place.to_column(), COLUMN_PREVIOUS);
        }
    }

    #[test]
    fn what_is_damaged_is_an_error_and_takes_no_memory() {
        let claims_a_terabyte = [TAG_ZSTD, 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0];
        for content in [
            &[][..],
            &[77, 1],
            &[TAG_ZSTD],
            &[TAG_ZSTD, 1, 2, 3],
            &claims_a_terabyte,
            &[TAG_DICTIONARY, 0, 0],
            &[TAG_DICTIONARY, 0, 0, 0, 9, 1],
        ] {
            assert!(Blocks::read(&blocks_of(1, content.to_owned())).is_err(), "{content:?}");
        }
        let cut_off = Blocks::read(&blocks_of(1, vec![TAG_TEXT, b'{', b'\n'])).expect("a block");
        assert!(cut_off.image(Place { block_id: 1, line: 0 }).is_err());
    }
}
