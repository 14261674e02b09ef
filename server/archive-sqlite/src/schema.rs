//! What the tables hold: the schema's migrations, and the notations of its columns and of a statement's parameters.
//!
//! Uses [`database`](crate::database). The schema is documented where it is made, in `migrations/`.

pub(crate) mod codes;
pub(crate) mod ids;
mod key_order;
pub(crate) mod migrations;
mod parameters;
mod values;

pub(crate) use self::{
    key_order::key_order,
    parameters::{bound, json_array},
    values::{count, key_attribute, parsed},
};
