//! The program: started with a folder of its own, looked at, and stopped.

use std::{fs, net::SocketAddr, path::Path, process::Stdio, time::Duration};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use super::endpoint::TABLE;

/// How long it may take to start and to stop.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Program {
    child: Child,
    address: SocketAddr,
    _folder: TempDir,
}

impl Program {
    /// Starts it, and waits until it says where it is.
    pub async fn start(program: &Path, endpoint: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--endpoint-url", endpoint, "--region", "us-east-1"])
            .args(["--table", TABLE, "--allow-writes", "--data-dir"])
            .arg(folder.path().join("data"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("RUST_LOG", "warn,afterimage=info")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let says = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if let Some((_, after)) = line.split_once("Afterimage is at http://") {
                    let place = after.split(|letter: char| letter.is_whitespace() || letter == '/').next();
                    return place.and_then(|place| place.trim_end_matches('.').parse().ok()).expect("an address");
                }
            }
            panic!("it ended instead of starting");
        });
        let address = says.await.expect("it does not start");
        // Somebody must go on reading, or the program would stop at a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address, _folder: folder }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The most memory that it ever had, in bytes.
    pub fn peak_memory(&self) -> f64 {
        let pid = self.child.id().expect("it runs");
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        let kibibytes = line.trim().trim_end_matches(" kB").trim().parse::<f64>().expect("a number");
        kibibytes * 1024.0
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) {
        let pid = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().await.expect("kill");
        assert!(sent.success());
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it does not end").expect("a status");
        println!("the program ended: {status}");
    }
}
