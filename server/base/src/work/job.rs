//! Somebody's work, as the threads have it.

use std::{
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Work that is done a turn at a time.
pub(super) trait Job: Send {
    /// Goes on for so long; what is left, unless it is done or nobody waits for it.
    fn turn(self: Box<Self>, length: Duration) -> Option<Box<dyn Job>>;
}

/// Tells a piece of work whether anybody still waits for what comes of it.
pub struct Attention<'a>(&'a (dyn Fn() -> bool + 'a));

impl Attention<'_> {
    /// Whether whoever asked has gone away.
    pub fn is_gone(&self) -> bool {
        (self.0)()
    }
}

/// Pieces, and who waits for their end.
pub(super) struct Pieces<F, T> {
    piece: F,
    answer: oneshot::Sender<thread::Result<T>>,
    place: OwnedSemaphorePermit,
}

impl<F, T> Pieces<F, T> {
    pub(super) fn new(piece: F, answer: oneshot::Sender<thread::Result<T>>, place: OwnedSemaphorePermit) -> Self {
        Self { piece, answer, place }
    }
}

impl<F, T> Job for Pieces<F, T>
where
    F: FnMut(&Attention<'_>) -> ControlFlow<T> + Send + 'static,
    T: Send + 'static,
{
    fn turn(mut self: Box<Self>, length: Duration) -> Option<Box<dyn Job>> {
        let begun = Instant::now();
        while !self.answer.is_closed() {
            let Self { piece, answer, .. } = &mut *self;
            let is_gone = || answer.is_closed();
            // What a panic has left behind is thrown away with the rest of the work.
            let done = catch_unwind(AssertUnwindSafe(|| piece(&Attention(&is_gone))));
            let answered = match done {
                Ok(ControlFlow::Continue(())) if begun.elapsed() < length => continue,
                Ok(ControlFlow::Continue(())) if self.answer.is_closed() => return None,
                Ok(ControlFlow::Continue(())) => return Some(self),
                Ok(ControlFlow::Break(done)) => Ok(done),
                Err(panic) => Err(panic),
            };
            let Self { piece, answer, place } = *self;
            // Whoever is answered may ask for the next thing at once, and finds the place that was this one's.
            drop((piece, place));
            drop(answer.send(answered));
            return None;
        }
        None
    }
}
