//! Requests as AWS's client sends them: an operation in a header, its parameters as JSON.

use axum::http::HeaderMap;
use serde_json::Value;

use super::faults::{INVALID, UNKNOWN_OPERATION, WireError};

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// `ListStreams`
    ListStreams,
    /// `DescribeStream`
    DescribeStream,
    /// `GetShardIterator`
    GetShardIterator,
    /// `GetRecords`
    GetRecords,
    /// `ListTables`
    ListTables,
    /// `DescribeTable`
    DescribeTable,
    /// `DescribeTimeToLive`
    DescribeTimeToLive,
    /// `ListTagsOfResource`
    ListTagsOfResource,
    /// `TagResource`
    TagResource,
    /// `Scan`
    Scan,
    /// `GetItem`
    GetItem,
}

impl Operation {
    fn of_target(target: &str) -> Option<Self> {
        Some(match target {
            "DynamoDBStreams_20120810.ListStreams" => Self::ListStreams,
            "DynamoDBStreams_20120810.DescribeStream" => Self::DescribeStream,
            "DynamoDBStreams_20120810.GetShardIterator" => Self::GetShardIterator,
            "DynamoDBStreams_20120810.GetRecords" => Self::GetRecords,
            "DynamoDB_20120810.ListTables" => Self::ListTables,
            "DynamoDB_20120810.DescribeTable" => Self::DescribeTable,
            "DynamoDB_20120810.DescribeTimeToLive" => Self::DescribeTimeToLive,
            "DynamoDB_20120810.ListTagsOfResource" => Self::ListTagsOfResource,
            "DynamoDB_20120810.TagResource" => Self::TagResource,
            "DynamoDB_20120810.Scan" => Self::Scan,
            "DynamoDB_20120810.GetItem" => Self::GetItem,
            _ => return None,
        })
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    pub operation: Operation,
    parameters: Value,
}

impl Call {
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, WireError> {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let operation = target.and_then(Operation::of_target).ok_or(UNKNOWN_OPERATION)?;
        let parameters = serde_json::from_slice(body).map_err(|_| INVALID)?;
        Ok(Self { operation, parameters })
    }

    /// A parameter that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)?.as_str()
    }

    /// A parameter that must be there.
    pub fn required(&self, name: &str) -> Result<&str, WireError> {
        self.text(name).ok_or(INVALID)
    }

    /// Whether it asks for a place after what is known already.
    pub fn goes_on(&self) -> bool {
        self.text("ShardIteratorType") == Some("AFTER_SEQUENCE_NUMBER")
    }

    /// `Limit`, and the most that it may be.
    pub fn limit(&self, most: usize) -> Result<usize, WireError> {
        match self.parameters.get("Limit").filter(|limit| !limit.is_null()) {
            None => Ok(most),
            Some(limit) => {
                let limit = limit.as_u64().and_then(|limit| usize::try_from(limit).ok());
                limit.filter(|limit| (1..=most).contains(limit)).ok_or(INVALID)
            }
        }
    }

    /// The shard that is to be read: named, or within its iterator.
    pub fn shard(&self) -> Option<&str> {
        self.text("ShardId").or_else(|| self.text("ShardIterator")?.split('|').nth(1))
    }

    /// The shard whose children are asked for (`ShardFilter`).
    pub fn children_of(&self) -> Option<&str> {
        let filter = self.parameters.get("ShardFilter")?;
        (filter.get("Type")?.as_str()? == "CHILD_SHARDS").then(|| filter.get("ShardId")?.as_str()).flatten()
    }
}
