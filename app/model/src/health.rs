//! Whether the program does its work, and how well.

use serde::{Deserialize, Serialize};

use super::{
    ChangeId, Timestamp,
    table::{ShardError, StreamState},
};

/// What every page's frame shows: where the data comes from, how much there is, and whether writing is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Where the tables are.
    pub endpoint: Endpoint,
    /// Whether items may be written from here.
    pub writes: WritePermission,
    /// How many changes the archive holds.
    pub changes: u64,
    /// How many items those are of.
    pub items: u64,
    /// How many tables are followed.
    pub tables: u64,
    /// How many shards are known and not drained.
    pub shards: u64,
    /// How many gaps the archive records.
    pub gaps: u64,
    /// The archive's size on disk, in bytes.
    pub archive_size_bytes: u64,
    /// How far behind the slowest shard is.
    pub lag_ms: Option<u64>,
    /// The newest change.
    pub last_change_id: ChangeId,
    /// When the newest change was archived.
    pub last_archived_at: Option<Timestamp>,
    /// Whether everything that should run does.
    pub healthy: bool,
    /// The demo generator, where there is one.
    pub demo: Option<DemoStatus>,
    /// The program's version.
    pub version: String,
}

/// Where the tables are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "TaggedEndpoint")]
pub enum Endpoint {
    /// The DynamoDB inside this program.
    Embedded {
        /// Its URL, for other clients on this machine.
        url: String,
    },
    /// An endpoint given by URL: DynamoDB Local, Alternator.
    Url {
        /// The URL.
        url: String,
        /// The region that requests are signed for.
        region: String,
    },
    /// Amazon's own.
    Aws {
        /// The region.
        region: String,
    },
}

/// How it is read: in one pass, with every field that it may have (`protocol/told.rs` says why).
#[derive(Deserialize)]
struct TaggedEndpoint {
    kind: EndpointKind,
    url: Option<String>,
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndpointKind {
    Embedded,
    Url,
    Aws,
}

impl TryFrom<TaggedEndpoint> for Endpoint {
    type Error = &'static str;

    fn try_from(tagged: TaggedEndpoint) -> Result<Self, Self::Error> {
        let url = tagged.url.ok_or("an endpoint without its `url`");
        let region = tagged.region.ok_or("an endpoint without its `region`");
        Ok(match tagged.kind {
            EndpointKind::Embedded => Self::Embedded { url: url? },
            EndpointKind::Url => Self::Url { url: url?, region: region? },
            EndpointKind::Aws => Self::Aws { region: region? },
        })
    }
}

impl Endpoint {
    /// In a few words.
    pub fn label(&self) -> String {
        match self {
            Self::Embedded { url } => format!("embedded DynamoDB at {url}"),
            Self::Url { url, .. } => url.clone(),
            Self::Aws { region } => format!("AWS {region}"),
        }
    }
}

/// Whether items may be written from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WritePermission {
    /// Yes; nothing real is behind it.
    Allowed,
    /// Yes, and it reaches tables outside this program: `--allow-writes` was given.
    AllowedOnRemote,
    /// No.
    ReadOnly,
}

impl WritePermission {
    /// Whether a write would be tried.
    pub fn is_allowed(&self) -> bool {
        !matches!(self, Self::ReadOnly)
    }
}

/// The demo generator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoStatus {
    /// Whether it writes.
    pub running: bool,
    /// Changes a second while it runs, in thousandths.
    pub rate_millihertz: u32,
}

/// The Health page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HealthReport {
    /// Whether the process does its work at all.
    pub live: bool,
    /// Whether every data path works.
    pub ready: bool,
    /// The parts, each with its state.
    pub checks: Vec<HealthCheck>,
    /// How far each stream is read.
    pub streams: Vec<StreamHealth>,
    /// When the process started.
    pub started_at: Timestamp,
    /// When this report was made.
    pub checked_at: Timestamp,
    /// What reading the streams takes.
    pub calls: StreamCalls,
    /// The program's version.
    pub version: String,
}

/// How often the streams API is called, at the pace of the last minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StreamCalls {
    /// GetRecords a month: what is paid for.
    pub get_records_a_month: u64,
    /// DescribeStream a month: free, and limited to ten a second.
    pub describe_stream_a_month: u64,
}

impl StreamCalls {
    /// So many GetRecords a month cost nothing (<https://aws.amazon.com/dynamodb/pricing/on-demand/>).
    pub const FREE_A_MONTH: u64 = 2_500_000;

    /// What the others cost in us-east-1, each, in millionths of a US dollar: two cents for 100,000.
    const PRICE_MICRO_DOLLARS_PER_TEN: u64 = 2;

    /// What a month costs in us-east-1, in US cents.
    pub fn cents_a_month(self) -> u64 {
        let paid = self.get_records_a_month.saturating_sub(Self::FREE_A_MONTH);
        paid.saturating_mul(Self::PRICE_MICRO_DOLLARS_PER_TEN) / 10 / 10_000
    }
}

/// One part's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HealthCheck {
    /// The part: `archive writer`, `stream of demo-orders`.
    pub name: String,
    /// Whether it works.
    pub ok: bool,
    /// Figures, or what is wrong.
    pub detail: String,
    /// Since when something is wrong with it, where that is known.
    pub since: Option<Timestamp>,
}

/// A stream's shards in summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StreamHealth {
    /// The table's name.
    pub table: String,
    /// Whether changes are captured.
    pub state: StreamState,
    /// How many shards are being read.
    pub reading: u64,
    /// How many wait for their parents.
    pub waiting: u64,
    /// How many are drained.
    pub drained: u64,
    /// How many could not be read when they were last tried.
    pub failing: u64,
    /// How far behind the slowest shard is that is being read; nothing before the first page.
    pub lag_ms: Option<u64>,
    /// All that happened to the table before then is archived, as far as this stream has told; nothing while that
    /// cannot be said.
    pub caught_up_at: Option<Timestamp>,
    /// The error that lasts longest.
    pub error: Option<ShardError>,
}
