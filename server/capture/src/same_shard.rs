//! Whether a shard is the one that an earlier stream of the table had.
//!
//! Some endpoints keep one shard for all streams of a table: what was archived under the earlier stream's name comes
//! again under the new one's. Others give the same name to shards that have nothing to do with each other: when a table
//! is deleted and created again, when the endpoint has lost its data, when it is another one. Taken for the first kind,
//! those would be read from a checkpoint that is not theirs, and what comes before it would be lost.
//!
//! So a checkpoint is carried over only where the change at it is found in the new stream's shard, the same to the last
//! attribute. A shard's name and a sequence number prove nothing.

use std::collections::BTreeMap;

use afterimage_archive::{ImageText, IncomingChange};
use afterimage_model::{CapturedChange, Image, SequenceNumber};
use tokio_util::sync::CancellationToken;

use super::{
    backoff::Backoff,
    belief::{Ending, INCOMPLETE_UNTIL_BELIEVED},
    polling::EMPTY_PAGES_UNTIL_QUIET,
    shared::{Shared, wait},
    source::{IteratorStart, RECORDS_PER_PAGE, ShardAddress, SourceError, SourceErrorKind},
};

/// How far the shards of a table's earlier streams are archived: by shard id, the streams' ARNs and checkpoints.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier(BTreeMap<String, Vec<Reached>>);

/// A checkpoint of an earlier stream's shard.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    pub(super) stream_arn: String,
    pub(super) checkpoint: SequenceNumber,
}

impl Earlier {
    pub(super) fn note(&mut self, shard_id: String, reached: Reached) {
        self.0.entry(shard_id).or_default().push(reached);
    }

    /// Whether anything is known of an earlier shard with this name.
    pub(super) fn knows(&self, shard_id: &str) -> bool {
        self.0.contains_key(shard_id)
    }

    /// What is known of earlier shards with this name. It is told once: then the shard is begun.
    pub(super) fn take(&mut self, shard_id: &str) -> Vec<Reached> {
        self.0.remove(shard_id).unwrap_or_default()
    }
}

/// The furthest of the checkpoints that is one of this shard, too: up to it, everything is archived. Within, nothing where
/// none is; nothing at all when cancelled.
pub(super) async fn carried(
    shared: &Shared,
    shard: &ShardAddress,
    earlier: &[Reached],
    cancel: &CancellationToken,
) -> Option<Option<SequenceNumber>> {
    let mut wanted = BTreeMap::new();
    for Reached { stream_arn, checkpoint } in earlier {
        let archived = || shared.sink.change(stream_arn, &shard.shard_id, checkpoint);
        if let Some(archived) = shared.keep(cancel, archived).await? {
            wanted.entry(checkpoint.clone()).or_insert_with(Vec::new).push(archived);
        }
    }
    let Some(last) = wanted.keys().next_back().cloned() else { return Some(None) };
    let mut backoff = Backoff::default();
    loop {
        match cancel.run_until_cancelled(look_for(shared, shard, &wanted, &last)).await? {
            Ok(found) => return Some(found),
            Err(error) if error.kind == SourceErrorKind::StreamNotFound => return Some(None),
            Err(error) => {
                tracing::warn!(shard = shard.shard_id, %error, "it is not known yet whether the shard is a known one");
                shared.statuses.stream_failed(&shard.stream_arn, error.in_words(), shared.now());
            }
        }
        if !wait(cancel, shared.delay(&mut backoff)).await {
            return None;
        }
    }
}

