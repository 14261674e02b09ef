//! A client that keeps to nothing: it says what it likes, and reads when it likes.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::support::PATIENCE;

/// So little waits in the client's system until it reads.
const RECEIVE_BYTES: u32 = 4_096;

pub struct RawClient(TcpStream);

impl RawClient {
    pub async fn connect(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(RECEIVE_BYTES).expect("a small buffer");
        Self(timeout(PATIENCE, socket.connect(address)).await.expect("it does not connect").expect("connected"))
    }

    /// Says `method path HTTP/1.1` with these further lines of the head.
    pub async fn ask(address: SocketAddr, method: &str, path: &str, head: &str) -> Self {
        let mut client = Self::connect(address).await;
        client.say(format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n{head}\r\n").as_bytes()).await;
        client
    }

    pub async fn get(address: SocketAddr, path: &str) -> Self {
        Self::ask(address, "GET", path, "").await
    }

    pub async fn say(&mut self, bytes: &[u8]) {
        timeout(PATIENCE, self.0.write_all(bytes)).await.expect("nobody takes it").expect("sent");
    }

    /// The answer's head.
    pub async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let byte = timeout(PATIENCE, self.0.read_u8()).await.expect("no answer");
            head.push(byte.unwrap_or_else(|error| panic!("{error} after {:?}", String::from_utf8_lossy(&head))));
        }
        String::from_utf8(head).expect("text").to_ascii_lowercase()
    }

    /// The status in the answer's head.
    pub async fn status(&mut self) -> u16 {
        status_of(&self.head().await)
    }

    /// Waits until the answer's body has begun.
    pub async fn first_of_body(&mut self) {
        timeout(PATIENCE, self.0.read_u8()).await.expect("no body").expect("a byte");
    }

    /// Everything until the connection ends, and whether it ended as connections do.
    pub async fn rest(&mut self) -> (Vec<u8>, bool) {
        let mut rest = Vec::new();
        let ended = timeout(PATIENCE, self.0.read_to_end(&mut rest)).await.expect("it does not end");
        (rest, ended.is_ok())
    }
}

pub fn status_of(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no status: {head}"))
}
