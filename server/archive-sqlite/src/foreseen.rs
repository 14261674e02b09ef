//! Pages that are going to be archived next: they are encoded while those before them are being committed.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::task::JoinHandle;

use super::{IncomingChange, dictionaries::Dictionaries, encoded::Encoded};

/// How many pages are remembered; the oldest is forgotten for a further one. Readers have fewer in hand.
const FORESEEN_PAGES: usize = 32;

/// A page's changes, and the work on them.
type Foreseen = (Arc<Vec<IncomingChange>>, JoinHandle<Encoded>);

/// What is being encoded ahead.
#[derive(Clone, Debug, Default)]
pub(super) struct ForeseenPages(Arc<Mutex<VecDeque<Foreseen>>>);

impl ForeseenPages {
    /// Begins to encode them.
    pub(super) fn begin(&self, changes: &Arc<Vec<IncomingChange>>, dictionaries: &Dictionaries) {
        let encoding = encode(Arc::clone(changes), dictionaries.clone());
        let mut foreseen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if foreseen.len() == FORESEEN_PAGES {
            foreseen.pop_front();
        }
        foreseen.push_back((Arc::clone(changes), encoding));
    }

    /// The work on these changes; begun now where it was not foreseen.
    pub(super) fn take(&self, changes: &Arc<Vec<IncomingChange>>, dictionaries: &Dictionaries) -> JoinHandle<Encoded> {
        let mut foreseen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = foreseen.iter().position(|(others, _)| Arc::ptr_eq(others, changes));
        match place.and_then(|place| foreseen.remove(place)) {
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
        let (pages, dictionaries) = (ForeseenPages::default(), Dictionaries::default());
        let all: Vec<_> = (0..FORESEEN_PAGES + 3).map(|_| Arc::new(Vec::new())).collect();
        for changes in &all {
            pages.begin(changes, &dictionaries);
        }
        let held = |changes: &Arc<_>| {
            let foreseen = pages.0.lock().expect("no panic");
            (foreseen.len(), foreseen.iter().any(|(others, _)| Arc::ptr_eq(others, changes)))
        };
        assert_eq!((held(&all[0]), held(&all[5])), ((FORESEEN_PAGES, false), (FORESEEN_PAGES, true)));
        pages.take(&all[5], &dictionaries).await.expect("encoded");
        pages.take(&all[0], &dictionaries).await.expect("encoded as well, from the beginning");
        assert_eq!(held(&all[5]), (FORESEEN_PAGES - 1, false));
    }
}
