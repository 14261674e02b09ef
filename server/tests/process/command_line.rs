//! The program as it is started: what it refuses, how it says so, and how it stops.

mod closed;

use std::{
    net::TcpListener,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use afterimage_test_dynamodb::EmbeddedDynamoDb;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

/// How long the program may take to refuse: a request that fails is repeated before it is given up.
const REFUSAL_LIMIT: Duration = Duration::from_secs(60);

/// How long the program may take to stop.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Somewhere to start the program: an empty home, none of the tester's settings.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn data_dir(&self) -> std::path::PathBuf {
        self.0.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.command_through(&[], arguments)
    }

    /// `through` are words before the program.
    fn command_through(&self, through: &[&str], arguments: &[&str]) -> Command {
        let mut words = through.iter().copied().chain([env!("CARGO_BIN_EXE_afterimage")]);
        let mut command = Command::new(words.next().expect("a program"));
        command
            .args(words)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AFTERIMAGE_DATA_DIR", self.data_dir())
            .args(arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        finish(self.command(arguments)).await
    }

    /// The program refuses with exit code 2 and these words, and has created nothing.
    async fn refuses(&self, arguments: &[&str], words: &[&str]) {
        let output = self.run(arguments).await;
        refused(&output, words);
        assert!(!self.data_dir().exists(), "{arguments:?} created the data folder");
    }
}

async fn finish(mut command: Command) -> Output {
    timeout(REFUSAL_LIMIT, command.output()).await.expect("it did not end").expect("it did not start")
}

fn refused(output: &Output, words: &[&str]) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    for word in words {
        assert!(message.contains(word), "no {word:?} in: {message}");
    }
    let paragraphs = message.trim().split("\n\n").count();
    assert!(message.starts_with("error:") || paragraphs == 1, "more than one paragraph: {message}");
}

/// A port that somebody else listens on.
fn taken_port() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port)
}

#[tokio::test]
async fn it_tells_its_version() {
    let output = Home::new().run(&["--version"]).await;
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("afterimage {}\n", env!("CARGO_PKG_VERSION")));
    assert!(output.status.success());
}

#[tokio::test]
async fn bad_flags_are_refused() {
    let home = Home::new();
    home.refuses(&["--frobnicate"], &["--frobnicate"]).await;
    home.refuses(&["serve", "--start", "yesterday"], &["trim-horizon", "latest"]).await;
    home.refuses(&["--listen", "0.0.0.0:3000"], &["no login", "127.0.0.1:3000"]).await;
    home.refuses(&["--region", "eu-west-1"], &["--table", "--all-tables"]).await;
}

