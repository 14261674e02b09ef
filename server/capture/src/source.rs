//! What the engine asks of a source of streams, and of whoever knows the tables.
//!
//! The engine is written against these traits alone: AWS's client stands behind them in a crate of its own, a scripted
//! source in the tests, and other kinds of stream can follow.

use std::{fmt, sync::Arc, time::Duration};

use afterimage_archive::IncomingChange;
use afterimage_language::{Message, Phrase, message, phrase};
use afterimage_model::{Language, SequenceNumber, Timestamp, ViewType, table::KeyAttribute};
use async_trait::async_trait;

/// A source of streams: the operations of the DynamoDB Streams API
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html>).
#[async_trait]
pub trait StreamSource: Send + Sync {
    /// Some of a table's streams, also those that are off and can still be read: a table itself tells of its latest
    /// alone. A caller follows [`StreamsPage::last_arn`] to the end.
    async fn list_streams(&self, table: &str, after_arn: Option<&str>) -> Result<StreamsPage, SourceError>;

    /// One page of a stream's description. Shards come at most [`SHARDS_PER_PAGE`] at a time: a caller follows
    /// [`StreamPage::last_shard_id`] to the end.
    async fn describe_stream(&self, stream_arn: &str, after_shard_id: Option<&str>) -> Result<StreamPage, SourceError>;

    /// As [`describe_stream`](Self::describe_stream), and of the shards only the children of one (`ShardFilter`). An
    /// endpoint that does not know the filter may refuse, or tell of all shards.
    async fn describe_children(
        &self,
        stream_arn: &str,
        parent_shard_id: &str,
        after_shard_id: Option<&str>,
    ) -> Result<StreamPage, SourceError>;

    /// A place to read a shard from.
    async fn shard_iterator(&self, shard: &ShardAddress, start: &IteratorStart) -> Result<ShardIterator, SourceError>;

    /// The changes at an iterator, at most `limit`, and where to go on.
    async fn records(
        &self,
        shard: &ShardAddress,
        iterator: &ShardIterator,
        limit: usize,
    ) -> Result<RecordsPage, SourceError>;
}

/// Who knows which tables are followed, and which stream each of them has now.
#[async_trait]
pub trait TableCatalog: Send + Sync {
    /// All followed tables. A table that cannot be described is listed as [`TableStream::Unknown`] and takes nothing
    /// from the others; an error means that not even the list is known.
    async fn tables(&self) -> Result<Vec<FollowedTable>, SourceError>;

    /// Why [`tables`](Self::tables) does not list a table that was followed once.
    async fn why_unlisted(&self, table: &str) -> Result<Unlisted, SourceError>;
}

/// Why a table is not listed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlisted {
    /// It would be followed if it were there: it was deleted. What its streams still hold can be read for 24 hours.
    Deleted,
    /// It is not to be followed any more.
    Deselected,
}

/// A request that has not been answered by then failed: a reader must not hang on a dead connection.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// The most shards that DescribeStream returns at once
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html>).
pub const SHARDS_PER_PAGE: usize = 100;

/// The most records that GetRecords returns at once
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>).
pub const RECORDS_PER_PAGE: usize = 1_000;

/// A table whose changes are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowedTable {
    /// Its name.
    pub name: String,
    /// The partition key, where the table could be described.
    pub partition_key: Option<KeyAttribute>,
    /// The sort key, where there is one.
    pub sort_key: Option<KeyAttribute>,
    /// Its stream.
    pub stream: TableStream,
}

impl FollowedTable {
    /// `LatestStreamArn`, whether that stream is on or off.
    pub fn latest_arn(&self) -> Option<&str> {
        match &self.stream {
            TableStream::On { arn, .. } => Some(arn),
            TableStream::Off { last_arn } => last_arn.as_deref(),
            TableStream::Gone | TableStream::Unknown(_) => None,
        }
    }
}

/// A table's stream as the table itself tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableStream {
    /// It is on.
    On {
        /// `LatestStreamArn`.
        arn: String,
        /// What its records carry.
        view_type: ViewType,
    },
    /// It is off.
    Off {
        /// The last stream's ARN where there was one: it can be read for 24 hours more.
        last_arn: Option<String>,
    },
    /// The table does not exist.
    Gone,
    /// The table could not be described.
    Unknown(SourceError),
}

/// One page of `ListStreams`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamsPage {
    /// ARNs of streams, in no particular order.
    pub arns: Vec<String>,
    /// Where the next page begins: after this stream. Nothing on the last page.
    pub last_arn: Option<String>,
}

