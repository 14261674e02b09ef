//! Pages that are going to be archived next: they are encoded while those before them are being committed.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use afterimage_archive::IncomingChange;
use tokio::task::JoinHandle;

use super::encoded::Encoded;
use crate::images::Dictionaries;

/// How many pages are remembered; the oldest is forgotten for a further one. Readers have fewer in hand.
const PAGES_AHEAD: usize = 32;

/// A page's changes, and the work on them.
type PageAhead = (Arc<Vec<IncomingChange>>, JoinHandle<Encoded>);

/// What is being encoded ahead.
#[derive(Clone, Debug, Default)]
pub(crate) struct EncodedAhead(Arc<Mutex<VecDeque<PageAhead>>>);

impl EncodedAhead {
    /// Begins to encode them.
    pub(crate) fn begin(&self, changes: &Arc<Vec<IncomingChange>>, dictionaries: &Dictionaries) {
        let encoding = encode(Arc::clone(changes), dictionaries.clone());
        let mut ahead = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.len() == PAGES_AHEAD {
            ahead.pop_front();
        }
        ahead.push_back((Arc::clone(changes), encoding));
    }

    /// The work on these changes; begun now where it was not ahead.
    pub(crate) fn take(&self, changes: &Arc<Vec<IncomingChange>>, dictionaries: &Dictionaries) -> JoinHandle<Encoded> {
        let mut ahead = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = ahead.iter().position(|(others, _)| Arc::ptr_eq(others, changes));
        match place.and_then(|place| ahead.remove(place)) {
            Some((_, encoding)) => encoding,
            None => encode(Arc::clone(changes), dictionaries.clone()),
        }
    }
}

fn encode(changes: Arc<Vec<IncomingChange>>, dictionaries: Dictionaries) -> JoinHandle<Encoded> {
    tokio::task::spawn_blocking(move || Encoded::new(&changes, &dictionaries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_never_archived_is_forgotten_in_time() {
        let (pages, dictionaries) = (EncodedAhead::default(), Dictionaries::default());
        let all: Vec<_> = (0..PAGES_AHEAD + 3).map(|_| Arc::new(Vec::new())).collect();
        for changes in &all {
            pages.begin(changes, &dictionaries);
        }
        let held = |changes: &Arc<_>| {
            let ahead = pages.0.lock().expect("no panic");
            (ahead.len(), ahead.iter().any(|(others, _)| Arc::ptr_eq(others, changes)))
        };
        assert_eq!((held(&all[0]), held(&all[5])), ((PAGES_AHEAD, false), (PAGES_AHEAD, true)));
        pages.take(&all[5], &dictionaries).await.expect("encoded");
        pages.take(&all[0], &dictionaries).await.expect("encoded as well, from the beginning");
        assert_eq!(held(&all[5]), (PAGES_AHEAD - 1, false));
    }
}
