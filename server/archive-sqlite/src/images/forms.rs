//! The forms of a block as it is kept: its first byte tells which.

/// The lines themselves follow.
pub(super) const TAG_TEXT: u8 = 0;

/// A Zstandard frame of the lines follows.
pub(super) const TAG_ZSTD: u8 = 1;

/// A dictionary's id follows, and a frame made with it.
pub(super) const TAG_DICTIONARY: u8 = 2;

/// How many bytes the id has.
pub(super) const ID_BYTES: usize = size_of::<u32>();

/// The id of the dictionary that a block was made with.
pub(crate) fn dictionary_of(content: &[u8]) -> Option<u32> {
    let (tag, rest) = content.split_first()?;
    let id = rest.first_chunk::<ID_BYTES>().filter(|_| *tag == TAG_DICTIONARY)?;
    Some(u32::from_be_bytes(*id))
}
