//! No space, no permission, no turn.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use afterimage_test_archive::file::{FILE, assert_intact};
use sqlx::{Connection, SqliteConnection};
use tokio::process::Command;

use super::{
    endpoint::Endpoint,
    program::Program,
    verify::{archived, assert_is_all, assert_is_beginning, count, everything_arrives, wait_for},
    volume::Volume,
    writer::Writer,
};

/// Longer than the program waits for its turn at the file.
const LONGER_THAN_A_TURN: Duration = Duration::from_secs(7);

/// As much as fills the space that a test leaves.
const WRITES: usize = 400;

/// The program cannot write any more, and lives; what it could write is whole. When it can, everything arrives.
async fn sits_it_out(mut program: Program, mut writer: Writer, relieve: impl AsyncFnOnce(&Program)) {
    writer.more(WRITES).await;
    program.is_in_trouble().await;
    let kept = archived(program.data_dir()).await;
    assert_is_beginning(&kept, &writer.ledger());
    assert!(count(&kept) > 0 && count(&kept) < WRITES, "{} changes are archived: was there space?", count(&kept));
    relieve(&program).await;
    everything_arrives(program, writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_volume_is_sat_out() {
    let Some(volume) = Volume::mount(1) else { return };
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    program.keep_data_in(&volume.path().join("data"));
    let writer = Writer::start(endpoint.tables(), 4);
    program.start().await;
    sits_it_out(program, writer, async |_| volume.remount("size=64m")).await;
}

/// A limit on the size of files does what a full volume does, and needs no permission; the signal that comes with it
/// is ignored, as everything that starts programs may have it.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_on_the_size_of_files_is_sat_out() {
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let writer = Writer::start(endpoint.tables(), 5);
    let limited = "trap '' XFSZ; exec prlimit --fsize=1000000:unlimited \"$@\"";
    let command = program.command(&["sh", "-c", limited, "sh"]);
    program.start_as(command).await;
    let lift = async |program: &Program| {
        let lifted = Command::new("prlimit").args(["--pid", &program.pid(), "--fsize=unlimited"]).status().await;
        assert!(lifted.expect("prlimit").success());
    };
    sits_it_out(program, writer, lift).await;
}

async fn assert_refuses_to_write(program: &Program) {
    let output = program.refuses().await;
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    let folder = program.data_dir().display().to_string();
    for words in ["cannot be written", folder.as_str(), "--data-dir"] {
        assert!(message.contains(words), "no {words:?} in: {message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_read_only_is_refused_and_left_as_it_is() {
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let volume = Volume::mount(16);
    if let Some(volume) = &volume {
        program.keep_data_in(&volume.path().join("data"));
    }
    let mut writer = Writer::start(endpoint.tables(), 6);
    program.start().await;
    writer.more(20).await;
    let written = writer.finish().await;
    wait_for(program.data_dir(), count(&written)).await;
    program.stop().await;
    let before = fs::read(program.data_dir().join(FILE)).expect("the file");

    let permit = |mode| {
        for name in ["", FILE, "afterimage.lock"] {
            let path = program.data_dir().join(name);
            let mode = if name.is_empty() { mode | 0o111 } else { mode };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permitted");
        }
    };
    match &volume {
        Some(volume) => volume.remount("ro"),
        None => permit(0o444),
    }
    assert_refuses_to_write(&program).await;
    assert!(fs::read(program.data_dir().join(FILE)).expect("the file") == before, "the file was changed");
    match &volume {
        Some(volume) => volume.remount("rw"),
        None => permit(0o644),
    }
    program.start().await;
    program.stop().await;
    assert_intact(program.data_dir()).await;
    assert_is_all(program.data_dir(), &written).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_transactions_hold_nothing_up_for_good() {
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let mut writer = Writer::start(endpoint.tables(), 7);
    program.start().await;
    writer.more(20).await;
    wait_for(program.data_dir(), 20).await;

    // One that reads, over many commits: nothing waits for it.
    let file = program.data_dir().join(FILE);
    let mut reader = SqliteConnection::connect(&format!("sqlite://{}?mode=ro", file.display())).await.expect("opened");
    let mut snapshot = reader.begin().await.expect("a transaction");
    let seen = "SELECT count(*) FROM changes";
    let before: i64 = sqlx::query_scalar(seen).fetch_one(&mut *snapshot).await.expect("read");
    writer.more(100).await;
    wait_for(program.data_dir(), usize::try_from(before).expect("a count") + 100).await;
    assert_eq!(sqlx::query_scalar::<_, i64>(seen).fetch_one(&mut *snapshot).await.expect("read"), before);

    // One that writes, longer than the program waits for its turn: it tries again.
    let mut other = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.expect("opened");
    let lock = other.begin_with("BEGIN IMMEDIATE").await.expect("a lock");
    writer.more(20).await;
    tokio::time::sleep(LONGER_THAN_A_TURN).await;
    assert!(program.is_alive(), "it gave up");
    lock.rollback().await.expect("let go");
    other.close().await.expect("closed");

    let written = writer.finish().await;
    wait_for(program.data_dir(), count(&written)).await;
    drop(snapshot);
    reader.close().await.expect("closed");
    program.stop().await;
    assert_intact(program.data_dir()).await;
    assert_is_all(program.data_dir(), &written).await;
}
