//! The one way into the archive: [`SqliteWriter`] is the handle, and a task behind it owns the only connection that
//! writes.
//!
//! Requests wait in the task's queue. Pages go into a batch while the batch before is committed; what is written down
//! beside the changes (`notes`, `registration`) has a transaction of its own.
//!
//! Uses [`append`](crate::append), [`registry`](crate::registry), [`index`](crate::index) and what they use.

mod in_order;
mod notes;
mod registration;
mod reply;
mod request;
mod task;
mod writer;

pub use self::writer::SqliteWriter;
pub(crate) use self::{registration::Registration, writer::Held};
