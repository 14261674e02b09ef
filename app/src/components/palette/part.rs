//! What the palette lists, as a part that is downloaded ahead.
#![allow(unsafe_code, reason = "a part is linked like a foreign library; the macro writes the declarations")]
#![allow(clippy::unnecessary_wraps, reason = "the download may fail, which the macro puts into the same result")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{List, Palette};
use crate::components::download::NotDownloaded;

/// What the palette lists.
#[wasm_split(aids, fallible)]
pub(super) fn palette_list(palette: Palette) -> Result<AnyView, NotDownloaded> {
    Ok(view! { <List palette=palette /> }.into_any())
}
