//! Telling programs as well as people that what a page is about does not exist.

#[cfg(feature = "ssr")]
use leptos::prelude::{StoredValue, WithValue, use_context};

/// The way to give the answer the status 404. The browser has no answer left to mark, so there it does nothing.
#[derive(Clone, Copy)]
pub struct Missing(#[cfg(feature = "ssr")] StoredValue<Option<crate::backend::MarkMissing>>);

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
