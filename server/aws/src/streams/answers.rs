//! What the answers of DynamoDB Streams say, and what it means where they say nothing.
//!
//! AWS's client takes every field for optional, and so would make an end, an empty list or a root out of whatever is
//! missing. Here nothing that is missing ends anything: an answer without what every such answer has is none, and is
//! asked for again. `server/capture/tests/streams/README.md` has the table.

use afterimage_capture::source::{
    ListedShard, ShardIterator, SourceError, SourceErrorKind, StreamPage, StreamPhase, StreamsPage,
};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{Timestamp, ViewType};
use aws_sdk_dynamodbstreams::{
    operation::{get_shard_iterator::GetShardIteratorOutput, list_streams::ListStreamsOutput},
    types::{Shard, Stream, StreamDescription, StreamStatus},
};

/// The answer is none: it is to be asked for again.
pub(super) fn unavailable(why: Phrase) -> SourceError {
    SourceError::new(SourceErrorKind::Unavailable, why)
}

fn incomplete(field: &'static str) -> SourceError {
    unavailable(phrase!("server-stream-incomplete", field = field))
}

/// A text that is there and says something.
fn told(text: Option<String>, field: &'static str) -> Result<String, SourceError> {
    text.filter(|text| !text.is_empty()).ok_or_else(|| incomplete(field))
}

/// A text that may be missing, and says something where it is there.
fn told_if_there(text: Option<String>, field: &'static str) -> Result<Option<String>, SourceError> {
    text.map(|text| told(Some(text), field)).transpose()
}

/// Streams of the table that was asked for. A list that is missing is not an empty one.
pub(super) fn streams_page(answer: ListStreamsOutput, table: &str) -> Result<StreamsPage, SourceError> {
    let streams = answer.streams.ok_or_else(|| incomplete("Streams"))?;
    let is_asked_for = |stream: &Stream| stream.table_name.as_deref().is_none_or(|name| name == table);
    let arns = streams.into_iter().filter(is_asked_for).map(|stream| told(stream.stream_arn, "StreamArn"));
    Ok(StreamsPage {
        arns: arns.collect::<Result<_, _>>()?,
        last_arn: told_if_there(answer.last_evaluated_stream_arn, "LastEvaluatedStreamArn")?,
    })
}

/// A page of the description of the stream that was asked for. What says nothing of its status is on: nothing ends.
pub(super) fn stream_page(asked: &str, description: Option<StreamDescription>) -> Result<StreamPage, SourceError> {
    let description = description.ok_or_else(|| unavailable(phrase!("server-stream-no-description")))?;
    same_stream(asked, &description)?;
    let phase = match &description.stream_status {
        Some(StreamStatus::Enabling) => StreamPhase::Enabling,
        Some(StreamStatus::Disabling) => StreamPhase::Disabling,
        Some(StreamStatus::Disabled) => StreamPhase::Disabled,
        _ => StreamPhase::Enabled,
    };
    let shards = match description.shards {
        Some(shards) => shards,
        // One that is only just being turned on has none yet.
        None if phase == StreamPhase::Enabling => Vec::new(),
        None => return Err(incomplete("Shards")),
    };
    let view_type = description.stream_view_type.as_ref().and_then(|view_type| view_type.as_str().parse().ok());
    let created_at = description.creation_request_date_time.as_ref().and_then(|at| at.to_millis().ok());
    Ok(StreamPage {
        created_at: created_at.map(Timestamp::from_millis),
        phase,
        view_type: view_type.unwrap_or(ViewType::NewAndOldImages),
        shards: shards.into_iter().map(listed_shard).collect::<Result<_, _>>()?,
        last_shard_id: told_if_there(description.last_evaluated_shard_id, "LastEvaluatedShardId")?,
        is_final: false,
    })
}

/// A shard without a name would be one that nobody reads. One without a parent is a root: that cannot be told from a
/// parent that was left out.
fn listed_shard(shard: Shard) -> Result<ListedShard, SourceError> {
    let ending = shard.sequence_number_range.and_then(|range| range.ending_sequence_number);
    Ok(ListedShard {
        shard_id: told(shard.shard_id, "ShardId")?,
        parent_shard_id: shard.parent_shard_id.filter(|parent| !parent.is_empty()),
        has_end: ending.is_some_and(|ending| !ending.is_empty()),
    })
}

pub(super) fn shard_iterator(answer: GetShardIteratorOutput) -> Result<ShardIterator, SourceError> {
    let iterator = answer.shard_iterator.filter(|iterator| !iterator.is_empty());
    iterator.map(ShardIterator).ok_or_else(|| unavailable(phrase!("server-stream-no-iterator")))
}

/// Some emulators look at nothing but the table's name in an ARN, and answer for a stream that is long over with the
/// table's present one: its label gives it away.
fn same_stream(asked: &str, description: &StreamDescription) -> Result<(), SourceError> {
    let asked_label = asked.rsplit_once("/stream/").map(|(_, label)| label);
    match (asked_label, description.stream_label()) {
        (Some(asked_label), Some(label)) if !label.is_empty() && label != asked_label => {
            let another = phrase!("server-stream-another", found = label, asked = asked_label);
            Err(SourceError::new(SourceErrorKind::StreamNotFound, another))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_about_another_stream_of_the_table_is_not_taken() {
        let present = StreamDescription::builder().stream_label("2026-11-23T00:00:00.000").build();
        let arn = |label: &str| format!("arn:aws:dynamodb:eu-west-1:1:table/orders/stream/{label}");
        assert!(same_stream(&arn("2026-11-23T00:00:00.000"), &present).is_ok());
        let error = same_stream(&arn("2026-11-22T00:00:00.000"), &present).expect_err("another stream");
        assert_eq!(error.kind, SourceErrorKind::StreamNotFound);
        let unlabelled = StreamDescription::builder().build();
        assert!(same_stream(&arn("1"), &unlabelled).is_ok(), "an endpoint that says nothing is believed");
    }
}
