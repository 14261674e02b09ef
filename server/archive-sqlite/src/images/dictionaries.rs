//! Dictionaries for blocks of few images: what all images of a table have in common. At hand for those who encode by
//! their tables, and for those who decode by their ids. How they come to be is in [`learning`](super::learning).

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use afterimage_archive::Result;
use sqlx::SqlitePool;
use zstd::dict::DecoderDictionary;

use super::{decoder::DecoderDictionaries, encoder::Dictionary};
use crate::database::Stored;

/// How many dictionaries the reader keeps at hand.
const KEPT_BY_READER: usize = 256;

/// Each table's dictionary, for whoever encodes; clones show the same.
#[derive(Clone, Default)]
pub(crate) struct Dictionaries(Arc<RwLock<HashMap<String, Arc<Dictionary>>>>);

impl fmt::Debug for Dictionaries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Dictionaries")
    }
}

impl Dictionaries {
    /// The table's, where there is one by now.
    pub(crate) fn of_table(&self, table: &str) -> Option<Arc<Dictionary>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(table).cloned()
    }

    pub(super) fn put(&self, table: String, id: u32, content: &[u8]) {
        let dictionary = Arc::new(Dictionary::new(id, content));
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(table, dictionary);
    }
}

/// The reader's end: dictionaries by id, loaded when a block names one for the first time.
#[derive(Clone, Default)]
pub(crate) struct ReadDictionaries(Arc<RwLock<DecoderDictionaries>>);

impl fmt::Debug for ReadDictionaries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReadDictionaries")
    }
}

impl ReadDictionaries {
    /// The dictionaries with these ids, as far as the archive has them.
    pub(crate) async fn load(&self, pool: &SqlitePool, ids: BTreeSet<u32>) -> Result<DecoderDictionaries> {
        let mut loaded = DecoderDictionaries::new();
        for id in ids {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
            if let Some(dictionary) = known {
                loaded.insert(id, dictionary);
                continue;
            }
            let content: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT content FROM dictionaries WHERE dictionary_id = ?")
                    .bind(id)
                    .fetch_optional(pool)
                    .await
                    .stored()?;
            if let Some(content) = content {
                loaded.insert(id, self.keep(id, &content));
            }
        }
        Ok(loaded)
    }

    fn keep(&self, id: u32, content: &[u8]) -> Arc<DecoderDictionary<'static>> {
        let dictionary = Arc::new(DecoderDictionary::copy(content));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_BY_READER {
            kept.clear();
        }
        kept.insert(id, Arc::clone(&dictionary));
        dictionary
    }
}
