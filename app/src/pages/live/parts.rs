//! The part of the Live page that is not needed for the list, and downloaded ahead: see `pages/parts.rs`.
#![allow(unsafe_code, reason = "a part is linked like a foreign library; the macro writes the declarations")]
#![allow(clippy::unnecessary_wraps, reason = "the download may fail, which the macro puts into the same result")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::drawn::{Content, Detail};
pub(super) use crate::components::download::Download;
use crate::components::download::NotDownloaded;

/// What the drawer shows of a change.
#[wasm_split(drawer, fallible, preload(download_drawer))]
pub(super) fn drawer_content(detail: Detail) -> Result<AnyView, NotDownloaded> {
    Ok(view! { <Content detail=detail /> }.into_any())
}
