//! How images are kept: their canonical texts as the lines of blocks, each of which is compressed as a whole. Images of
//! one table are much alike, so that many together take a fraction of what each would take by itself.
//!
//! The forms are documented with the schema (`migrations/0001_archive.sql`, `migrations/0003_dictionaries.sql`).
//!
//! Uses [`database`](crate::database) and [`schema`](crate::schema); knows neither changes' rows nor who reads or writes
//! them.

mod address;
mod decoder;
mod dictionaries;
mod encoder;
mod forms;
mod learning;
mod recent_images;

pub(crate) use self::{
    address::{COLUMN_PREVIOUS, Digest, ImageAddress, digest},
    decoder::{Blocks, KeptBlocks},
    dictionaries::{Dictionaries, ReadDictionaries},
    encoder::{Encoder, Lines},
    forms::dictionary_of,
    learning::Learning,
    recent_images::{ImageSharers, RecentImages},
};

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use afterimage_model::dynamodb_json;

    use super::{
        forms::{TAG_DICTIONARY, TAG_TEXT, TAG_ZSTD},
        *,
    };

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
