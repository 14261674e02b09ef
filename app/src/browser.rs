//! What only the browser knows and does: the moment when a page is alive, its keys, the keyboard's focus, its time.

pub mod alive;
pub mod focus;
#[cfg(feature = "hydrate")]
pub mod keyboard;
#[cfg(feature = "hydrate")]
pub mod present;
