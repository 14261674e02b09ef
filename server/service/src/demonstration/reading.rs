//! What a stream says when it is asked: the same three calls that any reader makes.

use std::time::Instant;

use afterimage_capture::source::{
    IteratorStart, RECORDS_PER_PAGE, ShardAddress, SourceError, SourceErrorKind, StreamSource,
};
use afterimage_model::{
    Timestamp,
    demonstration::{RecordInStream, StreamReading},
};

/// Reads a stream's shard from its oldest record; nothing when the stream is not there. The embedded DynamoDB has one
/// shard a stream.
pub(super) async fn read(
    source: &dyn StreamSource,
    table: &str,
    stream_arn: &str,
    now: Timestamp,
) -> Result<Option<StreamReading>, SourceError> {
    let begun = Instant::now();
    let described = match source.describe_stream(stream_arn, None).await {
        Ok(described) => described,
        Err(error) if error.kind == SourceErrorKind::StreamNotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(shard) = described.shards.into_iter().next() else { return Ok(None) };
    let shard = ShardAddress {
        table: table.to_owned(),
        stream_arn: stream_arn.to_owned(),
        shard_id: shard.shard_id,
        view_type: described.view_type,
    };
    let iterator = source.shard_iterator(&shard, &IteratorStart::TrimHorizon).await?;
    let page = source.records(&shard, &iterator, RECORDS_PER_PAGE).await?;
    let record = |change: &afterimage_archive::IncomingChange| RecordInStream {
        sequence_number: change.sequence_number.clone(),
        event_id: change.event_id.clone(),
        op: change.op,
        item_key: change.item_key.clone(),
    };
    Ok(Some(StreamReading {
        shard_id: shard.shard_id,
        records: page.changes.iter().map(record).collect(),
        asked_at: now,
        took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    }))
}
