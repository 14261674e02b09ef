//! Which image it is, and where it is kept.

use sha2::{Digest as _, Sha256};

/// How many bits of a place tell the line.
const LINE_BITS: u32 = 16;

/// The most lines of a block.
pub(super) const MAX_LINES: usize = 1 << LINE_BITS;

/// What tells an image from every other without looking at it.
pub(crate) type Digest = [u8; 16];

/// The first half of the text's SHA-256.
pub(crate) fn digest(text: &[u8]) -> Digest {
    let whole: [u8; 32] = Sha256::digest(text).into();
    std::array::from_fn(|at| whole[at])
}

/// Where an image is kept: in which block, on which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImageAddress {
    pub(crate) block_id: i64,
    pub(crate) line: usize,
}

/// The column of an old image that is the previous change's new image. Blocks have ids from 1.
pub(crate) const COLUMN_PREVIOUS: i64 = 0;

impl ImageAddress {
    /// As a column holds it.
    pub(crate) fn to_column(self) -> i64 {
        (self.block_id << LINE_BITS) | i64::try_from(self.line).unwrap_or(0)
    }

    /// What a column means.
    pub(crate) fn of_column(column: i64) -> Self {
        let line = usize::try_from(column & ((1 << LINE_BITS) - 1)).unwrap_or(0);
        Self { block_id: column >> LINE_BITS, line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_column_that_is_never_the_one_for_the_previous_image() {
        for address in [ImageAddress { block_id: 1, line: 0 }, ImageAddress { block_id: 1 << 40, line: MAX_LINES - 1 }]
        {
            assert_eq!(ImageAddress::of_column(address.to_column()), address);
            assert_ne!(address.to_column(), COLUMN_PREVIOUS);
        }
    }
}
