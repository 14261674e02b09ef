//! The vocabulary of the product: what a change, an item, an image and a difference are.
//!
//! Everything here is plain data and pure functions. It compiles natively and for the browser, and depends on neither
//! the user-interface framework nor any web or database crate, so that both halves mean the same by the same word.

mod api_error;
pub mod as_of;
pub mod attribute_history;
pub mod attribute_value;
#[cfg(feature = "backend")]
pub mod backend;
pub mod change;
pub mod chart;
pub mod compare;
mod context;
pub mod data_model;
pub mod demonstration;
pub mod diff;
pub mod dynamodb_json;
pub mod export;
pub mod health;
pub mod image;
pub mod invalid_json;
pub mod item;
pub mod item_key;
pub mod items;
mod json_place;
mod language;
pub mod number;
pub mod page;
pub mod plain_json;
pub mod protocol;
pub mod query;
pub mod replay;
pub mod restore;
pub mod search;
pub mod sequence_number;
pub mod summary;
pub mod table;
pub mod timestamp;
pub mod view;
pub mod write;

pub use api_error::ApiError;
pub use attribute_value::AttributeValue;
pub use change::{Actor, CapturedChange, Change, ChangeId, Op, ViewType};
pub use context::{Caller, Context, Deadline};
pub use diff::{Diff, DiffEntry, DiffKind, DiffScope};
pub use image::Image;
pub use item_key::{ItemKey, KeyValue};
pub use language::Language;
pub use number::Number;
pub use query::Query;
pub use sequence_number::SequenceNumber;
pub use summary::ChangeSummary;
pub use timestamp::Timestamp;
