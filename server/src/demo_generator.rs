//! The demo: sample tables in the embedded DynamoDB, and invented people who live in them.

mod carts;
mod catalogue;
mod driver;
mod orders;
mod people;
mod tables;
mod values;
mod world;

pub use afterimage_service::demo_switch::DemoSwitch;
pub use driver::{DemoGenerator, create_sample_tables};
pub use tables::{CARTS, ORDERS, USERS, sample_tables};
pub use world::{World, WorldEvent};
