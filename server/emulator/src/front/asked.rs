//! What a request asks for, by its `X-Amz-Target`: the version of the API, and behind it the operation's name.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use super::{
    shards::{self, UnknownShard},
    tables::TableChange,
};

/// A request whose answer is looked at, or that is itself: dynoxide answers all others as they come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
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
        let Self::GetShardIterator(request) = self else { return Ok(body) };
        shards::mend_iterator_request(request)?;
        Ok(serde_json::to_vec(request).map_or(body, Bytes::from))
    }
}
