//! What pages, the HTTP API and the command line ask, over real archives and against whoever plays DynamoDB.

mod baseline;
mod charts;
mod imports;
mod model;
mod replay;
mod transfer;
