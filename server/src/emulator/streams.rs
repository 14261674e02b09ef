//! The embedded DynamoDB's streams, each beginning where it began.
//!
//! dynoxide keeps the records of a table's streams in one place: when a stream is turned off and on again, or a table
//! is deleted and created again, the new stream still gives all records of the old one, under the new ARN. Everything
//! would be archived twice. Sequence numbers tell them apart: dynoxide never gives out one below the clock, in
//! microseconds, and the time when a stream was turned on is its label, the last part of its ARN.

use async_trait::async_trait;

use afterimage_app::model::SequenceNumber;

use crate::stream::source::{
    IteratorStart, RecordsPage, ShardAddress, ShardIterator, SourceError, StreamPage, StreamSource, StreamsPage,
};

/// What dynoxide adds to the clock, so that its sequence numbers have DynamoDB's 21 digits.
const SEQUENCE_NUMBER_OFFSET: u128 = 100_000_000_000_000_000_000;

/// The label went through a float: it may be a little off.
const SLACK_MICROS: u128 = 1_000;

/// The streams behind `S`, of which every shard is read from the stream's own beginning.
#[derive(Debug)]
pub struct EmulatedStreams<S>(pub S);

#[async_trait]
impl<S: StreamSource> StreamSource for EmulatedStreams<S> {
    async fn list_streams(&self, table: &str, after_arn: Option<&str>) -> Result<StreamsPage, SourceError> {
        self.0.list_streams(table, after_arn).await
    }

    async fn describe_stream(&self, stream_arn: &str, after_shard_id: Option<&str>) -> Result<StreamPage, SourceError> {
        self.0.describe_stream(stream_arn, after_shard_id).await
    }

    async fn describe_children(
        &self,
        stream_arn: &str,
        parent_shard_id: &str,
        after_shard_id: Option<&str>,
    ) -> Result<StreamPage, SourceError> {
        self.0.describe_children(stream_arn, parent_shard_id, after_shard_id).await
    }

    async fn shard_iterator(&self, shard: &ShardAddress, start: &IteratorStart) -> Result<ShardIterator, SourceError> {
        match (start, before_first(&shard.stream_arn)) {
            (IteratorStart::TrimHorizon, Some(before)) => {
                self.0.shard_iterator(shard, &IteratorStart::AfterSequenceNumber(before)).await
            }
            _ => self.0.shard_iterator(shard, start).await,
        }
    }

    async fn records(
        &self,
        shard: &ShardAddress,
        iterator: &ShardIterator,
        limit: usize,
    ) -> Result<RecordsPage, SourceError> {
        self.0.records(shard, iterator, limit).await
    }
}

/// A sequence number just before the stream's first one: of `…/stream/1795356557.412000000`, the time in microseconds.
fn before_first(stream_arn: &str) -> Option<SequenceNumber> {
    let (seconds, nanos) = stream_arn.rsplit_once('/')?.1.split_once('.')?;
    let micros = seconds.parse::<u128>().ok()? * 1_000_000 + nanos.parse::<u128>().ok()? / 1_000;
    SEQUENCE_NUMBER_OFFSET.checked_add(micros.checked_sub(SLACK_MICROS)?)?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_begins_when_it_was_turned_on() {
        let arn = "arn:aws:dynamodb:dynoxide:000000000000:table/sample/stream/1795356557.412000000";
        assert_eq!(before_first(arn).map(|number| number.to_string()).as_deref(), Some("100001795356557411000"));
        assert_eq!(before_first("arn:aws:dynamodb:eu-west-1:1:table/t/stream/2026-11-22T14:09:17.412"), None);
        assert_eq!(before_first("nothing"), None);
    }
}
