//! Telling programs as well as people that what a page is about does not exist.

#[cfg(feature = "ssr")]
use std::sync::Arc;

#[cfg(feature = "ssr")]
use leptos::prelude::{StoredValue, WithValue, use_context};

/// Called by a page that is about something which does not exist, so that the answer's status says so too.
#[cfg(feature = "ssr")]
#[derive(Clone)]
pub struct MarkMissing(pub Arc<dyn Fn() + Send + Sync>);

/// The way to give the answer the status 404. The browser has no answer left to mark, so there it does nothing.
#[derive(Clone, Copy)]
pub struct Missing(#[cfg(feature = "ssr")] StoredValue<Option<MarkMissing>>);

/// Finds the way; to be called while the component is made, before anything is awaited.
pub fn use_missing() -> Missing {
    Missing(
        #[cfg(feature = "ssr")]
        StoredValue::new(use_context()),
    )
}

impl Missing {
    /// Gives the answer the status 404.
    pub fn mark(self) {
        #[cfg(feature = "ssr")]
        self.0.with_value(|mark| {
            if let Some(mark) = mark {
                (mark.0)();
            }
        });
    }
}
