//! The text of GetRecords' answer into changes, exactly once: after this, nothing knows how the wire spells things.
//!
//! AWS's client would make a tree of every value. Only its texts are wanted here, so the answer is read as it comes, in
//! one pass ([`image`]); and what the client has no type for is still there to be kept.
//!
//! Nothing that a record holds can stop a shard. What cannot be understood is kept as near to how it came as can be,
//! and the change gets a note that says so.

mod answer;
mod image;
mod item;
mod notes;
mod odd;
pub(crate) mod stand_in;
mod text;
mod unreadable;

use afterimage_archive::IncomingChange;
use afterimage_language::{Phrase, phrase};
use afterimage_model::{Actor, AttributeValue, CapturedChange, Image, ItemKey, Op, Timestamp, ViewType};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::source::{RecordsPage, ShardAddress, ShardIterator};
use image::{LenientImage, WireImage};
pub use item::{ReadItem, imported_item, read_item};
use notes::Notes;
use text::Text;

/// The attribute that names an item whose record has no usable key; its value is the record's event id.
pub const UNREADABLE_KEY: &str = "unreadable key";

/// The attribute that holds the whole text of a record that is no record.
pub const UNREADABLE_RECORD: &str = "unreadable record";

/// GetRecords' answer
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>).
#[derive(Deserialize)]
struct Answer<'a, R> {
    #[serde(rename = "Records")]
    records: Option<R>,
    #[serde(rename = "NextShardIterator", borrow)]
    next_iterator: Option<Text<'a>>,
    /// What an error is called. Something on the way has made a success of it.
    #[serde(rename = "__type", borrow)]
    error: Option<&'a RawValue>,
}

/// What has become of an answer's records.
#[derive(Debug, Default)]
struct Changes {
    placed: Vec<IncomingChange>,
    /// How many have no place in their shard.
    unplaced: usize,
}

impl Changes {
    fn of<R>(records: Vec<R>, mut change: impl FnMut(R) -> Option<IncomingChange>) -> Self {
        let mut changes = Self::default();
        for record in records {
            changes.add(change(record));
        }
        changes
    }

    fn add(&mut self, change: Option<IncomingChange>) {
        self.unplaced += usize::from(change.is_none());
        self.placed.extend(change);
    }
}

