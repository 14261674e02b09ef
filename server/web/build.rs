//! Makes sure that the folder the binary embeds exists, so that the server also builds before the page does.

use std::{env, fs, path::PathBuf};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let site = manifest.join("../../target/site");
    if let Err(error) = fs::create_dir_all(&site) {
        println!("cargo::error=cannot create {}: {error}", site.display());
    }
    println!("cargo::rerun-if-changed=../../target/site");
}
