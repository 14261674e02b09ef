//! Written to a pipe of a few bytes, with a clock that stands still until everybody waits.

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use super::{super::connection_slots::ConnectionSlots, *};

const LIMITS: WebLimits = WebLimits {
    connections: 1,
    connections_of_address: 1,
    pages: 1,
    answers: 1,
    watchers: 1,
    downloads: 1,
    head_time: Duration::from_secs(1),
    body_time: Duration::from_secs(1),
    body_pause: Duration::from_secs(1),
    write_time: Duration::from_secs(30),
    linger_time: Duration::from_secs(5),
    linger_bytes: 1_000,
};

/// How much the pipe holds.
const PIPE_BYTES: usize = 64;

fn wire() -> (Wire<DuplexStream>, DuplexStream, Unread) {
    let (ours, theirs) = duplex(PIPE_BYTES);
    let slot = ConnectionSlots::new(1, 1).take("127.0.0.1".parse().expect("an address")).expect("room");
    let unread = Unread::default();
    (Wire::new(ours, LIMITS, slot, Arc::clone(&unread)), theirs, unread)
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_is_cut_after_the_limit() {
    let (mut wire, _client, _) = wire();
    let begun = Instant::now();
    let cut = wire.write_all(&[0; PIPE_BYTES + 1]).await.expect_err("nobody reads");
    assert_eq!(cut.kind(), io::ErrorKind::TimedOut);
    assert_eq!(begun.elapsed().as_secs(), LIMITS.write_time.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_a_little_in_time_is_not_cut() {
    let (mut wire, mut client, _) = wire();
    let pieces = 5;
    let reading = tokio::spawn(async move {
        for _ in 0..pieces {
            tokio::time::sleep(LIMITS.write_time / 2).await;
            client.read_exact(&mut [0; PIPE_BYTES]).await.expect("a piece");
        }
        client
    });
    let begun = Instant::now();
    wire.write_all(&[0; 5 * PIPE_BYTES + 1]).await.expect("taken, however slowly");
    assert!(begun.elapsed() > LIMITS.write_time, "longer than the limit altogether");
    drop(reading.await.expect("read"));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_wanted_is_read_on_until_the_client_has_seen_the_end() {
    let (mut wire, mut client, unread) = wire();
    unread.store(true, Ordering::Relaxed);
    let sending = tokio::spawn(async move {
        client.write_all(&[0; 10 * PIPE_BYTES]).await.expect("it is read on");
        let mut told = Vec::new();
        client.read_to_end(&mut told).await.expect("our end");
        told
    });
    wire.write_all(b"413").await.expect("told");
    wire.shutdown().await.expect("closed");
    assert_eq!(sending.await.expect("sent"), b"413");
}

#[tokio::test(start_paused = true)]
async fn it_is_read_on_for_no_longer_and_no_more_than_the_limits() {
    let (mut wire, client, unread) = wire();
    unread.store(true, Ordering::Relaxed);
    let begun = Instant::now();
    wire.shutdown().await.expect("closed");
    assert_eq!(begun.elapsed().as_secs(), LIMITS.linger_time.as_secs(), "a client that neither sends nor leaves");
    drop(client);

    let (mut wire, mut client, unread) = self::wire();
    unread.store(true, Ordering::Relaxed);
    let endless = tokio::spawn(async move { while client.write_all(&[0; PIPE_BYTES]).await.is_ok() {} });
    let begun = Instant::now();
    wire.shutdown().await.expect("closed");
    assert!(begun.elapsed() < LIMITS.linger_time, "a client that sends without end");
    drop(wire);
    endless.await.expect("it sees that it was cut");
}

#[tokio::test(start_paused = true)]
async fn a_connection_of_which_everything_was_read_closes_at_once() {
    let (mut wire, _client, _) = wire();
    let begun = Instant::now();
    wire.shutdown().await.expect("closed");
    assert_eq!(begun.elapsed(), Duration::ZERO);
}
