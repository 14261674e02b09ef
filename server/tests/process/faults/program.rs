//! The program under test: a process with a data folder, started as often as a test likes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

use super::endpoint::{Endpoint, TABLE};

/// How long the program may take to start, and for anything else that takes a second.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where it says whether it is ready.
pub const READY: &str = "/api/v1/health/ready";

/// How often a condition is looked at.
const LOOKS: Duration = Duration::from_millis(100);

/// How many ticks of the processor's time are a second to `/proc`.
const TICKS: u32 = 100;

pub struct Program {
    home: TempDir,
    data_dir: PathBuf,
    endpoint_url: String,
    child: Option<Child>,
    /// Where its dashboard is.
    url: String,
    /// What it has said since it started.
    said: Arc<Mutex<String>>,
}

impl Program {
    pub fn new(endpoint: &Endpoint) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let data_dir = home.path().join("data");
        let (url, said) = (String::new(), Arc::default());
        Self { home, data_dir, endpoint_url: endpoint.url(), child: None, url, said }
    }

    /// Keeps its data there instead.
    pub fn keep_data_in(&mut self, folder: &Path) {
        folder.clone_into(&mut self.data_dir);
    }

    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The command that starts it; `through` are words before it.
    pub fn command(&self, through: &[&str]) -> Command {
        let program = [env!("CARGO_BIN_EXE_afterimage")];
        let mut words = through.iter().chain(&program);
        let mut command = Command::new(words.next().expect("a program"));
        command
            .args(words)
            .args(["--listen", "127.0.0.1:0", "--endpoint-url", &self.endpoint_url, "--table", TABLE])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_REGION", "eu-west-1")])
            .env("AFTERIMAGE_DATA_DIR", &self.data_dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts it, and waits until it says where it is.
    pub async fn start(&mut self) {
        let command = self.command(&[]);
        self.start_as(command).await;
    }

    pub async fn start_as(&mut self, mut command: Command) {
        let mut child = command.spawn().expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let says = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if let Some((_, url)) = line.split_once("Afterimage is at ") {
                    return url.trim().to_owned();
                }
            }
            panic!("it ended instead of starting");
        });
        self.url = says.await.expect("it does not start");
        self.said = Arc::default();
        let said = Arc::clone(&self.said);
        // Somebody must go on reading, or the program would stop at a full pipe.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let mut said = said.lock().expect("no panic while reading");
                said.push_str(&line);
                said.push('\n');
            }
        });
        self.child = Some(child);
    }

    /// What it has said since it started.
    pub fn said(&self) -> String {
        self.said.lock().expect("no panic while reading").clone()
    }

    /// What the dashboard answers at a path, with its status.
    pub async fn ask(&self, path: &str) -> (u16, String) {
        let answer = reqwest::get(format!("{}{path}", self.url)).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }

    /// Waits until it says that something is out of order, and lives.
    pub async fn is_in_trouble(&mut self) {
        let noticed = async {
            while self.ask(READY).await.0 != 503 {
                sleep(LOOKS).await;
            }
        };
        timeout(PATIENCE, noticed).await.expect("it notices nothing");
        assert!(self.is_alive(), "it gave up");
    }

    /// How much of the processor's time it has taken, of its own and of the system's.
    pub fn worked(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid())).expect("it runs");
        // The name of the program may have blanks and stands in parentheses.
        let (_, fields) = stat.rsplit_once(") ").expect("a name");
        let ticks: u32 = fields.split(' ').skip(11).take(2).map(|field| field.parse::<u32>().expect("ticks")).sum();
        Duration::from_secs(1) * ticks / TICKS
    }

    /// Starts it, and waits until it has refused.
    pub async fn refuses(&self) -> Output {
        let output = self.command(&[]).output();
        timeout(PATIENCE, output).await.expect("it did not end").expect("it did not start")
    }

    pub fn pid(&self) -> String {
        self.child.as_ref().and_then(Child::id).expect("it runs").to_string()
    }

    /// Sends it a signal by name.
    pub async fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.pid()]).status().await.expect("kill");
        assert!(sent.success());
    }

    /// Ends it without any warning.
    pub async fn kill(&mut self) {
        self.signal("KILL").await;
        self.ended().await;
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(&mut self) {
        self.signal("TERM").await;
        let status = self.ended().await;
        assert!(status.success(), "{status}");
    }

    /// Waits until it has ended.
    pub async fn ended(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("it runs");
        timeout(PATIENCE, child.wait()).await.expect("it does not end").expect("a status")
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| child.try_wait().expect("a status").is_none())
    }
}
