//! Everything that speaks to AWS, a folder for each service: tables and items, and streams.
//!
//! Amazon's types end here, where an answer becomes a page of changes or what is said of a table. It knows neither what
//! becomes of a change, nor the archive, nor that anybody looks.

pub mod endpoint_url;
pub mod streams;
pub mod tables;

pub use streams::AwsStreamSource;
pub use tables::{AwsTables, Clients, EMBEDDED_REGION};

/// How tables outside this program are reached. What is left out comes from the AWS SDK's default chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remote {
    /// The endpoint, where it is not Amazon's own.
    pub endpoint_url: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The profile in the AWS configuration files.
    pub profile: Option<String>,
    /// Whether items may be written from here.
    pub allow_writes: bool,
}