/// Why a text is no page: not even one that ends a shard.
#[derive(Debug, thiserror::Error)]
pub enum NoPage {
    /// It is no answer at all.
    #[error("an unreadable answer: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Something is missing that every answer has.
    #[error("an incomplete answer: {0} is missing")]
    Incomplete(&'static str),
    /// It is an error, though it came as a success.
    #[error("an error in an answer's place: {0}")]
    Error(String),
}

impl NoPage {
    /// For people.
    pub fn in_words(&self) -> Phrase {
        match self {
            Self::Unreadable(error) => phrase!("server-stream-unreadable", error = error.to_string()),
            Self::Incomplete(field) => phrase!("server-stream-incomplete", field = *field),
            Self::Error(name) => phrase!("server-stream-error-as-answer", error = name),
        }
    }
}

/// A record whose images are read as `I` says.
#[derive(Deserialize)]
struct Record<'a, I> {
    #[serde(rename = "eventID", borrow)]
    event_id: Option<Text<'a>>,
    #[serde(rename = "eventName", borrow)]
    event_name: Option<Text<'a>>,
    dynamodb: Option<Body<'a, I>>,
    #[serde(rename = "userIdentity")]
    user_identity: Option<Identity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a, I> {
    /// Seconds, by some endpoints with a fraction.
    approximate_creation_date_time: Option<f64>,
    keys: Option<I>,
    old_image: Option<I>,
    new_image: Option<I>,
    #[serde(borrow)]
    sequence_number: Option<Text<'a>>,
    size_bytes: Option<i64>,
    #[serde(borrow)]
    stream_view_type: Option<Text<'a>>,
}

/// Emulators spell the fields otherwise than AWS does.
#[derive(Deserialize)]
struct Identity {
    #[serde(rename = "Type", alias = "type")]
    kind: Option<String>,
    #[serde(rename = "PrincipalId", alias = "principalId")]
    principal_id: Option<String>,
}

/// The answer's text as a page of changes. A record that is none does not take the others with it.
///
/// # Errors
/// When the text is no answer at all, or lacks what every answer has.
pub fn page(text: &str, shard: &ShardAddress, received_at: Timestamp) -> Result<RecordsPage, NoPage> {
    if let Ok(answer) = answer::read(text, |record| change(record, shard, received_at)) {
        return page_of(answer);
    }
    let Answer { records, next_iterator, error } = serde_json::from_str::<Answer<'_, Vec<&RawValue>>>(text)?;
    let records = records.map(|records| Changes::of(records, |raw| one(raw.get(), shard, received_at)));
    page_of(Answer { records, next_iterator, error })
}

/// One record by itself, as much of it as can be read.
fn one(json: &str, shard: &ShardAddress, received_at: Timestamp) -> Option<IncomingChange> {
    if let Ok(record) = serde_json::from_str::<Record<'_, WireImage<'_>>>(json) {
        return change(record, shard, received_at);
    }
    let json = stand_in::put_in(json);
    match serde_json::from_str::<Record<'_, LenientImage<'_>>>(&json) {
        Ok(record) => change(record.without_stand_ins(), shard, received_at),
        Err(error) => unreadable::change(&json, &error, shard, received_at),
    }
}

impl<'a> Record<'a, LenientImage<'a>> {
    /// The record of a document with stand-ins.
    fn without_stand_ins(self) -> Record<'a, WireImage<'a>> {
        let shown = |text: String| stand_in::shown(&text).into_owned();
        let text = |Text(text): Text<'a>| Text(shown(text.into_owned()).into());
        let image = |LenientImage(image): LenientImage<'a>| image;
        Record {
            event_id: self.event_id.map(text),
            event_name: self.event_name.map(text),
            dynamodb: self.dynamodb.map(|body| Body {
                approximate_creation_date_time: body.approximate_creation_date_time,
                keys: body.keys.map(image),
                old_image: body.old_image.map(image),
                new_image: body.new_image.map(image),
                sequence_number: body.sequence_number,
                size_bytes: body.size_bytes,
                stream_view_type: body.stream_view_type,
            }),
            user_identity: self.user_identity.map(|identity| Identity {
                kind: identity.kind.map(shown),
                principal_id: identity.principal_id.map(shown),
            }),
        }
    }
}

/// A shard that is open and quiet has an empty list; without a list there is no telling.
fn page_of(answer: Answer<'_, Changes>) -> Result<RecordsPage, NoPage> {
    if let Some(name) = answer.error {
        return Err(NoPage::Error(name.get().trim_matches('"').to_owned()));
    }
    let records = answer.records.ok_or(NoPage::Incomplete("Records"))?;
    if answer.next_iterator.as_ref().is_some_and(|iterator| iterator.0.is_empty()) {
        return Err(NoPage::Incomplete("NextShardIterator"));
    }
    Ok(RecordsPage {
        unplaced: records.unplaced,
        changes: records.placed.into(),
        next_iterator: answer.next_iterator.map(|iterator| ShardIterator(iterator.0.into_owned())),
    })
}

/// A record as a change; nothing when it has no sequence number, and so no place in its shard.
fn change(record: Record<'_, WireImage<'_>>, shard: &ShardAddress, received_at: Timestamp) -> Option<IncomingChange> {
    let Record { event_id, event_name, dynamodb, user_identity } = record;
    let body = dynamodb?;
    let sequence_number = body.sequence_number.as_ref()?.0.parse().ok()?;
    let mut notes = Notes::default();
    let event_id =
        event_id.map_or_else(|| notes.add("the record has no event id", String::new()), |id| id.0.into_owned());
    let view_type = body.stream_view_type.and_then(|name| name.0.parse().ok()).unwrap_or(shard.view_type);
    let is_empty = |image: &Option<WireImage<'_>>| image.as_ref().is_some_and(WireImage::is_empty);
    let empty = (is_empty(&body.old_image), is_empty(&body.new_image));
    let (old_image, new_image) = (present(body.old_image), present(body.new_image));
    let named = event_name.as_ref().map(|name| name.0.as_ref());
    let op = op(named, old_image.is_some(), new_image.is_some(), &mut notes);
    note_empty(empty, op, view_type, &mut notes);
    let created_at = created_at(body.approximate_creation_date_time, received_at, &mut notes);
    let keys = keys(body.keys, &mut notes);
    let item_key = item_key(&keys, &event_id, &mut notes);
    let mut image = |image: Option<WireImage<'_>>, which: &str| {
        let mut image = image?;
        image.complete(&keys);
        notes.take(which, std::mem::take(&mut image.notes));
        Some(image.into_text())
    };
    let (old_image, new_image) = (image(old_image, "old image"), image(new_image, "new image"));
    Some(CapturedChange {
        table: shard.table.clone(),
        stream_arn: shard.stream_arn.clone(),
        shard_id: shard.shard_id.clone(),
        sequence_number,
        event_id,
        op,
        item_key,
        old_image,
        new_image,
        created_at,
        received_at,
        actor: user_identity.map(actor),
        size_bytes: body.size_bytes.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        view_type,
        note: notes.into_note(),
    })
}

