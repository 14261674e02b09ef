//! Faults for real: the program as a process, killed, stopped, starved of space and time and fed with damaged files,
//! while somebody writes to the tables it follows.
//!
//! After each: the archive's file is whole, and every write that was taken is archived once, per item in order, with
//! equal values. `AFTERIMAGE_FAULT_LOOPS=200` kills 200 times instead of ten.

mod damage;
mod endpoint;
mod killing;
mod program;
mod removed;
mod space;
mod standstill;
mod verify;
mod volume;
mod writer;
