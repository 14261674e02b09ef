//! The demonstration: a short story about one item, told on tables of its own in the embedded DynamoDB.

use serde::{Deserialize, Serialize};

use super::{Change, ItemKey, Op, SequenceNumber, Timestamp, ViewType, change::ChangeId};

/// What one step of the story does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryStep {
    /// Creates a table for each view type and turns their streams on.
    Enable,
    /// Puts one item into each of them.
    Write,
    /// Asks the stream itself what it holds.
    Read,
    /// Changes the item, in each table.
    Change,
    /// Gives the item a time to live that is about to end.
    Expire,
    /// Has the streams forget, as they do after 24 hours.
    Retain,
}

impl StoryStep {
    /// The story, in its order.
    pub const ALL: [Self; 6] = [Self::Enable, Self::Write, Self::Read, Self::Change, Self::Expire, Self::Retain];

    /// Its place in the story, from 1.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The step with this number; the first for what is none.
    pub fn numbered(number: usize) -> Self {
        number.checked_sub(1).and_then(|at| Self::ALL.get(at).copied()).unwrap_or(Self::Enable)
    }

    /// The step before, if there is one.
    pub fn before(self) -> Option<Self> {
        self.number().checked_sub(2).and_then(|at| Self::ALL.get(at).copied())
    }

    /// The step after, if there is one.
    pub fn after(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }
}

/// Where the demonstration stands: all of it asked of the tables, the streams and the archive, and none of it kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demonstration {
    /// Why it cannot be given here, in words; nothing where it can.
    pub refusal: Option<String>,
    /// The run under way; nothing before its first step, and after a reset.
    pub run: Option<Run>,
}

/// One telling of the story, on tables of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// From 1; tables and items of different runs never meet.
    pub number: u64,
    /// Its tables, one for each view type, in the order of [`ViewType::ALL`].
    pub tables: Vec<RunTable>,
    /// The item that the story is about, once it was written.
    pub item_key: Option<ItemKey>,
    /// When what was sent, newest last, as far as this server remembers.
    pub sent: Vec<Sent>,
    /// What the stream of the [main table](Self::main) holds now; nothing while it is not on.
    pub stream: Option<StreamReading>,
}

/// A table of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunTable {
    /// Its name.
    pub name: String,
    /// What its stream's records carry.
    pub view_type: ViewType,
    /// Its stream, once that is on.
    pub stream_arn: Option<String>,
    /// The shard of it that is being read, once it is.
    pub shard_id: Option<String>,
    /// The item's versions in the archive with their numbers, oldest first: the newest [`MAX_VERSIONS`].
    pub versions: Vec<(u64, Change)>,
}

/// The most versions of the item that are told of each table.
pub const MAX_VERSIONS: usize = 20;

/// The most sendings that are remembered.
pub const MAX_SENT: usize = 32;

/// After so long the streams of a run forget, once [`StoryStep::Retain`] was taken, in seconds. On AWS it is 24 hours.
pub const RETENTION_SECONDS: i64 = 5;

/// A write to the main table, by the server's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Of which step.
    pub step: StoryStep,
    /// To which item.
    pub item_key: ItemKey,
    /// When the request left.
    pub sent_at: Timestamp,
    /// When DynamoDB had answered it.
    pub answered_at: Timestamp,
}

/// An answer of the stream itself: its description, an iterator at the oldest record that is left, and what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamReading {
    /// The shard that was read.
    pub shard_id: String,
    /// The records in it, oldest first.
    pub records: Vec<RecordInStream>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How long the three calls took together.
    pub took_ms: u64,
}

/// What of a record in the stream is compared with the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordInStream {
    /// Its place in the shard.
    pub sequence_number: SequenceNumber,
    /// Its `eventID`.
    pub event_id: String,
    /// What happened.
    pub op: Op,
    /// Which item.
    pub item_key: ItemKey,
}

impl Run {
    /// The table whose records carry both images: the one that the story looks at.
    pub fn main(&self) -> Option<&RunTable> {
        self.tables.iter().find(|table| table.view_type == ViewType::NewAndOldImages)
    }

