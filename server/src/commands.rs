//! What the command line does beside serving.

pub mod export;
pub mod import;
pub mod replay;
