//! Closed to strangers: what others on the machine can read, which ports they can reach, and what is not repeated.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{ANY_PORTS, Home, finish, refused, start, start_as, terminate, wait_for_changes};

/// As the loosest of systems has it: what a program makes is everybody's unless it says otherwise.
const UMASK_0: [&str; 4] = ["sh", "-c", "umask 000; exec \"$@\"", "sh"];

/// The folder and everything in it, with its mode.
fn modes(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o7777;
    let mut all = vec![(folder.to_owned(), mode(folder))];
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { all.extend(modes(&path)) } else { all.push((path.clone(), mode(&path))) }
    }
    all
}

fn assert_owners_alone(folder: &Path) {
    let all = modes(folder);
    for file in ["archive.sqlite3", "archive.sqlite3-wal", "archive.sqlite3-shm", "afterimage.lock", "dynamodb"] {
        assert!(all.iter().any(|(path, _)| path.ends_with(file)), "no {file} in {all:?}");
    }
    for file in ["dynamodb/dynamodb.sqlite3", "dynamodb/dynamodb.sqlite3-wal"] {
        assert!(all.iter().any(|(path, _)| path.ends_with(file)), "no {file} in {all:?}");
    }
    for (path, mode) in &all {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(*mode, expected, "{} is {mode:04o}", path.display());
    }
}

#[tokio::test]
async fn the_data_folder_is_its_owners_whatever_the_umask() {
    let home = Home::new();
    let (mut child, _, said) = start_as(home.command_through(&UMASK_0, &ANY_PORTS)).await;
    wait_for_changes(&home).await;
    assert_owners_alone(&home.data_dir());
    assert!(!said.contains("open to other users"), "nothing was loose: {said}");
    assert_eq!(terminate(&mut child).await, Some(0));
}

#[tokio::test]
async fn what_is_written_for_the_user_has_the_mode_that_the_users_umask_says() {
    let home = Home::new();
    let (mut child, _, _) = start_as(home.command(&ANY_PORTS)).await;
    wait_for_changes(&home).await;
    assert_eq!(terminate(&mut child).await, Some(0));
    for (umask, mode) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let file = home.data_dir().with_file_name(format!("changes-{umask}.jsonl"));
        let script = format!("umask {umask}; exec \"$@\"");
        let through = ["sh", "-c", &script, "sh"];
        let written = home.command_through(&through, &["export", "--output", file.to_str().expect("a path")]);
        assert!(finish(written).await.status.success(), "{umask}");
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o7777, mode, "{umask}");
    }
}

#[tokio::test]
async fn a_data_folder_that_was_open_to_others_is_tightened_and_that_is_told_once() {
    let home = Home::new();
    let (mut child, _) = start(&home, &ANY_PORTS).await;
    // As after a power cut: the logs are there.
    child.kill().await.expect("killed");
    for (path, mode) in modes(&home.data_dir()) {
        let loose = if path.is_dir() { 0o755 } else { mode | 0o044 };
        fs::set_permissions(&path, fs::Permissions::from_mode(loose)).expect("permitted");
    }
    let (mut child, _, said) = start_as(home.command_through(&UMASK_0, &ANY_PORTS)).await;
    assert_owners_alone(&home.data_dir());
    let told: Vec<_> = said.lines().filter(|line| line.contains("open to other users")).collect();
    let [told] = told.as_slice() else { panic!("not told once: {said}") };
    for words in ["data (0755)", "archive.sqlite3 (0644)", "dynamodb (0755)", "dynamodb.sqlite3-wal (0644)"] {
        assert!(told.contains(words), "no {words:?} in: {told}");
    }
    assert_eq!(terminate(&mut child).await, Some(0));
    let (mut child, _, said) = start_as(home.command(&ANY_PORTS)).await;
    assert!(!said.contains("open to other users"), "{said}");
    assert_eq!(terminate(&mut child).await, Some(0));
}

/// An import makes an archive as well.
#[tokio::test]
async fn an_archive_that_is_imported_is_its_owners() {
    let home = Home::new();
    let lines = home.0.path().join("changes.jsonl");
    fs::write(&lines, "").expect("written");
    let arguments = ["import", lines.to_str().expect("a path")];
    let output = finish(home.command_through(&UMASK_0, &arguments)).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (path, mode) in modes(&home.data_dir()) {
        assert_eq!(mode & 0o077, 0, "{} is {mode:04o}", path.display());
    }
}