/// Reads the shard from its oldest change on, until it is past all that are looked for.
async fn look_for(
    shared: &Shared,
    shard: &ShardAddress,
    wanted: &BTreeMap<SequenceNumber, Vec<CapturedChange>>,
    last: &SequenceNumber,
) -> Result<Option<SequenceNumber>, SourceError> {
    let (mut found, mut reached): (Option<SequenceNumber>, Option<SequenceNumber>) = (None, None);
    let (mut ending, mut empty, mut incomplete) = (Ending::default(), 0, 0);
    let mut iterator = shared.source.shard_iterator(shard, &IteratorStart::TrimHorizon).await?;
    loop {
        let in_hand = shared.page_in_hand(false).await;
        shared.statuses.count_read(shared.now());
        let page = shared.source.records(shard, &iterator, RECORDS_PER_PAGE).await?;
        drop(in_hand);
        let is_wanted = |change: &&IncomingChange| {
            wanted.get(&change.sequence_number).is_some_and(|known| known.iter().any(|known| is_same(known, change)))
        };
        found = page.changes.iter().filter(is_wanted).map(|change| change.sequence_number.clone()).max().max(found);
        if page.unplaced > 0 && incomplete < INCOMPLETE_UNTIL_BELIEVED {
            incomplete += 1;
            tokio::time::sleep(shared.options.poll.soon).await;
            continue;
        }
        incomplete = 0;
        empty = if page.changes.is_empty() { empty + 1 } else { 0 };
        reached = page.changes.iter().map(|change| &change.sequence_number).max().cloned().max(reached);
        if reached.as_ref() >= Some(last) || empty >= EMPTY_PAGES_UNTIL_QUIET {
            return Ok(found);
        }
        iterator = match page.next_iterator {
            Some(next) => next,
            None if ending.told(reached.as_ref()) => return Ok(found),
            None => shared.source.shard_iterator(shard, &IteratorStart::TrimHorizon).await?,
        };
        if page.changes.len() < RECORDS_PER_PAGE {
            tokio::time::sleep(shared.options.poll.soon).await;
        }
    }
}

/// Whether a record is the change that is archived. Which stream it was read from is all that may differ.
fn is_same(archived: &CapturedChange, told: &IncomingChange) -> bool {
    let image = |text: &Option<ImageText>| text.as_ref().map(ImageText::to_image).transpose().ok();
    let is_image = |archived: &Option<Image>, told: &Option<ImageText>| image(told).as_ref() == Some(archived);
    !archived.event_id.is_empty()
        && archived.event_id == told.event_id
        && archived.sequence_number == told.sequence_number
        && archived.op == told.op
        && archived.item_key == told.item_key
        && archived.created_at == told.created_at
        && is_image(&archived.old_image, &told.old_image)
        && is_image(&archived.new_image, &told.new_image)
}

#[cfg(test)]
mod tests {
    use afterimage_archive::incoming;
    use afterimage_model::{AttributeValue, ItemKey, Op, Timestamp, ViewType};

    use super::*;

    fn change() -> CapturedChange {
        let image = Image::from_iter([("id".to_owned(), AttributeValue::S("o-1".to_owned()))]);
        CapturedChange {
            table: "orders".to_owned(),
            stream_arn: "one".to_owned(),
            shard_id: "a".to_owned(),
            sequence_number: "41".parse().expect("digits"),
            event_id: "event-41".to_owned(),
            op: Op::Insert,
            item_key: ItemKey::from_image(&image).expect("a key"),
            old_image: None,
            new_image: Some(image),
            created_at: Timestamp::from_millis(1_000),
            received_at: Timestamp::from_millis(2_000),
            actor: None,
            size_bytes: 20,
            view_type: ViewType::NewAndOldImages,
            note: None,
        }
    }

    #[test]
    fn a_record_is_known_by_all_that_it_says_and_not_by_where_it_was_read() {
        let elsewhere =
            CapturedChange { stream_arn: "two".to_owned(), received_at: Timestamp::from_millis(9_000), ..change() };
        assert!(is_same(&change(), &incoming(elsewhere)));
        let other_item = Image::from_iter([("id".to_owned(), AttributeValue::S("o-2".to_owned()))]);
        for other in [
            CapturedChange { event_id: "event-42".to_owned(), ..change() },
            CapturedChange { sequence_number: "42".parse().expect("digits"), ..change() },
            CapturedChange { op: Op::Modify, ..change() },
            CapturedChange { created_at: Timestamp::from_millis(1_001), ..change() },
            CapturedChange { new_image: Some(other_item.clone()), ..change() },
            CapturedChange { old_image: Some(other_item), ..change() },
            CapturedChange { new_image: None, ..change() },
        ] {
            assert!(!is_same(&change(), &incoming(other.clone())), "{other:?}");
        }
        let nameless = CapturedChange { event_id: String::new(), ..change() };
        assert!(!is_same(&nameless, &incoming(nameless.clone())), "a record without an event id may be any");
    }
}
