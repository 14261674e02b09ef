//! Why flags are refused.

/// The flags make no sense together, or ask for what is not there. The message is one paragraph for the person at the terminal:
/// what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub(crate) String);
