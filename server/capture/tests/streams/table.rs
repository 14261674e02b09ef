//! The table of cases in `README.md` is only worth something while it is true.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources_below(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path: PathBuf = entry.expect("an entry").path();
        if path.is_dir() {
            sources_below(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(path).expect("a source file"));
        }
    }
}

#[test]
fn every_test_that_the_table_names_exists() {
    let capture = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    sources_below(&capture.join(".."), &mut sources);
    let table = fs::read_to_string(capture.join("tests/streams/README.md")).expect("the table");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
    assert!(rows.len() >= 18, "{} rows", rows.len());
    for row in rows {
        let names = row.split('`').skip(1).step_by(2).filter(|name| name.contains('_'));
        for name in names {
            assert!(sources.contains(&format!("fn {name}(")), "no test is called {name}");
        }
    }
}
