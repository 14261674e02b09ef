//! Replays: archived changes sent to a table again, oldest first, at a pace, for demonstrations and for filling tables.
//!
//! Items are written whole and unconditionally: the table ends as the changes left their items. What is sent arrives
//! as new changes where the table is followed; a replay ends with what was archived when it began, so that it never
//! feeds itself.

mod registry;

use std::{sync::Arc, time::Duration};

use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    Change, ChangeId, Context, ItemKey, Query,
    replay::{MAX_RATE, MIN_RATE, ReplayPhase, ReplayStatus},
};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

pub use registry::{Refused, Replays};

use afterimage_archive::{ArchiveReader, RawPage};
use afterimage_base::work::Work;
use afterimage_capture::tables::{Failure, FailureKind, ReplayTarget};

use crate::export::percent;

/// How often a write that may work later is tried, and how long is waited before the next time, doubled each time.
const ATTEMPTS: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// What becomes of a change in a replay.
#[derive(Clone, Debug, PartialEq)]
enum Write {
    Put(afterimage_model::Image),
    Delete(ItemKey),
    /// Its record carries no image that could be written: none at all, or one of which something is kept raw.
    WithoutImage,
    /// Its item has another key than the table.
    OtherKey,
}

/// Whether such a rate may be asked for.
pub fn is_rate(rate: f64) -> bool {
    (MIN_RATE..=MAX_RATE).contains(&rate)
}

/// What the change asks of a table that takes such keys.
fn step(change: Change, takes: bool) -> Write {
    if !takes {
        return Write::OtherKey;
    }
    let leaves_item = change.leaves_item();
    let captured = change.captured;
    match captured.new_image {
        _ if !leaves_item => Write::Delete(captured.item_key),
        Some(image) if image.first_raw().is_none() => Write::Put(image),
        _ => Write::WithoutImage,
    }
}

/// A replay under way.
pub struct Replay {
    /// What is sent.
    pub query: Query,
    /// Where to.
    pub target: ReplayTarget,
    /// Told of every step; its counts go on from what it holds.
    pub status: ReplayStatus,
    /// Ends it.
    pub cancel: CancellationToken,
}

impl Replay {
    /// Sends everything; `tell` is told how it fares, and why it failed. The status at the end, in the words of whoever asked.
    pub async fn run(
        mut self,
        context: &Context,
        archive: &ArchiveReader,
        mut tell: impl FnMut(&ReplayStatus, Option<&Phrase>),
    ) -> ReplayStatus {
        let cancel = self.cancel.clone();
        let mut tell_on = |status: &ReplayStatus| tell(status, None);
        let sent = cancel.run_until_cancelled(self.send_all(archive, &mut tell_on)).await;
        let mut why = None;
        match sent {
            None => self.status.phase = ReplayPhase::Cancelled,
            Some(Ok(())) => {
                self.status.phase = ReplayPhase::Finished;
                self.status.percent = 100;
            }
            Some(Err(problem)) => {
                self.status.phase = ReplayPhase::Failed;
                self.status.problem = Some(problem.in_language(context.language));
                why = Some(problem);
            }
        }
        tell(&self.status, why.as_ref());
        self.status
    }

    async fn send_all(&mut self, archive: &ArchiveReader, tell: &mut impl FnMut(&ReplayStatus)) -> Result<(), Phrase> {
        let unreadable = |error: afterimage_archive::ArchiveError| {
            tracing::error!(%error, "a replay could not read the archive");
            phrase!("server-archive-unreadable")
        };
        let mut reader = archive.raw(self.query.clone(), ChangeId::START).await.map_err(unreadable)?;
        let pace = Duration::from_secs_f64(1.0 / self.status.rate);
        let mut ticks = interval_at(Instant::now(), pace);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (total, mut scanned) = (reader.total().number(), 0);
        while let Some(page) = reader.next().await.map_err(unreadable)? {
            let (page, work) = (Arc::new(page), archive.work().patient());
            self.send_page(&page, &work, Way { from: scanned, to: page.scanned, total }, &mut ticks, tell).await?;
            scanned = page.scanned;
            self.status.percent = percent(scanned, total);
            tell(&self.status);
        }
        Ok(())
    }

