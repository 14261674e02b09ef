//! What a search through the whole archive answers, a piece at a time.

use serde::{Deserialize, Serialize};

use super::{ChangeId, ChangeSummary, Timestamp, query::Evidence};

/// Which way a search goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum SearchOrder {
    /// From the newest change back.
    #[default]
    Newest,
    /// From the first change on.
    Oldest,
}

impl SearchOrder {
    /// As addresses write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }

    /// As addresses write it; what is no order is the usual one.
    pub fn from_parameter(text: &str) -> Self {
        if text == Self::Oldest.as_str() { Self::Oldest } else { Self::Newest }
    }
}

/// A change that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Hit {
    /// The change.
    #[serde(flatten)]
    pub change: ChangeSummary,
    /// Where in it.
    pub matched: Vec<Evidence>,
}

/// A piece of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SearchPage {
    /// What was found, in the search's order.
    pub hits: Vec<Hit>,
    /// Everything up to here was looked at: where the next piece begins.
    pub scanned_to: ChangeId,
    /// How many changes this piece has gone past, looked at or ruled out by an index.
    pub scanned: u64,
    /// How many changes the archive holds.
    pub total: u64,
    /// When the change at `scanned_to` happened, where there is one.
    pub reached_at: Option<Timestamp>,
    /// Whether there is nothing left to look at.
    pub end: bool,
}
