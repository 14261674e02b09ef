//! The ledger against the books of the endpoint: what was written, what survives, what is archived, what is told to be
//! lost.

use std::collections::BTreeMap;

use afterimage_model::{CapturedChange, SequenceNumber, table::Gap};
use tokio::time::Instant;

use super::{
    endpoint::{Shard, State, Stream},
    ledger::Books,
    rig::Rig,
};

/// What was written so long before a gap was noticed was there to be read then.
const SEEN_WITHIN_MS: i64 = 40_000;

/// What the streams still hold and the ledger does not.
pub fn missing(rig: &Rig) -> Vec<SequenceNumber> {
    let (books, state) = (rig.ledger.books(), rig.endpoint.state());
    let streams = state.streams.values().filter(|stream| !stream.gone);
    let surviving = streams.flat_map(|stream| stream.shards.values()).flat_map(|shard| shard.surviving());
    surviving.map(|change| change.sequence_number.clone()).filter(|number| !books.archived.contains(number)).collect()
}

/// Whether every shard that is closed or gone, and that the archive knows, is finished; and every stream that is over,
/// ended.
pub fn is_settled(rig: &Rig) -> bool {
    let (books, state) = (rig.ledger.books(), rig.endpoint.state());
    let is_open = |(arn, id): &(String, String)| {
        let stream = &state.streams[arn];
        !stream.gone && stream.phase.is_on() && stream.shards.get(id).is_some_and(|shard| !shard.closed && !shard.gone)
    };
    let is_over = |arn: &String| state.streams[arn].gone || !state.streams[arn].phase.is_on();
    books.shards.iter().all(|(key, shard)| shard.finished || is_open(key))
        && books.streams.values().all(|stream| stream.ended || !is_over(&stream.arn))
}

/// Checks everything that must hold at the end of a life.
pub fn assert_books_are_right(rig: &Rig) {
    let (books, state) = (rig.ledger.books(), rig.endpoint.state());
    assert_nothing_is_archived_twice(&books);
    assert_items_are_in_order(&books);
    for (arn, stream) in &state.streams {
        assert_whole_loss_is_told(&books, arn, stream);
        for (id, shard) in &stream.shards {
            assert_losses_are_told(&Account { books: &books, stream, arn, id, shard });
        }
    }
    for gap in &books.gaps {
        assert_gap_has_a_cause(&books, &state, gap);
    }
}

/// A stream that the archive knows and that went before any of its shards was listed is told of as a whole.
fn assert_whole_loss_is_told(books: &Books, arn: &str, stream: &Stream) {
    let is_known = books.to_be_read.contains(arn);
    let is_met = books.shards.keys().any(|(of, _)| of == arn);
    let is_told = books.gaps.iter().any(|gap| gap.stream_arn == arn && gap.shard_id == "*");
    assert!(!is_known || is_met || !stream.gone || is_told, "{arn} went silently");
}

fn assert_nothing_is_archived_twice(books: &Books) {
    let mut from: BTreeMap<&SequenceNumber, Vec<(&str, &str)>> = BTreeMap::new();
    for row in &books.rows {
        from.entry(&row.sequence_number).or_default().push((&row.stream_arn, &row.shard_id));
    }
    from.retain(|_, places| places.len() > 1);
    assert!(from.is_empty(), "archived twice: {from:?}");
}

fn assert_items_are_in_order(books: &Books) {
    let mut last_of_item: BTreeMap<String, SequenceNumber> = BTreeMap::new();
    for row in &books.rows {
        let item = row.item_key.to_string();
        let before = last_of_item.insert(item.clone(), row.sequence_number.clone());
        assert!(before.is_none_or(|before| before < row.sequence_number), "{item} is out of order");
    }
}

/// One shard and all that concerns it.
struct Account<'a> {
    books: &'a Books,
    stream: &'a Stream,
    arn: &'a str,
    id: &'a str,
    shard: &'a Shard,
}

