//! Changes loaded by their ids, a few at a time: what many images take together is never in memory at once.

use std::{
    collections::{BTreeSet, HashMap},
    mem,
    ops::ControlFlow,
};

use afterimage_archive::Result;
use afterimage_base::work::Attention;
use afterimage_model::{Change, ChangeId};

use super::{
    decoding::Decoding,
    reader::SqliteReader,
    rows::{ChangeRow, LOAD_BLOCKS, LOAD_CHANGES},
};
use crate::{
    database::Stored,
    images::{self, Blocks, KeptBlocks},
    schema::json_array,
};

/// How many changes are loaded at once.
const LOADED_AT_ONCE: usize = 128;

/// No further change is decoded together with others whose keys and images have so many bytes: an item has up to 400 KB,
/// a change two images, and their blocks are in memory together.
const DECODED_BYTES_AT_ONCE: u64 = 4 * 1024 * 1024;

impl SqliteReader {
    /// The changes with these ids and their versions, oldest first.
    pub(crate) async fn load(&self, ids: &[ChangeId]) -> Result<Vec<(u64, Change)>> {
        let mut changes = self.load_each(ids, |_, version, change| Some((version, change))).await?;
        changes.sort_unstable_by_key(|(_, change)| change.id);
        Ok(changes)
    }

    /// What is made of each of the changes with these ids, in the order of the ids, where it is decoded: away from the
    /// threads that answer. No further ones are decoded after the first of which nothing is made.
    pub(crate) async fn load_each<T: Send + 'static>(
        &self,
        ids: &[ChangeId],
        make: impl Fn(&Attention<'_>, u64, Change) -> Option<T> + Clone + Send + 'static,
    ) -> Result<Vec<T>> {
        let mut made = Vec::with_capacity(ids.len());
        for ids in ids.chunks(LOADED_AT_ONCE) {
            let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
            for (rows, kept) in self.row_groups(&ids).await? {
                let (mut decoding, make) = (Decoding::new(rows, self.kept_blocks(kept).await?), make.clone());
                let mut some = Vec::new();
                let piece = move |attention: &Attention<'_>| match decoding.piece() {
                    Ok(ControlFlow::Continue(None)) => ControlFlow::Continue(()),
                    Ok(ControlFlow::Continue(Some((version, change)))) => match make(attention, version, change) {
                        Some(one) => {
                            some.push(one);
                            ControlFlow::Continue(())
                        }
                        None => ControlFlow::Break(Ok((mem::take(&mut some), true))),
                    },
                    Ok(ControlFlow::Break(())) => ControlFlow::Break(Ok((mem::take(&mut some), false))),
                    Err(error) => ControlFlow::Break(Err(error)),
                };
                let (some, is_cut) = self.work.in_pieces(piece).await??;
                made.extend(some);
                if is_cut {
                    return Ok(made);
                }
            }
        }
        Ok(made)
    }

    /// The rows of changes in the order of their ids, in groups whose images may be in memory together, each group with
    /// the blocks that it needs.
    pub(crate) async fn row_groups(&self, ids: &[i64]) -> Result<Vec<(Vec<ChangeRow>, BTreeSet<i64>)>> {
        let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let picked = json_array(ids.iter().copied());
        let mut rows: Vec<ChangeRow> =
            sqlx::query_as(LOAD_CHANGES).bind(picked).fetch_all(&self.pool).await.stored()?;
        rows.sort_by_key(|row| places.get(&row.id()).copied());
        let mut groups: Vec<(Vec<ChangeRow>, BTreeSet<i64>)> = Vec::new();
        let mut room = 0;
        for row in rows {
            let bytes = row.images_bytes();
            if bytes > room || groups.is_empty() {
                groups.push((Vec::new(), BTreeSet::new()));
                room = DECODED_BYTES_AT_ONCE;
            }
            room = room.saturating_sub(bytes);
            if let Some((rows, blocks)) = groups.last_mut() {
                blocks.extend(row.block_ids());
                rows.push(row);
            }
        }
        Ok(groups)
    }

    /// Blocks of images, each once.
    pub(crate) async fn blocks(&self, ids: BTreeSet<i64>) -> Result<Blocks> {
        let kept = self.kept_blocks(ids).await?;
        self.work.run(move || Blocks::read(kept)).await?
    }

    /// Blocks of images as they are kept, each once and in the order of their ids.
    pub(crate) async fn kept_blocks(&self, ids: BTreeSet<i64>) -> Result<KeptBlocks> {
        if ids.is_empty() {
            return Ok(KeptBlocks { blocks: Vec::new(), dictionaries: HashMap::new() });
        }
        let ids = json_array(ids.into_iter());
        let blocks: Vec<(i64, Vec<u8>)> = sqlx::query_as(LOAD_BLOCKS).bind(ids).fetch_all(&self.pool).await.stored()?;
        let named: BTreeSet<u32> = blocks.iter().filter_map(|(_, content)| images::dictionary_of(content)).collect();
        let dictionaries = self.dictionaries.load(&self.pool, named).await?;
        Ok(KeptBlocks { blocks, dictionaries })
    }
}
