//! How the model's types look in JSON, for the document alone: the model itself knows nothing of the web. That they are
//! what is answered is checked by `scripts/test-api`.
#![expect(dead_code, reason = "only their schemas are made")]

mod address;
mod find;
mod item;
mod table;
mod value;
mod write;

pub use address::*;
pub use find::*;
pub use item::*;
pub use table::*;
pub use value::*;
pub use write::*;
