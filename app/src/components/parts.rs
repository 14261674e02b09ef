//! The parts of the frame that are downloaded ahead, and not with the first page: see `pages/parts.rs`.
#![allow(unsafe_code, reason = "a part is linked like a foreign library; the macro writes the declarations")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{
    keyboard_help::KeysList,
    palette::{List, Palette},
};
use crate::pages::parts::NotDownloaded;

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
