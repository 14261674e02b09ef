//! Which shards' pages the engine has in hand: asked for, and not archived yet.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard},
};

/// A handle to the count; clones are the same one.
#[derive(Clone, Default)]
pub struct Hands(Arc<Mutex<Full>>);

#[derive(Default)]
struct Full {
    shards: BTreeSet<String>,
    most: usize,
}

impl Hands {
    pub fn take(&self, shard: &str) {
        let mut full = self.full();
        full.shards.insert(shard.to_owned());
        full.most = full.most.max(full.shards.len());
    }

    pub fn let_go(&self, shard: &str) {
        self.full().shards.remove(shard);
    }

    /// The most that there ever were at a time.
    pub fn most(&self) -> usize {
        self.full().most
    }

    fn full(&self) -> MutexGuard<'_, Full> {
        self.0.lock().expect("no test panics while it holds this")
    }
}
