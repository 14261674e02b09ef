//! A part of the page's WebAssembly that is downloaded when it is needed: see `pages/parts.rs`.

use std::pin::Pin;

use afterimage_model::ApiError;
use leptos::{html, prelude::*};
use wasm_split_helpers::SplitLoaderError;

use super::error_state::ErrorState;
use crate::{api::PageError, say};

/// A part under way.
pub type Download = Pin<Box<dyn Future<Output = Result<AnyView, NotDownloaded>> + Send>>;

/// What a dialog shows while it is open, once the part with it is there.
pub fn while_open(is_open: RwSignal<bool>, download: impl Fn() -> Download + Send + 'static) -> AnyView {
    let shown = move || {
        is_open.get().then(|| {
            let download = download();
            Suspend::new(async move { download.await.unwrap_or_else(AnyView::from) })
        })
    };
    shown.into_any()
}

/// Whether the dialog is open, when it is told that it was closed: it may have been opened again since.
pub fn is_shown(dialog: NodeRef<html::Dialog>) -> bool {
    dialog.get_untracked().is_some_and(|dialog| dialog.open())
}

/// A part could not be downloaded; going to the page again tries again.
#[derive(Debug)]
pub struct NotDownloaded;

impl From<SplitLoaderError> for NotDownloaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl From<NotDownloaded> for AnyView {
    fn from(_: NotDownloaded) -> Self {
        let message = say!("frame-error-not-downloaded");
        view! { <ErrorState error=PageError(ApiError::Unavailable(message.to_owned())) /> }.into_any()
    }
}
