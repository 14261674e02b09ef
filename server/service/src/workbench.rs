//! Data models of `NoSQL` Workbench: what their files say of tables, indexes and sample data.
//!
//! The form is Workbench's own export ("Export data model", JSON). What is not needed to make the tables (facets' names,
//! data access, capacity) is passed over; what is needed and wrong is told with its place in the file (`parse`), and so is what
//! DynamoDB would refuse (`check`).

mod check;
mod invalid;
mod parse;

pub use afterimage_capture::tables::{DataModel, ModelTable};
pub use invalid::InvalidModel;

/// The largest file that is read, in bytes.
pub const MAX_MODEL_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a model's file.
///
/// # Errors
/// Names the place in the file, what is wrong there, and what to do.
pub fn read(text: &str) -> Result<DataModel, InvalidModel> {
    parse::model(text)
}
