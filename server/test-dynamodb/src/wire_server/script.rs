//! What there is to read, and how it is answered.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use serde_json::{Value, json};

use super::{
    Answer,
    canned::{CannedPages, Load},
    faults::{EXPIRED_ITERATOR, Fault, INVALID, NOT_FOUND, TRIMMED, WireError},
    protocol::{Call, Operation},
    shard::{Content, Shard, WireRecord},
};

/// The most that AWS gives in one answer, and how long its iterators are good for.
const SHARDS_PER_PAGE: usize = 100;
const RECORDS_PER_PAGE: usize = 1_000;
const STREAMS_PER_PAGE: usize = 100;
const ITERATOR_LIFE: Duration = Duration::from_secs(15 * 60);

/// The first sequence number: it grows from 21 digits to 22 on the way, and text order would be wrong.
const FIRST_NUMBER: u128 = 999_999_999_999_999_999_900;

type Answered = Result<Answer, WireError>;

/// Everything that the server knows.
pub struct Script {
    /// By table, the ARNs of its streams, oldest first.
    tables: BTreeMap<String, Vec<String>>,
    streams: BTreeMap<String, Stream>,
    /// What happens to the next answers of an operation.
    faults: BTreeMap<Operation, VecDeque<Fault>>,
    /// What happens to every so manieth answer of an operation.
    rhythms: Vec<(Operation, usize, Fault)>,
    /// What is answered to whoever reads these shards, by their ids, as long as it is set.
    pub shard_errors: BTreeMap<String, WireError>,
    /// What was asked, oldest first.
    pub calls: Vec<Call>,
    counts: BTreeMap<Operation, usize>,
    /// Whether what is asked is kept: not under load.
    keeps_calls: bool,
    /// Iterators from before this moment have expired.
    expired_before: Instant,
    /// When iterators were given out.
    iterators: Vec<Instant>,
    next_number: u128,
}

/// A stream.
pub struct Stream {
    /// The table whose it is.
    pub table: String,
    /// As DescribeStream tells it: `ENABLED`, `DISABLED` ….
    pub status: &'static str,
    /// As DescribeStream tells it: `NEW_AND_OLD_IMAGES` ….
    pub view_type: &'static str,
    /// In the order in which they are listed.
    pub shards: Vec<Shard>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            tables: BTreeMap::new(),
            streams: BTreeMap::new(),
            faults: BTreeMap::new(),
            rhythms: Vec::new(),
            shard_errors: BTreeMap::new(),
            calls: Vec::new(),
            counts: BTreeMap::new(),
            keeps_calls: true,
            expired_before: Instant::now(),
            iterators: Vec::new(),
            next_number: FIRST_NUMBER,
        }
    }
}

impl Script {
    /// As large and as long-lived as it may be: what was asked is not kept.
    pub fn to_look_at() -> Self {
        Self { keeps_calls: false, ..Self::default() }
    }

    /// A table of `shards` shards with canned pages, `records` changes in each.
    pub fn under_load(load: Load, shards: usize, records: usize) -> Self {
        let mut script = Self { keeps_calls: false, ..Self::default() };
        let arn = script.add_stream("canned-orders", 1);
        for at in 0..shards {
            let pages = CannedPages::new(load, at, records);
            let mut shard = Shard::new(&format!("shardId-{at:020}-canned"), None, pages.number(0));
            (shard.content, shard.closed) = (Content::Canned(pages), true);
            script.stream(&arn).shards.push(shard);
        }
        script.stream(&arn).status = "DISABLED";
        script
    }

    /// A table of so many open shards with `records` changes in each, of one item a shard.
    pub fn of_open_shards(shards: usize, records: usize) -> Self {
        let mut script = Self { keeps_calls: false, ..Self::default() };
        let arn = script.add_stream("wide-orders", 1);
        for at in 0..shards {
            let id = format!("shardId-{at:020}-open");
            script.add_shard(&arn, &id, None);
            for version in 1..=records as u64 {
                script.write(&arn, &id, &format!("item-of-{at:04}"), version);
            }
        }
        script
    }

