//! What only the browser knows and does: the moment when a page is alive, its keys, its time.

pub mod alive;
#[cfg(feature = "hydrate")]
pub mod keyboard;
#[cfg(feature = "hydrate")]
pub mod present;
