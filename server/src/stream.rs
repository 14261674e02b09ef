//! The engine, and DynamoDB Streams behind it.

pub mod aws;

pub use afterimage_capture::*;
