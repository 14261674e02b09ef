//! The stream engine against a scripted endpoint: every row of "what a correct stream reader does", and a simulation
//! over many seeds in which everything that can fail does.
//!
//! Nothing here waits in real time: tokio's clock is paused and jumps.

mod endpoint;
mod ledger;
mod rig;
mod scenarios;
mod simulation;
mod wire;
