//! From rows and blocks to changes, a piece at a time: an image takes its time to be unpacked and read.

use std::{ops::ControlFlow, vec};

use afterimage_archive::Result;
use afterimage_model::Change;

use super::rows::ChangeRow;
use crate::images::{Blocks, KeptBlocks};

/// How many blocks are unpacked in one piece. Most have 64 KB.
const BLOCKS_AT_ONCE: usize = 8;

/// Changes that are being decoded, in the order of their rows.
pub(crate) struct Decoding {
    kept: KeptBlocks,
    blocks: Blocks,
    rows: vec::IntoIter<ChangeRow>,
}

impl Decoding {
    /// Of rows, and of the blocks that their images are in.
    pub(crate) fn new(rows: Vec<ChangeRow>, kept: KeptBlocks) -> Self {
        Self { kept, blocks: Blocks::default(), rows: rows.into_iter() }
    }

    /// Does the next piece, which brings a change and its version, or nothing yet; breaks off after the last one.
    pub(crate) fn piece(&mut self) -> Result<ControlFlow<(), Option<(u64, Change)>>> {
        if self.blocks.read_some(&mut self.kept, BLOCKS_AT_ONCE)? {
            return Ok(ControlFlow::Continue(None));
        }
        let Some(row) = self.rows.next() else { return Ok(ControlFlow::Break(())) };
        row.into_change(&self.blocks).map(|change| ControlFlow::Continue(Some(change)))
    }
}
