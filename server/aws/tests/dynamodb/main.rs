//! AWS's clients, as they are used here, against whoever plays DynamoDB: the embedded one, and a scripted one on the wire.

mod ingest;
mod swap;
mod tables;
mod wire;
