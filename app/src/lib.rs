//! Afterimage's interface, and the language that both of its halves speak.
//!
//! Built twice: with `ssr` into the server, where it renders pages; with `hydrate` into WebAssembly, where it takes
//! them over.

pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod links;
pub mod model;
pub mod protocol;
