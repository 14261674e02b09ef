//! What a request asks for, by its `X-Amz-Target`: the version of the API, and behind it the operation's name.

use afterimage_base::embedded_client::APP_NAME;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use super::{
    arns,
    shards::{self, UnknownShard},
    tables::TableChange,
};

/// A request whose answer is looked at, or that is itself: dynoxide answers all others as they come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    /// A table's description.
    DescribeTable,
    /// Streams, and how they were asked for.
    ListStreams(Value),
    /// A stream's description, and how it was asked for.
    DescribeStream(Value),
    /// A place in a shard, and how it was asked for.
    GetShardIterator(Value),
    /// Records of a stream.
    GetRecords,
    /// A table comes, goes, or has another stream.
    Table(TableChange),
    /// Anything else, or what cannot be read: dynoxide says what is wrong with it.
    Other,
}

impl Asked {
    /// What the request asks for.
    pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Self {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let request = |asked: fn(Value) -> Self| match serde_json::from_slice(body) {
            Ok(request @ Value::Object(_)) => asked(request),
            _ => Self::Other,
        };
        let table = |change: fn(&Value) -> Option<TableChange>| {
            let request = serde_json::from_slice(body).ok();
            request.as_ref().and_then(change).map_or(Self::Other, Self::Table)
        };
        match target.and_then(|target| target.rsplit_once('.')) {
            Some((_, "DescribeTable")) => Self::DescribeTable,
            Some((_, "ListStreams")) => request(Self::ListStreams),
            Some((_, "DescribeStream")) => request(Self::DescribeStream),
            Some((_, "GetShardIterator")) => request(Self::GetShardIterator),
            Some((_, "GetRecords")) => Self::GetRecords,
            Some((_, "CreateTable")) => table(TableChange::created),
            Some((_, "UpdateTable")) => table(TableChange::updated),
            Some((_, "DeleteTable")) => table(TableChange::deleted),
            _ => Self::Other,
        }
    }

    /// The request's body as dynoxide understands it.
    pub(super) fn mend(&mut self, body: Bytes) -> Result<Bytes, UnknownShard> {
        let written = |request: &Value| serde_json::to_vec(request).ok().map(Bytes::from);
        let mended = match self {
            Self::GetShardIterator(request) => {
                shards::mend_iterator_request(request)?;
                written(request)
            }
            Self::ListStreams(request) => {
                let mut whole = request.clone();
                arns::mend_list_request(&mut whole);
                written(&whole)
            }
            _ => None,
        };
        Ok(mended.unwrap_or(body))
    }
}

/// Whether the request is this program's own.
pub(super) fn is_own(headers: &HeaderMap) -> bool {
    let own = format!("app/{APP_NAME}");
    let agent = headers.get("x-amz-user-agent").and_then(|agent| agent.to_str().ok());
    agent.is_some_and(|agent| agent.split(' ').any(|part| part == own))
}
