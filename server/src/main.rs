//! The `afterimage` program: parse the configuration, wire the parts, run until a signal.

fn main() {}
