//! When work ends with what it has found so far.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

/// Asked between pieces of work whether it is time to end.
#[derive(Clone, Default)]
pub struct Deadline(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Deadline {
    /// It never is.
    pub fn never() -> Self {
        Self(None)
    }

    /// Once so much time has gone by from now.
    pub fn within(time: Duration) -> Self {
        let end = Instant::now() + time;
        Self::when(move || Instant::now() >= end)
    }

    /// When somebody says so.
    pub fn when(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_over)))
    }

    /// Whether it is time.
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|is_over| is_over())
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Deadline" } else { "Deadline::never" })
    }
}