/// The op; one that is unknown is told by the images.
fn op(name: Option<&str>, has_old: bool, has_new: bool, notes: &mut Notes) -> Op {
    match name {
        Some("INSERT") => Op::Insert,
        Some("MODIFY") => Op::Modify,
        Some("REMOVE") => Op::Remove,
        other => {
            let guess = match (has_old, has_new) {
                (false, true) => Op::Insert,
                (true, false) => Op::Remove,
                _ => Op::Modify,
            };
            let named = other.unwrap_or("no event name");
            notes.add(format!("the record's event is {named:?}: taken for {guess}"), guess)
        }
    }
}

/// An image, unless it is empty: an item has at least its key, so some endpoints say "absent" that way.
fn present(image: Option<WireImage<'_>>) -> Option<WireImage<'_>> {
    image.filter(|image| !image.is_empty())
}

/// An empty image is absence. That is noted where the stream carries such images and the op has one: an item without an
/// image before its first change, or after its last, is as it should be.
fn note_empty((old, new): (bool, bool), op: Op, view_type: ViewType, notes: &mut Notes) {
    let carries_old = matches!(view_type, ViewType::OldImage | ViewType::NewAndOldImages);
    let carries_new = matches!(view_type, ViewType::NewImage | ViewType::NewAndOldImages);
    if old && carries_old && op != Op::Insert {
        notes.note(|| "the old image is empty: taken for absent".to_owned());
    }
    if new && carries_new && op != Op::Remove {
        notes.note(|| "the new image is empty: taken for absent".to_owned());
    }
}

/// The most seconds that can be a time: beyond the year 9999 something else was meant.
const MAX_SECONDS: f64 = 253_402_300_799.0;

fn created_at(seconds: Option<f64>, received_at: Timestamp, notes: &mut Notes) -> Timestamp {
    match seconds.filter(|seconds| (0.0..=MAX_SECONDS).contains(seconds)) {
        #[expect(clippy::cast_possible_truncation, reason = "within the bound it fits, and shared of a millisecond go")]
        Some(seconds) => Timestamp::from_millis((seconds * 1_000.0).round() as i64),
        None => notes.add("the record has no creation time: the time of reading stands in", received_at),
    }
}

/// Who made the change
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html>).
///
/// DynamoDB gives an identity to deletions by time to live alone: one without any field still says that.
fn actor(identity: Identity) -> Actor {
    match identity {
        Identity { kind: None, principal_id: None } => Actor::ttl(),
        Identity { kind, principal_id } => {
            Actor { kind: kind.unwrap_or_default(), principal_id: principal_id.unwrap_or_default() }
        }
    }
}

/// The record's key attributes; none where it has none that can be read.
fn keys(keys: Option<WireImage<'_>>, notes: &mut Notes) -> Image {
    let mut keys = keys.unwrap_or_default();
    notes.take("keys", std::mem::take(&mut keys.notes));
    if keys.is_empty() { Image::default() } else { keys.into_text().to_image().unwrap_or_default() }
}

fn item_key(keys: &Image, event_id: &str, notes: &mut Notes) -> ItemKey {
    ItemKey::from_image(keys).unwrap_or_else(|error| {
        let words = format!("the record's key is not usable: {error}; the record's event id stands in");
        notes.add(words, stand_in_key(event_id))
    })
}

/// The key that names an item by the event that it was told by.
fn stand_in_key(event_id: &str) -> ItemKey {
    let named = Image::from_iter([(UNREADABLE_KEY.to_owned(), AttributeValue::S(event_id.to_owned()))]);
    ItemKey::from_image(&named).expect("one string attribute is a key")
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
