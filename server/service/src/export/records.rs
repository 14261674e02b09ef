//! Changes as DynamoDB Streams records, one a line, in the form in which Lambda functions get them
//! (<https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>). What the archive knows besides is in a field of its
//! own, `afterimage`, so that whoever expects plain records finds them, and an import gives an equal archive.
//!
//! `docs/export.md` lists the fields. Images are written as the texts that they are kept as.

use std::{
    io::{self, Write},
    sync::Arc,
};

use afterimage_archive::{Origin, RawChange, RawPage};
use afterimage_model::{ItemKey, Op, dynamodb_json};

use super::Encoder;

/// See [`Format::Jsonl`](super::Format::Jsonl).
#[derive(Default)]
pub(super) struct Records {
    /// What the records of the last shard begin and end with.
    of_origin: Option<(Arc<Origin>, Envelope)>,
}

/// What all records of a shard have in common, in JSON.
#[derive(Clone, Default)]
struct Envelope {
    region: String,
    stream_arn: String,
    /// The table and its keys, as members of `afterimage`.
    table: String,
    shard_id: String,
}

impl Encoder for Records {
    fn page(&mut self, page: &RawPage, into: &mut Vec<u8>) -> io::Result<()> {
        for change in &page.changes {
            let of_last = self.of_origin.take().filter(|(known, _)| Arc::ptr_eq(known, &change.origin));
            let (_, parts) = self
                .of_origin
                .insert(of_last.unwrap_or_else(|| (Arc::clone(&change.origin), Envelope::of(&change.origin))));
            record(page, change, parts, into)?;
        }
        Ok(())
    }
}

impl Envelope {
    fn of(origin: &Origin) -> Self {
        let mut table = format!(r#""table":{}"#, json(&origin.table));
        for (name, key) in [("partition_key", &origin.partition_key), ("sort_key", &origin.sort_key)] {
            if let Some((attribute, type_tag)) = key {
                table.push_str(&format!(r#","{name}":{{"name":{},"type":{}}}"#, json(attribute), json(type_tag)));
            }
        }
        if origin.is_stream_ended {
            table.push_str(r#","stream_ended":true"#);
        }
        // arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL
        let region = origin.stream_arn.split(':').nth(3).unwrap_or_default();
        Self { region: json(region), stream_arn: json(&origin.stream_arn), table, shard_id: json(&origin.shard_id) }
    }
}

fn record(page: &RawPage, change: &RawChange, parts: &Envelope, into: &mut Vec<u8>) -> io::Result<()> {
    let (old, new) = (page.old_image(change), page.new_image(change));
    let name = event_name(change.op, old.is_some(), new.is_some());
    into.extend_from_slice(br#"{"eventID":"#);
    text(&change.event_id, into)?;
    write!(
        into,
        r#","eventName":"{name}","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":{}"#,
        parts.region
    )?;
    into.extend_from_slice(br#","dynamodb":{"ApproximateCreationDateTime":"#);
    seconds(change.created_at.as_millis(), into)?;
    into.extend_from_slice(br#","Keys":"#);
    keys(&change.item_key, into)?;
    for (name, image) in [(&b",\"NewImage\":"[..], new), (&b",\"OldImage\":"[..], old)] {
        if let Some(image) = image {
            into.extend_from_slice(name);
            into.extend_from_slice(image);
        }
    }
    write!(
        into,
        r#","SequenceNumber":"{}","SizeBytes":{},"StreamViewType":"{}"}}"#,
        change.sequence_number,
        change.size_bytes,
        change.view_type.as_str()
    )?;
    if let Some(actor) = &change.actor {
        into.extend_from_slice(br#","userIdentity":{"type":"#);
        text(&actor.kind, into)?;
        into.extend_from_slice(br#","principalId":"#);
        text(&actor.principal_id, into)?;
        into.push(b'}');
    }
    write!(
        into,
        r#","eventSourceARN":{},"afterimage":{{"id":{},"version":{},"#,
        parts.stream_arn, change.id, change.version
    )?;
    write!(into, r#"{},"shard_id":{}"#, parts.table, parts.shard_id)?;
    let (received, archived) = (change.received_at.as_millis(), change.archived_at.as_millis());
    write!(into, r#","received_at_ms":{received},"archived_at_ms":{archived}"#)?;
    if name != change.op.as_str() {
        write!(into, r#","op":"{}""#, change.op)?;
    }
    if let Some(note) = &change.note {
        into.extend_from_slice(br#","note":"#);
        text(note, into)?;
    }
    into.extend_from_slice(b"}}\n");
    Ok(())
}

/// The names that streams have for what happened. Version 0 of an item is told as what it amounts to.
fn event_name(op: Op, has_old: bool, has_new: bool) -> &'static str {
    match (op, has_old, has_new) {
        (Op::Baseline, true, true) => "MODIFY",
        (Op::Baseline, true, false) => "REMOVE",
        (Op::Baseline, false, _) => "INSERT",
        (op, ..) => op.as_str(),
    }
}

/// Seconds since 1970, with a fraction only where there is one.
fn seconds(millis: i64, into: &mut Vec<u8>) -> io::Result<()> {
    let (seconds, rest) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
    match rest {
        0 => write!(into, "{seconds}"),
        // -0.5 s is one second before 1970 and half of it.
        _ if millis < 0 => write!(into, "{}", millis as f64 / 1_000.0),
        _ => write!(into, "{seconds}.{rest:03}"),
    }
}

fn keys(item_key: &str, into: &mut Vec<u8>) -> io::Result<()> {
    let key: ItemKey = item_key.parse().map_err(io::Error::other)?;
    into.extend_from_slice(dynamodb_json::to_text(&key.to_image()).as_bytes());
    Ok(())
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn text(text: &str, into: &mut Vec<u8>) -> io::Result<()> {
    Ok(serde_json::to_writer(into, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_exact_and_short() {
        let written = |millis| {
            let mut bytes = Vec::new();
            seconds(millis, &mut bytes).expect("memory");
            String::from_utf8(bytes).expect("digits")
        };
        assert_eq!(written(1_795_356_557_000), "1795356557");
        assert_eq!(written(1_795_356_557_042), "1795356557.042");
        assert_eq!(written(-500), "-0.5");
    }

    #[test]
    fn version_0_is_told_as_what_streams_have_a_name_for() {
        assert_eq!(event_name(Op::Baseline, false, true), "INSERT");
        assert_eq!(event_name(Op::Baseline, true, false), "REMOVE");
        assert_eq!(event_name(Op::Modify, false, false), "MODIFY");
    }
}
