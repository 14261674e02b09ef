//! The schema is part of the program: built again when a migration comes.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
