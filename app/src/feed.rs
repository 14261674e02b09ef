//! The live feed in the browser: a pure fold of what the server says, and the socket that hears it.

pub mod activity;
pub mod announcer;
pub mod change_rate;
pub mod connection;
pub mod frame;
pub mod roll;
#[cfg(feature = "hydrate")]
pub mod socket;
pub mod store;
