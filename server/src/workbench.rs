//! Data models of `NoSQL` Workbench: what their files say of tables, indexes and sample data.
//!
//! The form is Workbench's own export ("Export data model", JSON). What is not needed to make the tables (facets' names,
//! data access, capacity) is passed over; what is needed and wrong is told with its place in the file.

mod parse;

use afterimage_model::Image;

pub use parse::InvalidModel;

use crate::tables::{NewIndex, NewTable};

/// The largest file that is read, in bytes.
pub const MAX_MODEL_BYTES: u64 = 64 * 1024 * 1024;

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

impl DataModel {
    /// Reads a model's file.
    ///
    /// # Errors
    /// Names the place in the file, what is wrong there, and what to do.
    pub fn read(text: &str) -> Result<Self, InvalidModel> {
        parse::model(text)
    }
}
