//! How images are kept: their canonical texts as the lines of blocks, each of which is compressed as a whole. Images of
//! one table are much alike, so that many together take a fraction of what each would take by itself.
//!
//! The forms are documented with the schema (`migrations/0001_archive.sql`, `migrations/0003_dictionaries.sql`).

mod decoder;
mod encoder;

use sha2::{Digest as _, Sha256};

pub(super) use self::{
    decoder::{Blocks, DecoderDictionaries, KeptBlocks},
    encoder::{COMPRESSION_LEVEL, Encoder, Lines},
};

/// The lines themselves follow.
const TAG_TEXT: u8 = 0;

/// A Zstandard frame of the lines follows.
const TAG_ZSTD: u8 = 1;

/// A dictionary's id follows, and a frame made with it.
const TAG_DICTIONARY: u8 = 2;

/// How many bytes the id has.
const ID_BYTES: usize = size_of::<u32>();

/// The id of the dictionary that a block was made with.
pub(super) fn dictionary_of(content: &[u8]) -> Option<u32> {
    let (tag, rest) = content.split_first()?;
    let id = rest.first_chunk::<ID_BYTES>().filter(|_| *tag == TAG_DICTIONARY)?;
    Some(u32::from_be_bytes(*id))
}

/// How many bits of a place tell the line.
const LINE_BITS: u32 = 16;

/// The most lines of a block.
const MAX_LINES: usize = 1 << LINE_BITS;

/// What tells an image from every other without looking at it.
pub(super) type Digest = [u8; 16];

/// The first half of the text's SHA-256.
pub(super) fn digest(text: &[u8]) -> Digest {
    let whole: [u8; 32] = Sha256::digest(text).into();
    std::array::from_fn(|at| whole[at])
}

/// Where an image is kept: in which block, on which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ImageAddress {
    pub(super) block_id: i64,
    pub(super) line: usize,
}

/// The column of an old image that is the previous change's new image. Blocks have ids from 1.
pub(super) const COLUMN_PREVIOUS: i64 = 0;

impl ImageAddress {
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use afterimage_model::dynamodb_json;

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
        let read = |addresses: &[(i64, usize)]| {
            let columns: Vec<i64> = addresses
                .iter()
                .map(|(block_id, line)| ImageAddress { block_id: *block_id, line: *line }.to_column())
                .collect();
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
            let blocks = Blocks::read(blocks_of(7, kept(&images[..count]))).expect("as it was");
            for (line, text) in images.iter().enumerate() {
                let image = blocks.image(ImageAddress { block_id: 7, line });
                assert_eq!(
                    image.ok().map(|image| dynamodb_json::to_text(&image)),
                    (line < count).then(|| text.clone())
                );
            }
            assert!(blocks.image(ImageAddress { block_id: 8, line: 0 }).is_err());
        }
        assert!(kept(&images).len() < 150, "what repeats takes no room");
    }

    #[test]
    fn a_place_is_a_column_that_is_never_the_one_for_the_previous_image() {
        for address in [ImageAddress { block_id: 1, line: 0 }, ImageAddress { block_id: 1 << 40, line: MAX_LINES - 1 }]
        {
            assert_eq!(ImageAddress::of_column(address.to_column()), address);
            assert_ne!(address.to_column(), COLUMN_PREVIOUS);
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
            assert!(Blocks::read(blocks_of(1, content.to_owned())).is_err(), "{content:?}");
        }
        let cut_off = Blocks::read(blocks_of(1, vec![TAG_TEXT, b'{', b'\n'])).expect("a block");
        assert!(cut_off.image(ImageAddress { block_id: 1, line: 0 }).is_err());
    }
}
