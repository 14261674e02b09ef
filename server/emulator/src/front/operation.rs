//! What a request asks for, by its `X-Amz-Target`: the version of the API, and behind it the operation's name.

use http::HeaderMap;

/// The operations that are told apart here; dynoxide answers the others as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Records of a stream.
    GetRecords,
    /// Any other.
    Other,
}

impl Operation {
    /// What the request with this head asks for.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        match target.and_then(|target| target.rsplit_once('.')) {
            Some((_, "GetRecords")) => Self::GetRecords,
            _ => Self::Other,
        }
    }
}