/// One page of DescribeStream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamPage {
    /// When the stream was asked for, by the endpoint's clock, where it tells.
    pub created_at: Option<Timestamp>,
    /// Whether the stream takes changes.
    pub phase: StreamPhase,
    /// What its records carry.
    pub view_type: ViewType,
    /// Some of its shards, in no particular order.
    pub shards: Vec<ListedShard>,
    /// Where the next page begins: after this shard. Nothing on the last page.
    pub last_shard_id: Option<String>,
    /// The source knows that there are all shards there will ever be. DynamoDB never does: of a stream that is off, some
    /// may still be listed late.
    pub is_final: bool,
}

/// Whether a stream takes changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamPhase {
    /// It was just turned on, and may have no shards yet.
    Enabling,
    /// It takes changes.
    Enabled,
    /// It is being turned off.
    Disabling,
    /// It takes no more changes, and can be read until they are 24 hours old.
    Disabled,
}

impl StreamPhase {
    /// Whether changes can still come into the stream.
    pub fn is_on(self) -> bool {
        matches!(self, Self::Enabling | Self::Enabled)
    }
}

/// A shard as DescribeStream lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedShard {
    /// The shard's id.
    pub shard_id: String,
    /// The shard it came from; that one may be trimmed and no longer listed.
    pub parent_shard_id: Option<String>,
    /// It has an `EndingSequenceNumber`. That is no end by itself, since emulators give one for open shards too; but
    /// without one, an answer that tells of the shard's end is doubted.
    pub has_end: bool,
}

/// Which shard is meant, and what is known of all changes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardAddress {
    /// The table's name.
    pub table: String,
    /// The stream's ARN.
    pub stream_arn: String,
    /// The shard's id.
    pub shard_id: String,
    /// What the stream's records carry.
    pub view_type: ViewType,
}

/// Where in a shard to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IteratorStart {
    /// With the oldest change that is left.
    TrimHorizon,
    /// With the next change that comes.
    Latest,
    /// With the change after this one.
    AfterSequenceNumber(SequenceNumber),
}

/// A position in a shard as the source names it; it expires after 15 minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardIterator(pub String);

/// One page of GetRecords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordsPage {
    /// The changes, in the order in which they happened.
    pub changes: Arc<Vec<IncomingChange>>,
    /// How many records could not even be given a place: without a sequence number there is no telling where they
    /// belong. DynamoDB sends none.
    pub unplaced: usize,
    /// Where to go on; nothing when the answer tells that the shard is closed and this was its last page. One answer is
    /// not believed that.
    pub next_iterator: Option<ShardIterator>,
}

/// Why the source did not answer as asked. Decided by the error's type or code, never by its words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {}", .message.in_english())]
pub struct SourceError {
    /// What is to be done about it.
    pub kind: SourceErrorKind,
    /// What the source said.
    pub message: Phrase,
}

impl SourceError {
    /// An error of this kind.
    pub fn new(kind: SourceErrorKind, message: impl Into<Phrase>) -> Self {
        Self { kind, message: message.into() }
    }

    /// For people: what kind of error it is, and what the source said.
    pub fn in_words(&self) -> Phrase {
        phrase!("server-stream-failed", kind = self.kind.name(), said = self.message.clone())
    }
}

/// The kinds of error that are treated differently or shown differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceErrorKind {
    /// Too many requests: wait and ask again.
    Throttled,
    /// The iterator is older than 15 minutes: get a new one.
    ExpiredIterator,
    /// What was asked for is older than the stream keeps.
    Trimmed,
    /// There is no such stream, or no such shard in it.
    StreamNotFound,
    /// The credentials do not allow it.
    AccessDenied,
    /// There are no credentials, or they are wrong or expired.
    Credentials,
    /// No answer, or an answer that something is broken: network, DNS, timeout, 5xx.
    Unavailable,
    /// Anything else.
    Other,
}

impl SourceErrorKind {
    /// As people call it.
    pub fn name(self) -> Message {
        match self {
            Self::Throttled => message!("server-stream-throttled"),
            Self::ExpiredIterator => message!("server-stream-expired-iterator"),
            Self::Trimmed => message!("server-stream-trimmed"),
            Self::StreamNotFound => message!("server-stream-not-found"),
            Self::AccessDenied => message!("server-stream-access-denied"),
            Self::Credentials => message!("server-stream-credentials"),
            Self::Unavailable => message!("server-stream-unavailable"),
            Self::Other => message!("server-stream-error"),
        }
    }
}

/// For the log.
impl fmt::Display for SourceErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name().text(Language::English))
    }
}
