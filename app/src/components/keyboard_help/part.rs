//! The list of keys, as a part that is downloaded ahead.
#![allow(unsafe_code, reason = "a part is linked like a foreign library; the macro writes the declarations")]
#![allow(clippy::unnecessary_wraps, reason = "the download may fail, which the macro puts into the same result")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::KeysList;
use crate::components::download::NotDownloaded;

/// The list of keys.
#[wasm_split(aids, fallible)]
pub(super) fn keys_list() -> Result<AnyView, NotDownloaded> {
    Ok(view! { <KeysList /> }.into_any())
}