    /// The item's versions in the main table.
    pub fn versions(&self) -> &[(u64, Change)] {
        self.main().map_or(&[], |table| &table.versions)
    }

    /// Whether every table's stream is on and read.
    pub fn is_captured(&self) -> bool {
        !self.tables.is_empty() && self.tables.iter().all(|table| table.shard_id.is_some())
    }

    /// The item's newest version, if that is one that leaves it there.
    pub fn living(&self) -> Option<&Change> {
        self.versions().last().map(|(_, change)| change).filter(|change| change.leaves_item())
    }

    /// The newest change that a step has led to.
    pub fn result(&self, step: StoryStep) -> Option<&(u64, Change)> {
        self.versions().iter().rev().find(|(_, change)| match step {
            StoryStep::Write => change.op == Op::Insert,
            StoryStep::Change => change.op == Op::Modify && change.new_image.as_ref().is_some_and(|it| !expires(it)),
            StoryStep::Expire => change.op == Op::Remove && change.actor.as_ref().is_some_and(super::Actor::is_ttl),
            StoryStep::Enable | StoryStep::Read | StoryStep::Retain => false,
        })
    }

    /// The same change in another table of the run: of the same number of the item's versions.
    pub fn same_in(table: &RunTable, version: u64) -> Option<&Change> {
        table.versions.iter().find(|(number, _)| *number == version).map(|(_, change)| change)
    }

    /// When the item expires, while it waits for that.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let image = self.living()?.new_image.as_ref()?;
        match image.get(EXPIRES_AT)? {
            super::AttributeValue::N(seconds) => seconds
                .as_str()
                .parse::<i64>()
                .ok()
                .map(|seconds| Timestamp::from_millis(seconds.saturating_mul(1_000))),
            _ => None,
        }
    }

    /// What was sent for a step, last.
    pub fn sent(&self, step: StoryStep) -> Option<&Sent> {
        self.sent.iter().rev().find(|sent| sent.step == step && Some(&sent.item_key) == self.item_key.as_ref())
    }

    /// Whether the archive holds what the stream has forgotten.
    pub fn has_outlived_its_stream(&self) -> bool {
        let is_held = |id: &SequenceNumber| {
            self.stream.as_ref().is_some_and(|stream| stream.records.iter().any(|it| it.sequence_number == *id))
        };
        self.stream.is_some() && self.versions().iter().any(|(_, change)| !is_held(&change.sequence_number))
    }

    /// Whether a step has been taken, as far as one can see. Reading leaves no trace.
    pub fn has_taken(&self, step: StoryStep) -> bool {
        match step {
            StoryStep::Enable => self.is_captured(),
            StoryStep::Read => false,
            StoryStep::Retain => self.has_outlived_its_stream(),
            StoryStep::Write | StoryStep::Change | StoryStep::Expire => self.result(step).is_some(),
        }
    }

    /// The newest change that this run has led to.
    pub fn newest(&self) -> Option<ChangeId> {
        let newest = |table: &RunTable| table.versions.last().map(|(_, change)| change.id);
        self.tables.iter().filter_map(newest).max()
    }
}

/// The attribute that the tables' items expire by.
pub const EXPIRES_AT: &str = "expires_at";

fn expires(image: &super::Image) -> bool {
    image.contains_key(EXPIRES_AT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_from_one_and_follow_each_other() {
        let numbers: Vec<usize> = StoryStep::ALL.into_iter().map(StoryStep::number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
        assert!(StoryStep::ALL.into_iter().all(|step| StoryStep::numbered(step.number()) == step));
        assert_eq!([StoryStep::numbered(0), StoryStep::numbered(7)], [StoryStep::Enable; 2]);
        assert_eq!((StoryStep::Enable.before(), StoryStep::Retain.after()), (None, None));
        assert_eq!(StoryStep::Write.before().and_then(StoryStep::after), Some(StoryStep::Write));
    }
}
