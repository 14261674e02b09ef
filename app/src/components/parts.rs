//! The parts of the frame that are downloaded ahead, and not with the first page: see `pages/parts.rs`.
#![allow(unsafe_code, reason = "a part is linked like a foreign library; the macro writes the declarations")]
#![allow(clippy::unnecessary_wraps, reason = "the download may fail, which the macro puts into the same result")]

use std::pin::Pin;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{
    keyboard_help::KeysList,
    palette::{List, Palette},
};
use crate::pages::parts::NotDownloaded;

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

/// What the palette lists.
#[wasm_split(aids, fallible)]
pub fn palette_list(palette: Palette) -> Result<AnyView, NotDownloaded> {
    Ok(view! { <List palette=palette /> }.into_any())
}

/// The list of keys.
#[wasm_split(aids, fallible)]
pub fn keys_list() -> Result<AnyView, NotDownloaded> {
    Ok(view! { <KeysList /> }.into_any())
}
