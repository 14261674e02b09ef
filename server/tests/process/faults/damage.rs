//! A file that is not what it was: noticed before anything is written to it, and left as it was found.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use afterimage_test_archive::{
    file::FILE,
    noise::{archive, page},
};

use super::{
    endpoint::Endpoint,
    program::Program,
    verify::{archived, count, everything_arrives, wait_for},
    writer::Writer,
};

/// The size of a page in the file.
const PAGE: usize = 4096;

/// So much of the processor's time at most the program takes to start and to look at an archive, however large the archive
/// is, in a debug build. What a clock shows depends on what else the machine does.
const STARTED_WITH: Duration = Duration::from_secs(4);

/// The bytes of a good archive that was closed.
async fn good_archive() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path()).await;
    for number in 0..10 {
        archive.writer.append(page(number, 50, 300)).await.expect("archived");
    }
    archive.writer.close().await.expect("closed");
    fs::read(folder.path().join(FILE)).expect("the file")
}

fn put_file(data_dir: &Path, bytes: &[u8]) -> PathBuf {
    fs::create_dir_all(data_dir).expect("a folder");
    for beside in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(data_dir.join(format!("{FILE}{beside}")));
    }
    let file = data_dir.join(FILE);
    fs::write(&file, bytes).expect("written");
    file
}

/// The program says what is the matter with this file, with exit code 2, and leaves it as it is.
async fn assert_refused(program: &Program, bytes: &[u8], what: &str) {
    let file = put_file(program.data_dir(), bytes);
    let output = program.refuses().await;
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{what}: {message}");
    for words in ["is not a readable archive", FILE, "Nothing was changed", "backup"] {
        assert!(message.contains(words), "{what}: no {words:?} in: {message}");
    }
    assert!(fs::read(file).expect("the file") == bytes, "{what}: the file was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_cut_off_is_refused_and_left_as_it_is() {
    let endpoint = Endpoint::start().await;
    let (program, good) = (Program::new(&endpoint), good_archive().await);
    for left in [good.len() - 1, good.len() - PAGE, good.len() / 2, PAGE, 50] {
        assert_refused(&program, &good[..left], &format!("{left} of {} bytes", good.len())).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_flipped_bits_is_refused_and_left_as_it_is() {
    let endpoint = Endpoint::start().await;
    let (program, good) = (Program::new(&endpoint), good_archive().await);
    let pages = good.len() / PAGE;
    // The file's own header, the schema, and the headers of pages all over the file.
    let middle = (1..8).map(|part| part * pages / 8 * PAGE);
    for at in [0, 16, 100].into_iter().chain(middle) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x55;
        assert_refused(&program, &bytes, &format!("a bit of byte {at}")).await;
    }
}

/// What was committed last is in the log beside the file. What is lost with the log is read from the stream again.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_cut_off_or_flipped_costs_nothing_that_the_stream_still_has() {
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let mut writer = Writer::start(endpoint.tables(), 8);
    let damages: [fn(&mut Vec<u8>); 3] = [
        |log| log.truncate(log.len() / 2 + 7),
        |log| {
            let middle = log.len() / 2;
            log[middle] ^= 0x55;
        },
        |log| log.clear(),
    ];
    for damage in damages {
        program.start().await;
        writer.more(40).await;
        let so_far = count(&archived(program.data_dir()).await);
        wait_for(program.data_dir(), so_far + 1).await;
        program.kill().await;
        let mut log = fs::read(program.data_dir().join(format!("{FILE}-wal"))).expect("the log");
        damage(&mut log);
        // In a folder of its own, where nobody has the old log open.
        let good = fs::read(program.data_dir().join(FILE)).expect("the file");
        let folder = program.data_dir().join("next");
        let file = put_file(&folder, &good);
        fs::write(file.with_extension("sqlite3-wal"), log).expect("written");
        program.keep_data_in(&folder);
    }
    program.start().await;
    everything_arrives(program, writer).await;
}

/// Looking at a large archive does not take longer the larger it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_archive_opens_soon() {
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let large = archive(program.data_dir()).await;
    for number in 0..40 {
        large.writer.append(page(number, 1_000, 2_000)).await.expect("archived");
    }
    large.writer.close().await.expect("closed");
    program.start().await;
    let worked = program.worked();
    let bytes = fs::metadata(program.data_dir().join(FILE)).expect("it").len();
    eprintln!("with an archive of {bytes} bytes the program started with {worked:?} of the processor's time");
    assert!(worked < STARTED_WITH, "{worked:?}");
    program.stop().await;
}
