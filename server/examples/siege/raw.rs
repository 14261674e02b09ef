//! HTTP by hand, for clients that do not keep to it.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The most that is read of an answer.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Sends a request's head, with these further lines, over a new connection.
pub async fn begin(address: SocketAddr, method: &str, path: &str, lines: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n{lines}\r\n");
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

/// The status of the answer that has begun.
pub async fn status(stream: &mut TcpStream) -> io::Result<u16> {
    let mut line = [0; 12];
    stream.read_exact(&mut line).await?;
    let status = std::str::from_utf8(&line).ok().and_then(|line| line.get(9..)).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

/// Asks and reads the whole answer; its status.
pub async fn whole(address: SocketAddr, method: &str, path: &str, lines: &str, body: &[u8]) -> io::Result<u16> {
    let lines = format!("connection: close\r\n{lines}");
    let mut stream = begin(address, method, path, &lines).await?;
    stream.write_all(body).await?;
    let status = status(&mut stream).await?;
    tokio::io::copy(&mut stream.take(MOST_BYTES), &mut tokio::io::sink()).await?;
    Ok(status)
}
