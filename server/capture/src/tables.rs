//! Tables as everybody but AWS's client sees them: what is asked of them, and what they answer.

mod access;

pub use access::{ReplayTarget, TableAccess, Tables};

use afterimage_language::{Message, Phrase, message, phrase};
use afterimage_model::{
    AttributeValue, Image, ItemKey, Language, ViewType,
    health::Endpoint,
    table::{KeyAttribute, StreamState},
    write::{WriteError, WriteField},
};

use super::source::{SourceError, SourceErrorKind};

/// A table as the endpoint describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDescription {
    /// The table's name.
    pub name: String,
    /// The partition key; nothing when the table could not be described.
    pub partition_key: Option<KeyAttribute>,
    /// The sort key, where there is one.
    pub sort_key: Option<KeyAttribute>,
    /// The attribute that items expire by, where time to live is on.
    pub ttl_attribute: Option<String>,
    /// The table's stream, or why it is not known.
    pub stream: Result<StreamState, Phrase>,
}

/// A write that DynamoDB took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Which item.
    pub item_key: ItemKey,
    /// How many attributes were set or removed; none when nothing differed, and then nothing was sent.
    pub attributes_written: usize,
    /// The attributes that a replacement found, and that were not there when the item was seen: an item that was
    /// changed keeps them, from one that was deleted they are gone.
    pub unforeseen: Vec<String>,
}

/// A table to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTable {
    /// Its name.
    pub name: String,
    /// The partition key.
    pub partition_key: KeyAttribute,
    /// The sort key, where there is one.
    pub sort_key: Option<KeyAttribute>,
    /// The attribute that items expire by.
    pub ttl_attribute: Option<String>,
    /// What its stream's records carry.
    pub view_type: ViewType,
}

/// A global secondary index of a table to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIndex {
    /// Its name.
    pub name: String,
    /// Its partition key.
    pub partition_key: KeyAttribute,
    /// Its sort key, where it has one.
    pub sort_key: Option<KeyAttribute>,
    /// What of the items is in it.
    pub projection: Projection,
}

/// What of a table's items is in an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projection {
    /// Every attribute.
    All,
    /// The keys of the table and of the index.
    KeysOnly,
    /// These besides.
    Include(Vec<String>),
}

/// One page of a scan.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanPage {
    /// The items, as they were at one moment each.
    pub items: Vec<FoundItem>,
    /// The last key that was looked at; nothing when the segment's end was reached, as far as this page tells.
    pub last_key: Option<ItemKey>,
    /// The read capacity that it took, in units; 0 where the endpoint does not tell.
    pub capacity_units: f64,
}

/// A part of a table that is scanned by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Which one, from 0.
    pub index: u32,
    /// How many there are.
    pub total: u32,
}

/// An item as a table has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundItem {
    /// All of its attributes.
    pub image: Image,
    /// What was odd about it, where something was.
    pub note: Option<String>,
}

/// A data model.
#[derive(Clone, Debug, PartialEq)]
pub struct DataModel {
    /// Its name.
    pub name: String,
    /// Its tables.
    pub tables: Vec<ModelTable>,
}

/// A table of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTable {
    /// The table.
    pub table: NewTable,
    /// Its global secondary indexes.
    pub indexes: Vec<NewIndex>,
    /// Its sample data; of items with the same key only the last.
    pub items: Vec<Image>,
}

/// What went wrong with a request, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .message.in_english())]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// What happened and what to do.
    pub message: Phrase,
}

/// The kinds of failure that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The condition of a write did not hold.
    Condition,
    /// There is no such table.
    NotFound,
    /// The credentials are not good for this.
    Denied,
    /// Too many requests; later it would work.
    Throttled,
    /// The request itself is wrong; the message is the service's.
    Invalid,
    /// There is one by this name already.
    Exists,
    /// The program cannot even ask: no credentials, no region.
    Configuration,
    /// No answer, or none that could be understood.
    Unavailable,
}

impl Failure {
    /// A failure of this program's own finding.
    pub fn new(kind: FailureKind, message: impl Into<Phrase>) -> Self {
        Self { kind, message: message.into() }
    }

    /// An answer lacks what every such answer has. That is no empty list and no item that is not there: it is none.
    pub fn incomplete(action: &'static str, field: &'static str) -> Self {
        Self::new(FailureKind::Unavailable, phrase!("server-failure-incomplete", action = action, field = field))
    }
}

/// Why a write was refused, before it is in any language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .message.in_english())]
pub struct WriteRefusal {
    /// See [`WriteError::field`].
    pub field: WriteField,
    /// See [`WriteError::code`].
    pub code: &'static str,
    /// See [`WriteError::message`].
    pub message: Phrase,
}

impl WriteRefusal {
    /// A refusal because of `field`.
    pub fn new(field: WriteField, code: &'static str, message: impl Into<Phrase>) -> Self {
        Self { field, code, message: message.into() }
    }

    /// As whoever reads this language is told it.
    pub fn in_language(&self, language: Language) -> WriteError {
        WriteError::new(self.field, self.code, self.message.in_language(language))
    }
}

impl From<Failure> for SourceError {
    fn from(failure: Failure) -> Self {
        let kind = match failure.kind {
            FailureKind::Throttled => SourceErrorKind::Throttled,
            FailureKind::Denied => SourceErrorKind::AccessDenied,
            FailureKind::Configuration => SourceErrorKind::Credentials,
            FailureKind::Unavailable => SourceErrorKind::Unavailable,
            FailureKind::Condition | FailureKind::NotFound | FailureKind::Invalid | FailureKind::Exists => {
                SourceErrorKind::Other
            }
        };
        Self::new(kind, failure.message)
    }
}

/// Where the tables are, in a few words.
pub fn endpoint_label(endpoint: &Endpoint) -> Phrase {
    match endpoint {
        Endpoint::Embedded { url } => phrase!("server-endpoint-embedded", url = url),
        Endpoint::Url { .. } | Endpoint::Aws { .. } => endpoint.label().into(),
    }
}

/// What the value is, as people call it.
pub fn type_of(value: &AttributeValue) -> Message {
    match value {
        AttributeValue::S(_) => message!("server-type-string"),
        AttributeValue::N(_) => message!("server-type-number"),
        AttributeValue::B(_) => message!("server-type-binary"),
        AttributeValue::Bool(_) => message!("server-type-boolean"),
        AttributeValue::Null => message!("server-type-null"),
        AttributeValue::L(_) => message!("server-type-list"),
        AttributeValue::M(_) => message!("server-type-map"),
        AttributeValue::Ss(_) => message!("server-type-strings"),
        AttributeValue::Ns(_) => message!("server-type-numbers"),
        AttributeValue::Bs(_) => message!("server-type-binaries"),
        AttributeValue::Raw(_) => message!("server-type-raw"),
    }
}