    async fn send_page(
        &mut self,
        page: &Arc<RawPage>,
        work: &Work,
        way: Way,
        ticks: &mut tokio::time::Interval,
        tell: &mut impl FnMut(&ReplayStatus),
    ) -> Result<(), Phrase> {
        for (at, change) in page.changes.iter().enumerate() {
            let whole = Arc::clone(page);
            let read = work.run(move || whole.read(&whole.changes[at])).await;
            let read = read.map_err(|error| error.to_string())?.map_err(|error| {
                let (id, error) = (change.id.to_string(), error.to_string());
                phrase!("server-replay-unreadable-change", id = id, error = error)
            })?;
            let takes = self.target.takes(&read.item_key);
            match step(read, takes) {
                Write::WithoutImage => self.status.without_image += 1,
                Write::OtherKey => self.status.other_key += 1,
                write => {
                    ticks.tick().await;
                    match self.patiently(&write).await {
                        Ok(()) if matches!(write, Write::Put(_)) => self.status.put += 1,
                        Ok(()) => self.status.deleted += 1,
                        // This one item is wrong for the table; the next may be right.
                        Err(failure) if failure.kind == FailureKind::Invalid => {
                            self.status.refuse(failure.message.in_english());
                        }
                        Err(failure) => return Err(failure.message),
                    }
                }
            }
            self.status.percent = way.percent(at + 1, page.changes.len());
            tell(&self.status);
        }
        Ok(())
    }

    /// Writes, and again where it may work later.
    async fn patiently(&self, step: &Write) -> Result<(), Failure> {
        let mut wait = FIRST_WAIT;
        for attempt in 1.. {
            let written = match step {
                Write::Put(image) => self.target.put(image).await,
                Write::Delete(key) => self.target.delete(key).await,
                Write::WithoutImage | Write::OtherKey => Ok(()),
            };
            match written {
                Ok(()) => return Ok(()),
                Err(failure) if attempt < ATTEMPTS && may_pass(failure.kind) => {
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }
}

/// Whether the same write may work later.
fn may_pass(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Throttled | FailureKind::Unavailable | FailureKind::Exists)
}

/// How much of the archive a page stands for: so many changes were looked at before it, so many with it, and so many will be.
#[derive(Clone, Copy, Debug)]
struct Way {
    from: u64,
    to: u64,
    total: u64,
}

impl Way {
    /// How far a replay is that has sent so many of a page's changes: as if what did not match lay evenly between them.
    fn percent(self, sent: usize, of: usize) -> u8 {
        let within = u128::from(self.to - self.from) * sent as u128 / of.max(1) as u128;
        percent(self.from + u64::try_from(within).unwrap_or(0), self.total)
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::{CapturedChange, Image, Op, SequenceNumber, Timestamp, ViewType, dynamodb_json};

    use super::*;

    fn change(op: Op, old: Option<&str>, new: Option<&str>) -> Change {
        let image = |text: &str| -> Image { dynamodb_json::from_text(text).expect("DynamoDB JSON") };
        let now = Timestamp::from_millis(0);
        let captured = CapturedChange {
            table: "t".to_owned(),
            stream_arn: "arn".to_owned(),
            shard_id: "s".to_owned(),
            sequence_number: SequenceNumber::from(1),
            event_id: "e".to_owned(),
            op,
            item_key: "id=a".parse().expect("a key"),
            old_image: old.map(image),
            new_image: new.map(image),
            created_at: now,
            received_at: now,
            actor: None,
            size_bytes: 1,
            view_type: ViewType::NewAndOldImages,
            note: None,
        };
        Change { id: ChangeId(1), captured, archived_at: now }
    }

    #[test]
    fn what_left_an_item_is_put_and_what_removed_it_deletes_it() {
        let item = r#"{"id": {"S": "a"}}"#;
        let key: ItemKey = "id=a".parse().expect("a key");
        let put = Write::Put(dynamodb_json::from_text(item).expect("an item"));
        for op in [Op::Insert, Op::Modify, Op::Baseline] {
            assert_eq!(step(change(op, None, Some(item)), true), put, "{op}");
        }
        assert_eq!(step(change(Op::Remove, Some(item), None), true), Write::Delete(key.clone()));
        assert_eq!(step(change(Op::Remove, None, None), true), Write::Delete(key.clone()), "the key is enough");
        assert_eq!(step(change(Op::Baseline, Some(item), None), true), Write::Delete(key));
        assert_eq!(step(change(Op::Modify, Some(item), None), true), Write::WithoutImage);
        assert_eq!(step(change(Op::Insert, None, Some(item)), false), Write::OtherKey);
    }
}
