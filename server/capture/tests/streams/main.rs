//! The stream engine against a scripted endpoint: every case of what a correct stream reader does, and a simulation
//! over many seeds in which everything that can fail does. `README.md` says which test holds which case.
//!
//! Nothing here waits in real time: tokio's clock is paused and jumps.

mod audit;
mod broken;
mod clocks;
mod cost;
mod crash;
mod deleted;
mod doubted;
mod endings;
mod endpoint;
mod faults;
mod hands;
mod late;
mod ledger;
mod life;
mod many;
mod pace;
mod reused;
mod rig;
mod scenarios;
mod simulation;
mod table;
mod trees;
mod unseen;
mod watch;
