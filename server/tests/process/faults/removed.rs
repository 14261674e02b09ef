//! The archive's files are taken away or exchanged while the program works with them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use afterimage_test_archive::file::FILE;
use serde_json::Value;
use tokio::time::timeout;

use super::{
    endpoint::Endpoint,
    program::{Program, READY},
    verify::{count, everything_arrives, wait_for},
    writer::Writer,
};

/// Within this time it is noticed; a machine that does other things included.
const NOTICED_WITHIN: Duration = Duration::from_secs(15);

/// How often a condition is looked at.
const LOOKS: Duration = Duration::from_millis(100);

/// A program that has archived something and goes on archiving.
async fn at_work(endpoint: &Endpoint, seed: u64) -> (Program, Writer) {
    let mut program = Program::new(endpoint);
    let mut writer = Writer::start(endpoint.tables(), seed);
    program.start().await;
    writer.more(40).await;
    wait_for(program.data_dir(), 20).await;
    (program, writer)
}

/// Waits until the program is ready again.
async fn is_ready(program: &Program) {
    let ready = async {
        while program.ask(READY).await.0 != 200 {
            tokio::time::sleep(LOOKS).await;
        }
    };
    timeout(NOTICED_WITHIN, ready).await.expect("it does not get ready");
}

/// Waits until the program is not ready because its writer does not write; the check that says so.
async fn writer_failing(program: &Program) -> Value {
    let failing = async {
        loop {
            let (status, body) = program.ask(READY).await;
            let report: Value = serde_json::from_str(&body).expect("JSON");
            let mut checks = report["failing"].as_array().expect("checks").iter();
            if let Some(check) = checks.find(|check| check["name"] == "archive writer") {
                assert_eq!(status, 503, "{body}");
                return check.clone();
            }
            tokio::time::sleep(LOOKS).await;
        }
    };
    timeout(NOTICED_WITHIN, failing).await.expect("it is not noticed")
}

/// The program is not ready and says why, in its answer and in its log; and it lives.
async fn assert_noticed(program: &mut Program, file: &str, what: &str) {
    let check = writer_failing(program).await;
    let detail = check["detail"].as_str().expect("a text");
    assert!(detail.contains(file) && detail.contains(what), "{detail}");
    assert!(!check["since"].is_null(), "since when is not told: {check}");
    let log = program.said();
    for words in [file, what, "nothing more is written", "start the program again", "export"] {
        assert!(log.contains(words), "no {words:?} in the log: {log}");
    }
    assert_eq!(log.matches("nothing more is written").count(), 1, "it is told once: {log}");
    assert!(program.is_alive(), "it gave up");
}

/// All files below a folder, with what is in them.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.map(|path| (path.clone(), fs::read(path).expect("a file"))).collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_moved_away_is_not_written_to_and_goes_on_when_it_is_back() {
    let endpoint = Endpoint::start().await;
    let (mut program, mut writer) = at_work(&endpoint, 11).await;
    let (place, away) = (program.data_dir().to_owned(), program.data_dir().with_file_name("away"));
    fs::rename(&place, &away).expect("moved");
    assert_noticed(&mut program, FILE, "removed").await;

    let before = contents(&away);
    writer.more(60).await;
    assert!(contents(&away) == before, "what nobody can reach was written to");
    assert!(!place.exists(), "another archive was begun");

    fs::rename(&away, &place).expect("moved back");
    is_ready(&program).await;
    assert!(program.said().contains("back where it was"), "{}", program.said());
    everything_arrives(program, writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_deleted_can_still_be_exported_and_after_a_restart_the_streams_are_read_again() {
    let endpoint = Endpoint::start().await;
    let (mut program, mut writer) = at_work(&endpoint, 12).await;
    fs::remove_dir_all(program.data_dir()).expect("deleted");
    assert_noticed(&mut program, FILE, "removed").await;
    writer.more(20).await;

    let (status, export) = program.ask("/api/v1/export?format=jsonl").await;
    assert!(status == 200 && export.lines().count() >= 20, "{status}: {} lines", export.lines().count());
    program.stop().await;
    assert!(!program.data_dir().exists(), "something was left behind");
    program.start().await;
    everything_arrives(program, writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_put_in_the_archives_place_is_left_as_it_is() {
    let endpoint = Endpoint::start().await;
    let (mut program, mut writer) = at_work(&endpoint, 13).await;
    let file = program.data_dir().join(FILE);
    for name in [FILE.to_owned(), format!("{FILE}-wal")] {
        let (place, copy) = (file.with_file_name(&name), file.with_file_name("copy"));
        fs::copy(&place, &copy).expect("copied");
        fs::rename(&copy, &place).expect("put in its place");
    }
    let both = || ["", "-wal"].map(|end| fs::read(program_file(&file, end)).expect("the copy"));
    assert_noticed(&mut program, FILE, "replaced").await;
    let before = both();
    writer.more(60).await;
    program.stop().await;
    assert!(both() == before, "the copy was written to");
    program.start().await;
    everything_arrives(program, writer).await;
}

fn program_file(file: &Path, end: &str) -> PathBuf {
    file.with_file_name(format!("{FILE}{end}"))
}

/// The log that goes with the archive, and the lock that keeps others out.
#[tokio::test(flavor = "multi_thread")]
async fn what_lies_beside_the_archive_is_missed_as_well() {
    for (seed, end) in [(14, "archive.sqlite3-wal"), (15, "archive.sqlite3-shm"), (16, "afterimage.lock")] {
        let endpoint = Endpoint::start().await;
        let (mut program, writer) = at_work(&endpoint, seed).await;
        fs::remove_file(program.data_dir().join(end)).expect("removed");
        assert_noticed(&mut program, end, "removed").await;
        let written = writer.finish().await;
        program.stop().await;
        program.start().await;
        wait_for(program.data_dir(), count(&written)).await;
        program.stop().await;
    }
}
