#!/usr/bin/env bash
# Seen with tungstenite 0.29.0, the websockets beneath axum 0.8:
#
# With its usual configuration a websocket gives its stream a buffer of 128 KiB for every read, and clears all of it
# before, also where the read before had nothing. An asynchronous server asks a socket whether there is something to read
# each time that it does anything for it, so that each frame sent to a client that says nothing clears 128 KiB, and each open
# socket has that much of its memory touched. With read_buffer_size(4096) it is 4 KiB.
#
# Needs cargo. Prints what was seen, and fails when it is something else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cargo init --quiet --vcs none --name seen .
cat >>Cargo.toml <<'TOML'
tungstenite = { version = "=0.29.0", default-features = false }
TOML
cat >src/main.rs <<'RUST'
use std::io::{self, Read, Write};

use tungstenite::protocol::{Role, WebSocket, WebSocketConfig};

/// A stream with nothing to read, which writes into the buffers that it is given.
#[derive(Default)]
struct Nothing {
    reads: usize,
    given: usize,
    cleared: usize,
}

impl Read for Nothing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reads += 1;
        self.given += buffer.len();
        self.cleared += buffer.iter().filter(|byte| **byte == 0).count();
        buffer.fill(1);
        Err(io::ErrorKind::WouldBlock.into())
    }
}

impl Write for Nothing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many bytes a read is given, and how many of them were cleared for it.
fn each_read(config: WebSocketConfig) -> (usize, usize) {
    let mut socket = WebSocket::from_raw_socket(Nothing::default(), Role::Server, Some(config));
    for _ in 0..100 {
        assert!(socket.read().is_err());
    }
    let Nothing { reads, given, cleared } = socket.get_ref();
    assert_eq!(*reads, 100);
    (given / reads, cleared / reads)
}

fn main() {
    let usual = each_read(WebSocketConfig::default());
    let small = each_read(WebSocketConfig::default().read_buffer_size(4096));
    println!("a read is given, and has cleared for it: usually {usual:?}, with a small buffer {small:?}");
    assert_eq!(usual, (131_072, 131_072), "changed");
    assert_eq!(small, (4_096, 4_096), "changed");
    println!("as described: 128 KiB are cleared for each read, also where nothing came");
}
RUST
cargo run --quiet
