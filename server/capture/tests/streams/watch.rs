//! Is the engine idle while there is something to read?

use std::{collections::BTreeMap, time::Duration};

use tokio::time::Instant;

use super::{
    endpoint::{Shard, State, Stream},
    ledger::Books,
    rig::Rig,
};

/// A shard that may be read and holds something new is asked for within this time, whatever trouble the endpoint and
/// the archive make. Trouble of every kind at once could take longer; it has not in the seeds of the normal run.
pub const LONGEST_IDLE: Duration = Duration::from_secs(75);

/// Looks at one run of the engine again and again.
#[derive(Default)]
pub struct Watch {
    /// Since when each shard, by stream and id, could be read.
    readable_since: BTreeMap<(String, String), Instant>,
}

impl Watch {
    /// Compares what could be read with what was tried.
    pub fn look(&mut self, rig: &Rig) {
        let (books, state) = (rig.ledger.books(), rig.endpoint.state());
        let mut readable = BTreeMap::new();
        for (arn, stream) in &state.streams {
            for id in unread(arn, stream, &state, &books) {
                let key = (arn.clone(), id.clone());
                let since = self.readable_since.get(&key).copied().unwrap_or_else(Instant::now);
                let tried = state.tried_at.get(&key).copied().map_or(since, |tried| tried.max(since));
                assert!(tried.elapsed() < LONGEST_IDLE, "{id} of {arn} is left unread for {:?}", tried.elapsed());
                readable.insert(key, since);
            }
        }
        self.readable_since = readable;
    }
}

/// The shards that the engine may read now and that hold what it has not read.
fn unread<'a>(arn: &'a str, stream: &'a Stream, state: &'a State, books: &'a Books) -> Vec<&'a String> {
    let waits_for_earlier =
        books.streams.values().any(|other| other.table == stream.table && other.arn.as_str() < arn && !other.ended);
    if stream.gone || waits_for_earlier {
        return Vec::new();
    }
    let holds_new = |shard: &&Shard| {
        let last = shard.surviving().last();
        last.is_some_and(|last| !books.archived.contains(&last.sequence_number))
    };
    let is_free = |shard: &Shard| {
        let Some(parent) = &shard.parent else { return true };
        let known = books.shards.get(&(arn.to_owned(), parent.clone()));
        match known {
            Some(parent) => parent.finished,
            None => state.streams[arn].shards.get(parent).is_none_or(|parent| parent.gone),
        }
    };
    let shards = stream.shards.iter().filter(|(_, shard)| shard.is_listed() && holds_new(shard) && is_free(shard));
    shards.map(|(id, _)| id).collect()
}