#[tokio::test]
async fn ports_in_use_are_named() {
    let home = Home::new();
    let (_listener, port) = taken_port();
    let address = format!("127.0.0.1:{port}");
    home.refuses(&["--listen", &address, "--embedded-port", "0"], &[&address, "--listen"]).await;
    let port = port.to_string();
    home.refuses(&["--listen", "127.0.0.1:0", "--embedded-port", &port], &[&address, "--embedded-port"]).await;
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_is_named() {
    let (listener, port) = taken_port();
    drop(listener);
    let (home, url) = (Home::new(), format!("http://127.0.0.1:{port}"));
    let mut command = home.command(&["--listen", "127.0.0.1:0", "--endpoint-url", &url, "--all-tables"]);
    command.envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_REGION", "eu-west-1")]);
    refused(&finish(command).await, &[&url, "Connection refused", "Is it running"]);
    assert!(!home.data_dir().exists());
}

#[tokio::test]
async fn missing_credentials_and_a_missing_region_are_told() {
    let home = Home::new();
    let listen = ["--listen", "127.0.0.1:0", "--all-tables"];
    let with = |more: &[&'static str]| [&listen[..], more].concat();
    home.refuses(&with(&["--region", "eu-west-1"]), &["AWS_ACCESS_KEY_ID", "--profile"]).await;
    home.refuses(&with(&["--endpoint-url", "http://127.0.0.1:1"]), &["--region"]).await;
    home.refuses(&with(&["--region", "eu-west-1", "--profile", "nobody"]), &["nobody"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_not_there_is_named() {
    let (home, dynamodb) = (Home::new(), EmbeddedDynamoDb::start());
    let mut command =
        home.command(&["--listen", "127.0.0.1:0", "--endpoint-url", dynamodb.url(), "--table", "no-such-table"]);
    command.envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_REGION", "eu-west-1")]);
    refused(&finish(command).await, &["no-such-table", dynamodb.url()]);
    assert!(!home.data_dir().exists());
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_used_is_named() {
    let home = Home::new();
    let file = home.0.path().join("a-file");
    std::fs::write(&file, "in the way").expect("a file");
    let folder = file.join("data");
    let folder = folder.to_str().expect("a path");
    home.refuses(&["--listen", "127.0.0.1:0", "--embedded-port", "0", "--data-dir", folder], &["a-file", "--data-dir"])
        .await;
}

/// A started program, with where it is.
async fn start(home: &Home, arguments: &[&str]) -> (tokio::process::Child, String) {
    let (child, url, _) = start_as(home.command(arguments)).await;
    (child, url)
}

/// A started program, with where it is and what it said before that.
async fn start_as(mut command: Command) -> (tokio::process::Child, String, String) {
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let announced = timeout(REFUSAL_LIMIT, async {
        let mut said = String::new();
        loop {
            let line = lines.next_line().await.expect("text").unwrap_or_else(|| panic!("it ended: {said}"));
            if let Some((_, url)) = line.split_once("Afterimage is at ") {
                return (url.trim().to_owned(), said);
            }
            said.push_str(&line);
            said.push('\n');
        }
    });
    let (url, said) = announced.await.expect("it does not say where it is");
    // Somebody must go on reading, or the program would stop at a full pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (child, url, said)
}

async fn terminate(child: &mut tokio::process::Child) -> Option<i32> {
    let pid = child.id().expect("it runs").to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().await.expect("kill");
    assert!(sent.success());
    timeout(STOP_LIMIT, child.wait()).await.expect("it does not stop").expect("a status").code()
}

const ANY_PORTS: [&str; 6] = ["--listen", "127.0.0.1:0", "--embedded-port", "0", "--demo-rate", "20"];

#[tokio::test]
async fn it_starts_without_anything_stops_in_time_and_starts_again() {
    let home = Home::new();
    for _ in 0..2 {
        let (mut child, url) = start(&home, &ANY_PORTS).await;
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        assert_eq!(terminate(&mut child).await, Some(0));
    }
    assert!(home.data_dir().join("archive.sqlite3").exists());
    assert!(home.data_dir().join("dynamodb").is_dir());
}

#[tokio::test]
async fn a_data_folder_has_one_process() {
    let home = Home::new();
    let (mut child, _) = start(&home, &ANY_PORTS).await;
    refused(&home.run(&ANY_PORTS).await, &["Another Afterimage", "--data-dir"]);
    assert_eq!(terminate(&mut child).await, Some(0));
}

#[tokio::test]
async fn an_export_says_what_stands_in_its_way() {
    let home = Home::new();
    home.refuses(&["export"], &["data"]).await;
    home.refuses(&["export", "--query", "op:explode"], &["--query"]).await;
}

#[tokio::test]
async fn an_export_is_json_lines_and_never_overwrites() {
    let home = Home::new();
    let (mut child, _) = start(&home, &ANY_PORTS).await;
    let file = home.0.path().join("changes.jsonl");
    let changes = wait_for_changes(&home).await;
    assert!(
        changes
            .lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok_and(|json| json["eventName"] == "INSERT"))
    );
    let arguments = ["export", "--output", file.to_str().expect("a path")];
    assert!(home.run(&arguments).await.status.success());
    assert!(file_has_lines(&file));
    refused(&home.run(&arguments).await, &["changes.jsonl", "--output"]);
    assert_eq!(terminate(&mut child).await, Some(0));
}

/// Exports while the server writes, until there is something.
async fn wait_for_changes(home: &Home) -> String {
    let exported = async {
        loop {
            let output = home.run(&["export", "--query", "op:insert"]).await;
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            if !output.stdout.is_empty() {
                return String::from_utf8(output.stdout).expect("text");
            }
        }
    };
    timeout(REFUSAL_LIMIT, exported).await.expect("no change was archived")
}

fn file_has_lines(file: &Path) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.lines().count() > 0)
}