/// Behind the guard dynoxide has no port of its own.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_listens_at_its_two_ports_and_at_no_other() {
    let home = Home::new();
    let (mut child, _) = start(&home, &ANY_PORTS).await;
    wait_for_changes(&home).await;
    let process = PathBuf::from(format!("/proc/{}", child.id().expect("it runs")));
    let sockets: Vec<String> = fs::read_dir(process.join("fd"))
        .expect("its files")
        .filter_map(|entry| fs::read_link(entry.expect("an entry").path()).ok())
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    let mut listening = Vec::new();
    for table in ["net/tcp", "net/tcp6"] {
        let table = fs::read_to_string(process.join(table)).unwrap_or_default();
        for line in table.lines().skip(1) {
            let columns: Vec<&str> = line.split_whitespace().collect();
            // The state LISTEN, and the socket's number.
            if columns[3] == "0A" && sockets.iter().any(|socket| *socket == columns[9]) {
                listening.push(columns[1].to_owned());
            }
        }
    }
    assert_eq!(listening.len(), 2, "{listening:?}");
    assert!(listening.iter().all(|address| address.starts_with("0100007F:")), "127.0.0.1 alone: {listening:?}");
    assert_eq!(terminate(&mut child).await, Some(0));
}

const SECRET: &str = "hunter2";

/// Refused with a hint, and the secret is nowhere in what is said.
fn assert_kept(output: &std::process::Output, words: &[&str]) {
    refused(output, words);
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(!said.contains(SECRET), "{said}");
}

#[tokio::test]
async fn credentials_in_an_endpoints_address_are_refused_and_not_repeated() {
    let home = Home::new();
    for url in [
        "http://user:hunter2@127.0.0.1:1",
        "user:hunter2@127.0.0.1:1",
        "http://user:hunter2 @127.0.0.1:1",
        "http://127.0.0.1:1/?X-Amz-Credential=x&X-Amz-Signature=hunter2",
    ] {
        let hints = ["endpoint", "AWS_ACCESS_KEY_ID", "--profile"];
        let output = home.run(&["--endpoint-url", url, "--all-tables"]).await;
        assert_kept(&output, &hints);
        let replay = home.run(&["replay", "--to-table", "t", "--endpoint-url", url]).await;
        assert_kept(&replay, &hints);
        for name in [
            "AFTERIMAGE_ENDPOINT_URL",
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS",
        ] {
            let mut command = home.command(&["--region", "eu-west-1", "--all-tables", "--listen", "127.0.0.1:0"]);
            command.env(name, url).envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")]);
            assert_kept(&finish(command).await, &[name, "--profile"]);
        }
    }
    let mut help = home.command(&["--help"]);
    help.env("AFTERIMAGE_ENDPOINT_URL", "http://user:hunter2@127.0.0.1:1");
    let help = finish(help).await;
    assert!(!String::from_utf8_lossy(&help.stdout).contains(SECRET), "--help shows what the variable holds");
    assert!(!home.data_dir().exists());
}

#[tokio::test]
async fn credentials_in_a_profiles_endpoint_are_refused_and_not_repeated() {
    let home = Home::new();
    let aws = home.0.path().join(".aws");
    fs::create_dir(&aws).expect("a folder");
    for (url, settings) in [
        ("http://user:hunter2@127.0.0.1:1", "endpoint_url = URL\n"),
        ("http://user:hunter2 @127.0.0.1:1", "endpoint_url = URL\n"),
        ("http://user:hunter2@127.0.0.1:1", "services = local\n\n[services local]\ndynamodb =\n  endpoint_url = URL\n"),
        (
            "http://user:hunter2@127.0.0.1:1",
            "services = local\n\n[services local]\ndynamodb-streams =\n  endpoint_url = URL\n",
        ),
    ] {
        let settings = settings.replace("URL", url);
        let keys = "region = eu-west-1\naws_access_key_id = x\naws_secret_access_key = x\n";
        fs::write(aws.join("config"), format!("[profile local]\n{keys}{settings}")).expect("written");
        let output = home.run(&["--profile", "local", "--all-tables", "--listen", "127.0.0.1:0"]).await;
        assert_kept(&output, &["AWS configuration", "user name or a password"]);
    }
    assert!(!home.data_dir().exists());
}