impl Account<'_> {
    fn is_known(&self) -> bool {
        self.books.shards.contains_key(&(self.arn.to_owned(), self.id.to_owned()))
    }

    fn in_words(&self) -> String {
        let Shard { records, trimmed, gone, closed, .. } = self.shard;
        let gaps: Vec<&Gap> = self.books.gaps.iter().filter(|gap| gap.shard_id == self.id).collect();
        let numbers: Vec<&SequenceNumber> = records.iter().map(|record| &record.sequence_number).collect();
        let known = self.books.shards.get(&(self.arn.to_owned(), self.id.to_owned()));
        format!(
            "{} of {} (gone: {}) holds {numbers:?}, trimmed: {trimmed}, gone: {gone}, closed: {closed}; archive: \
             {known:?}, {gaps:?}",
            self.id, self.arn, self.stream.gone
        )
    }

    fn is_covered(&self, number: &SequenceNumber) -> bool {
        let covers = |gap: &Gap| {
            gap.stream_arn == self.arn
                && gap.shard_id == self.id
                && gap.after_sequence_number.as_ref().is_none_or(|after| after < number)
                && gap.until_sequence_number.as_ref().is_none_or(|until| until > number)
        };
        self.books.gaps.iter().any(covers)
    }

    /// When the archive came to know the stream's first shards; what came before is not missed.
    fn capture_began_at(&self) -> Option<Instant> {
        self.books.met_at.get(self.arn).copied()
    }
}

/// What was lost since the shard was begun is within a gap; what was lost before it was begun was trimmed.
fn assert_losses_are_told(account: &Account<'_>) {
    let Account { books, id, shard, stream, .. } = account;
    let is_archived = |change: &CapturedChange| books.archived.contains(&change.sequence_number);
    let begun_at = shard.records.iter().position(is_archived);
    for (at, lost) in shard.records.iter().enumerate().filter(|(_, change)| !is_archived(change)) {
        let number = &lost.sequence_number;
        assert!(at < shard.trimmed || shard.gone || stream.gone, "{id}: {number} survives and is not archived");
        let must_be_told = match begun_at {
            Some(first) => at > first,
            // A shard that was met and is gone is told of as a whole. Whether one that is left held anything before it
            // was begun, no stream tells.
            None => account.is_known() && (shard.gone || stream.gone) && at >= shard.emptied,
        };
        let told = account.is_covered(number);
        assert!(told || !must_be_told, "{number} was lost silently; {}", account.in_words());
    }
    assert_unknown_is_told(account);
}

/// A shard that came and went without being listed is told of through its child, where that one is known.
fn assert_unknown_is_told(account: &Account<'_>) {
    let came_since_capture = account.shard.created_at > account.capture_began_at();
    if account.is_known() || account.capture_began_at().is_none() || !came_since_capture {
        return;
    }
    let is_known = |id: &String| account.books.shards.contains_key(&(account.arn.to_owned(), id.clone()));
    let has_known_child =
        account.stream.shards.iter().any(|(id, child)| child.parent.as_deref() == Some(account.id) && is_known(id));
    let has_gap = account.books.gaps.iter().any(|gap| gap.shard_id == account.id && gap.stream_arn == account.arn);
    assert!(has_gap || !has_known_child, "{} came and went, and nobody tells", account.id);
}

fn assert_gap_has_a_cause(books: &Books, state: &State, gap: &Gap) {
    let stream = &state.streams[&gap.stream_arn];
    if gap.shard_id == "*" {
        let is_known = books.shards.keys().any(|(arn, _)| *arn == gap.stream_arn);
        return assert!(stream.gone && !is_known, "not all of the stream is lost: {gap:?}");
    }
    let Some(shard) = stream.shards.get(&gap.shard_id) else { panic!("nobody knows the shard: {gap:?}") };
    match gap.cause.as_str() {
        "trimmed" => {
            let after = gap.after_sequence_number.as_ref().expect("what was archived last");
            let is_within = |change: &CapturedChange| {
                change.sequence_number > *after
                    && gap.until_sequence_number.as_ref().is_none_or(|until| change.sequence_number < *until)
            };
            let lost = |change: &CapturedChange| is_within(change) && !books.archived.contains(&change.sequence_number);
            let numbers: Vec<_> = shard.records.iter().map(|change| &change.sequence_number).collect();
            assert!(shard.records.iter().any(lost), "nothing was lost: {gap:?} of {numbers:?}");
            // Where something came after it and was there to be seen, the gap ends before that.
            let was_there = |change: &CapturedChange| gap.detected_at.millis_since(change.received_at) > SEEN_WITHIN_MS;
            let seen = shard.records.iter().find(|change| is_within(change) && !lost(change) && was_there(change));
            assert!(seen.is_none(), "the gap is too wide: {gap:?} {:?}", seen.map(|change| &change.sequence_number));
        }
        // Whether there was anything after the checkpoint, nobody can tell any more.
        "shard_gone" => assert!(shard.gone || stream.gone, "the shard is still there: {gap:?}"),
        "stream_gone" => assert!(stream.gone, "the stream is still there: {gap:?}"),
        other => panic!("{other} is no cause: {gap:?}"),
    }
}
