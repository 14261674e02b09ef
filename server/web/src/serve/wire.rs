//! A connection's bytes, with the two limits that only they know: a client that takes nothing is cut, and one that has sent
//! too much is read on from for a while, so that it comes to read the answer.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use metrics::counter;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use super::connection_slots::ConnectionSlot;
use crate::limits::WebLimits;

/// How much is thrown away at once.
const THROWN_BYTES: usize = 16 * 1024;

/// Whether the client may still be sending what nobody wants: set by whoever throws a body away.
pub(super) type Unread = Arc<AtomicBool>;

/// The connection as hyper has it.
pub(super) struct Wire<S> {
    stream: S,
    limits: WebLimits,
    slot: ConnectionSlot,
    unread: Unread,
    /// Until when the client must take something of what waits to be written.
    write_deadline: Option<Pin<Box<Sleep>>>,
    linger: Linger,
}

/// How far the connection's end has got.
enum Linger {
    Open,
    /// Our half is closed.
    Closed,
    /// So many bytes were thrown away until now.
    Throwing(usize, Pin<Box<Sleep>>),
    Over,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(super) fn new(stream: S, limits: WebLimits, slot: ConnectionSlot, unread: Unread) -> Self {
        Self { stream, limits, slot, unread, write_deadline: None, linger: Linger::Open }
    }

    /// What the stream said of something to be written, and the deadline with it.
    fn written(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if outcome.is_ready() {
            if self.write_deadline.take().is_some() {
                self.slot.note_stuck(false);
            }
            return outcome;
        }
        let Self { limits, slot, write_deadline, .. } = self;
        let deadline = write_deadline.get_or_insert_with(|| {
            slot.note_stuck(true);
            after(limits.write_time)
        });
        ready!(deadline.as_mut().poll(context));
        counter!("afterimage_http_connections_cut_total", "why" => "not_read").increment(1);
        tracing::info!(seconds = limits.write_time.as_secs_f64(), "a client that took nothing of its answer was cut");
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client took nothing of its answer")))
    }

    /// Reads on from a client that has sent, or may be sending, what nobody wants: until it has seen our end, or the
    /// limit is reached.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut thrown = [0; THROWN_BYTES];
        loop {
            let mut buffer = ReadBuf::new(&mut thrown);
            let read = Pin::new(&mut self.stream).poll_read(context, &mut buffer);
            let count = buffer.filled().len();
            match (&mut self.linger, read) {
                (Linger::Open | Linger::Over, _) | (_, Poll::Ready(Err(_))) => return Poll::Ready(()),
                (_, Poll::Ready(Ok(()))) if count == 0 => return Poll::Ready(()),
                (Linger::Closed, Poll::Pending) if !self.unread.load(Ordering::Relaxed) => return Poll::Ready(()),
                (Linger::Closed, _) => self.linger = Linger::Throwing(count, after(self.limits.linger_time)),
                (Linger::Throwing(so_far, _), Poll::Ready(Ok(()))) => {
                    *so_far += count;
                    if *so_far >= self.limits.linger_bytes {
                        return Poll::Ready(());
                    }
                }
                (Linger::Throwing(_, deadline), Poll::Pending) => return deadline.as_mut().poll(context),
            }
        }
    }
}

fn after(time: Duration) -> Pin<Box<Sleep>> {
    Box::pin(sleep_until(Instant::now() + time))
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if matches!(self.linger, Linger::Open) {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.linger = Linger::Closed;
        }
        ready!(self.poll_linger(context));
        self.linger = Linger::Over;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
