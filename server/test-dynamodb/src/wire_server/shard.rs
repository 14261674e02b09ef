//! A shard: records in order, trimmed from one end and written to at the other.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::canned::CannedPages;

/// GetRecords stops before this many bytes.
const MAX_PAGE_BYTES: usize = 1024 * 1024;

/// A record as it goes over the wire.
#[derive(Clone, Debug)]
pub struct WireRecord {
    /// Where it stands in its shard.
    pub sequence_number: u128,
    /// All of it, as an element of `Records`.
    pub json: String,
}

/// What a shard holds.
pub enum Content {
    /// Records that were written one by one.
    Written(Vec<WireRecord>),
    /// Pages for load.
    Canned(CannedPages),
}

/// A shard.
pub struct Shard {
    /// As it is listed.
    pub id: String,
    /// The shard that it came from, whether that is still listed or not.
    pub parent: Option<String>,
    /// The first number that it may hold.
    pub starting: u128,
    /// What is in it, what is trimmed included.
    pub content: Content,
    /// How many of its oldest records are gone.
    pub trimmed: usize,
    /// Takes no more records.
    pub closed: bool,
}

/// Some records, ready to be sent, and where the next ones are.
pub struct Page {
    /// The elements of `Records`, with commas between them.
    pub records: Bytes,
    /// Nothing when the shard is closed and this was the last of it.
    pub next: Option<usize>,
}

impl Shard {
    /// An open shard without records.
    pub fn new(id: &str, parent: Option<&str>, starting: u128) -> Self {
        Self {
            id: id.to_owned(),
            parent: parent.map(str::to_owned),
            starting,
            content: Content::Written(Vec::new()),
            trimmed: 0,
            closed: false,
        }
    }

    /// How many records there ever were.
    pub(super) fn len(&self) -> usize {
        match &self.content {
            Content::Written(records) => records.len(),
            Content::Canned(pages) => pages.records(),
        }
    }

    fn number(&self, at: usize) -> Option<u128> {
        match &self.content {
            Content::Written(records) => records.get(at).map(|record| record.sequence_number),
            Content::Canned(pages) => (at < pages.records()).then(|| pages.number(at)),
        }
    }

    /// Where the first record is whose number is greater, or with `or_equal` at least that. Nothing when it is trimmed
    /// what comes there.
    pub fn position(&self, number: u128, or_equal: bool) -> Option<usize> {
        let comes_later =
            |at: usize| self.number(at).is_none_or(|found| found > number || (or_equal && found == number));
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if comes_later(middle) { high = middle } else { low = middle + 1 }
        }
        (low >= self.trimmed).then_some(low)
    }

    /// The records at a position.
    pub fn page(&self, at: usize, limit: usize) -> Page {
        let end = (at + limit).min(self.len());
        let (records, end) = match &self.content {
            Content::Canned(pages) => pages.page(at, end),
            Content::Written(written) => joined(&written[at.min(end)..end], at),
        };
        Page { records, next: (!self.closed || end < self.len()).then_some(end) }
    }

    /// As DescribeStream lists it.
    pub fn listed(&self) -> Value {
        let mut range = json!({ "StartingSequenceNumber": self.starting.to_string() });
        if self.closed {
            let last = self.len().checked_sub(1).and_then(|last| self.number(last)).unwrap_or(self.starting);
            range["EndingSequenceNumber"] = last.to_string().into();
        }
        let mut listed = json!({ "ShardId": self.id, "SequenceNumberRange": range });
        if let Some(parent) = &self.parent {
            listed["ParentShardId"] = parent.as_str().into();
        }
        listed
    }
}

/// As many of the records as fit into a page, and the position after them.
fn joined(records: &[WireRecord], at: usize) -> (Bytes, usize) {
    let mut text = String::new();
    let mut end = at;
    for record in records {
        if !text.is_empty() && text.len() + record.json.len() > MAX_PAGE_BYTES {
            break;
        }
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&record.json);
        end += 1;
    }
    (text.into(), end)
}
