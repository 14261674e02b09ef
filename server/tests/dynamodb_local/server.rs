//! Amazon's DynamoDB Local in a process of its own.

use std::{net::TcpListener, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};

const START_LIMIT: Duration = Duration::from_secs(60);

/// Killed when dropped.
pub struct DynamoDbLocal {
    port: u16,
    _process: Child,
}

impl DynamoDbLocal {
    /// Starts it in memory, on a port that is free now.
    pub async fn start(folder: &Path) -> Self {
        let port = free_port();
        let mut process = Command::new("java")
            .current_dir(folder)
            .args(["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"])
            .args(["-inMemory", "-sharedDb", "-port", &port.to_string()])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("java runs");
        timeout(START_LIMIT, listening(&mut process, port)).await.expect("DynamoDB Local starts");
        Self { port, _process: process }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// It tells its settings just before it listens, and nothing afterwards: from then on connecting is tried.
async fn listening(process: &mut Child, port: u16) {
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if line.starts_with("CorsParams") {
            break;
        }
    }
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(process.try_wait().expect("its state").is_none(), "DynamoDB Local ended at once");
        tokio::task::yield_now().await;
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}