    /// Gives a table a new stream, which is then its latest.
    pub fn add_stream(&mut self, table: &str, label: u32) -> String {
        let arn =
            format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}/stream/2026-11-23T00:00:00.{label:03}");
        let (table, status) = (table.to_owned(), "ENABLED");
        self.tables.entry(table.clone()).or_default().push(arn.clone());
        let stream = Stream { table, status, view_type: "NEW_AND_OLD_IMAGES", shards: Vec::new() };
        self.streams.insert(arn.clone(), stream);
        arn
    }

    /// A stream that is there.
    pub fn stream(&mut self, arn: &str) -> &mut Stream {
        self.streams.get_mut(arn).expect("a stream")
    }

    /// A shard that is there.
    pub fn shard(&mut self, arn: &str, id: &str) -> &mut Shard {
        self.stream(arn).shards.iter_mut().find(|shard| shard.id == id).expect("a shard")
    }

    /// Adds a shard at the end of the listing.
    pub fn add_shard(&mut self, arn: &str, id: &str, parent: Option<&str>) {
        let shard = Shard::new(id, parent, self.next_number);
        self.stream(arn).shards.push(shard);
    }

    /// Turns a stream off: its shards take no more.
    pub fn disable(&mut self, arn: &str) {
        let stream = self.stream(arn);
        stream.status = "DISABLED";
        stream.shards.iter_mut().for_each(|shard| shard.closed = true);
    }

    /// Writes the item's next version; the record's sequence number.
    pub fn write(&mut self, arn: &str, shard: &str, item: &str, version: u64) -> u128 {
        self.next_number += 3;
        let sequence_number = self.next_number;
        let image = |version: u64| json!({ "id": { "S": item }, "version": { "N": version.to_string() } });
        let mut body = json!({
            "ApproximateCreationDateTime": 1_795_356_557.0, "Keys": { "id": { "S": item } },
            "NewImage": image(version), "SequenceNumber": sequence_number.to_string(), "SizeBytes": 40,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        });
        if version > 1 {
            body["OldImage"] = image(version - 1);
        }
        let json = json!({
            "eventID": format!("{sequence_number:032}"), "eventName": if version > 1 { "MODIFY" } else { "INSERT" },
            "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": body,
        });
        match &mut self.shard(arn, shard).content {
            Content::Written(records) => records.push(WireRecord { sequence_number, json: json.to_string() }),
            Content::Canned(_) => panic!("canned pages are not written to"),
        }
        sequence_number
    }

    /// The next answer of an operation goes wrong.
    pub fn fail_next(&mut self, operation: Operation, fault: Fault) {
        self.faults.entry(operation).or_default().push_back(fault);
    }

    /// What was to go wrong next does not.
    pub fn forget_faults(&mut self) {
        self.faults.clear();
    }

    /// Every `nth` answer of an operation goes wrong.
    pub fn fail_every(&mut self, nth: usize, operation: Operation, fault: Fault) {
        self.rhythms.push((operation, nth, fault));
    }

    /// Every iterator that was given out is good for nothing any more.
    pub fn expire_iterators(&mut self) {
        self.expired_before = Instant::now();
    }

    /// How often an operation was asked for.
    pub fn count(&self, operation: Operation) -> usize {
        self.counts.get(&operation).copied().unwrap_or_default()
    }

    /// What happens to the answer, and the answer.
    pub(super) fn answer(&mut self, call: &Call) -> (Option<Fault>, Answered) {
        let count = self.counts.entry(call.operation).or_default();
        *count += 1;
        let is_due = |(operation, nth, _): &&(Operation, usize, Fault)| {
            *operation == call.operation && count.is_multiple_of(*nth)
        };
        let rhythm = self.rhythms.iter().find(is_due).map(|(_, _, fault)| fault.clone());
        let of_shard = call.shard().and_then(|shard| self.shard_errors.get(shard)).map(|error| Fault::Error(*error));
        let fault = self.faults.get_mut(&call.operation).and_then(VecDeque::pop_front).or(of_shard).or(rhythm);
        if self.keeps_calls {
            self.calls.push(call.clone());
        }
        // An error in an answer's place leaves everything as it is; a cut connection does not.
        let answer = match fault {
            Some(Fault::Error(_) | Fault::Plain(..)) => Err(INVALID),
            _ => self.answered(call),
        };
        (fault, answer)
    }

    fn answered(&mut self, call: &Call) -> Answered {
        match call.operation {
            Operation::ListStreams => self.list_streams(call),
            Operation::DescribeStream => self.describe_stream(call),
            Operation::GetShardIterator => self.shard_iterator(call),
            Operation::GetRecords => self.records(call),
            Operation::ListTables => Ok(as_json(&json!({ "TableNames": self.tables.keys().collect::<Vec<_>>() }))),
            Operation::DescribeTable => self.describe_table(call),
            Operation::DescribeTimeToLive => {
                Ok(as_json(&json!({ "TimeToLiveDescription": { "TimeToLiveStatus": "DISABLED" } })))
            }
            Operation::ListTagsOfResource => Ok(as_json(&json!({ "Tags": [] }))),
            Operation::TagResource => Ok(Answer::ok(Bytes::new())),
            Operation::Scan => Ok(as_json(&json!({ "Items": [], "Count": 0, "ScannedCount": 0 }))),
            Operation::GetItem => Ok(as_json(&json!({}))),
        }
    }

    fn list_streams(&self, call: &Call) -> Answered {
        let limit = call.limit(STREAMS_PER_PAGE)?;
        let of_table = |stream: &Stream| call.text("TableName").is_none_or(|table| table == stream.table);
        let after = |arn: &str| call.text("ExclusiveStartStreamArn").is_none_or(|start| arn > start);
        let mut found: Vec<_> =
            self.streams.iter().filter(|(arn, stream)| after(arn) && of_table(stream)).take(limit + 1).collect();
        let more = found.len() > limit;
        found.truncate(limit);
        let listed = |(arn, stream): &(&String, &Stream)| json!({ "StreamArn": arn, "TableName": stream.table, "StreamLabel": label(arn) });
        let mut answer = json!({ "Streams": found.iter().map(listed).collect::<Vec<_>>() });
        if let Some((arn, _)) = found.last().filter(|_| more) {
            answer["LastEvaluatedStreamArn"] = arn.as_str().into();
        }
        Ok(as_json(&answer))
    }

    fn describe_stream(&self, call: &Call) -> Answered {
        let arn = call.required("StreamArn")?;
        let stream = self.streams.get(arn).ok_or(NOT_FOUND)?;
        let limit = call.limit(SHARDS_PER_PAGE)?;
        let begin = match call.text("ExclusiveStartShardId") {
            None => 0,
            Some(start) => stream.shards.iter().position(|shard| shard.id == start).ok_or(INVALID)? + 1,
        };
        let is_asked_for =
            |shard: &&Shard| call.children_of().is_none_or(|parent| shard.parent.as_deref() == Some(parent));
        let mut listed: Vec<_> = stream.shards[begin..].iter().filter(is_asked_for).take(limit + 1).collect();
        let more = listed.len() > limit;
        listed.truncate(limit);
        let mut description = json!({
            "StreamArn": arn, "StreamLabel": label(arn), "StreamStatus": stream.status, "TableName": stream.table,
            "StreamViewType": stream.view_type, "CreationRequestDateTime": 1_795_356_000.0, "KeySchema": key_schema(),
            "Shards": listed.iter().map(|shard| shard.listed()).collect::<Vec<_>>(),
        });
        if let Some(last) = listed.last().filter(|_| more) {
            description["LastEvaluatedShardId"] = last.id.as_str().into();
        }
        Ok(as_json(&json!({ "StreamDescription": description })))
    }

    fn shard_iterator(&mut self, call: &Call) -> Answered {
        let (arn, id) = (call.required("StreamArn")?, call.required("ShardId")?);
        let shard = self.find(arn, id)?;
        let number = || call.required("SequenceNumber")?.parse::<u128>().map_err(|_| INVALID);
        let at = match call.required("ShardIteratorType")? {
            "TRIM_HORIZON" => shard.trimmed,
            "LATEST" => shard.len(),
            "AT_SEQUENCE_NUMBER" => shard.position(number()?, true).ok_or(TRIMMED)?,
            "AFTER_SEQUENCE_NUMBER" => shard.position(number()?, false).ok_or(TRIMMED)?,
            _ => return Err(INVALID),
        };
        let iterator = self.iterator(arn, id, at);
        Ok(as_json(&json!({ "ShardIterator": iterator })))
    }

    fn records(&mut self, call: &Call) -> Answered {
        let limit = call.limit(RECORDS_PER_PAGE)?;
        let parts: Vec<&str> = call.required("ShardIterator")?.split('|').collect();
        let &[arn, id, at, given_out] = parts.as_slice() else { return Err(INVALID) };
        let (Ok(at), Ok(given_out)) = (at.parse::<usize>(), given_out.parse::<usize>()) else { return Err(INVALID) };
        let given_out = *self.iterators.get(given_out).ok_or(INVALID)?;
        if given_out < self.expired_before || given_out.elapsed() > ITERATOR_LIFE {
            return Err(EXPIRED_ITERATOR);
        }
        let shard = self.find(arn, id)?;
        if at < shard.trimmed {
            return Err(TRIMMED);
        }
        let page = shard.page(at, limit);
        let next = page.next.map(|next| self.iterator(arn, id, next));
        Ok(Answer::ok(records_body(&page.records, next.as_deref())))
    }

    fn describe_table(&self, call: &Call) -> Answered {
        let name = call.required("TableName")?;
        let streams = self.tables.get(name).ok_or(NOT_FOUND)?;
        let mut table = json!({
            "TableName": name, "TableStatus": "ACTIVE", "KeySchema": key_schema(),
            "TableArn": format!("arn:aws:dynamodb:us-east-1:000000000000:table/{name}"),
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        });
        if let Some(latest) = streams.last() {
            table["LatestStreamArn"] = latest.as_str().into();
            let stream = &self.streams[latest];
            if !stream.status.starts_with("DISABL") {
                table["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": stream.view_type });
            }
        }
        Ok(as_json(&json!({ "Table": table })))
    }

    fn find(&self, arn: &str, id: &str) -> Result<&Shard, WireError> {
        let stream = self.streams.get(arn).ok_or(NOT_FOUND)?;
        stream.shards.iter().find(|shard| shard.id == id).ok_or(NOT_FOUND)
    }

    fn iterator(&mut self, arn: &str, id: &str, at: usize) -> String {
        self.iterators.push(Instant::now());
        format!("{arn}|{id}|{at}|{}", self.iterators.len() - 1)
    }
}

/// What of an ARN names the stream among those of its table.
fn label(arn: &str) -> &str {
    arn.rsplit_once("/stream/").map_or("", |(_, label)| label)
}

fn key_schema() -> Value {
    json!([{ "AttributeName": "id", "KeyType": "HASH" }])
}

fn as_json(answer: &Value) -> Answer {
    Answer::ok(answer.to_string())
}

/// Put together from bytes that are there already.
fn records_body(records: &Bytes, next: Option<&str>) -> Vec<u8> {
    let (head, middle) = (br#"{"Records":["#, br#"],"NextShardIterator":""#);
    let mut body = Vec::with_capacity(records.len() + 256);
    body.extend_from_slice(head);
    body.extend_from_slice(records);
    match next {
        Some(next) => {
            body.extend_from_slice(middle);
            body.extend_from_slice(next.as_bytes());
            body.extend_from_slice(br#""}"#);
        }
        None => body.extend_from_slice(b"]}"),
    }
    body
}
