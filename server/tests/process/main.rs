//! The program as a process of its own: what its command line does, and faults for real.

mod command_line;
mod faults;
mod model;
