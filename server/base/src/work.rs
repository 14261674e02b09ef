//! Work that takes a processor's time, away from the threads that answer.
//!
//! The runtime's threads wait for sockets: whatever one of them computes meanwhile holds up everybody else's answers. So
//! what takes as long as a request's own input makes it take (looking through changes, reading images and models, telling
//! differences, writing large answers) is given to a few threads of their own. It is done in pieces: between two of them
//! a thread turns to whoever else has waited, and lets go of what nobody waits for any more. There is room for so many
//! at once; whoever comes then is told to come back.

mod deadline;
mod job;
mod threads;

use std::{
    fmt, mem,
    num::NonZeroUsize,
    ops::ControlFlow,
    panic::resume_unwind,
    sync::{Arc, OnceLock},
    thread::available_parallelism,
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

pub use afterimage_model::Deadline;

pub use self::{deadline::within, job::Attention};
use self::{job::Pieces, threads::Threads};

/// How many of the processors are left to those who answer.
pub const SPARED_PROCESSORS: usize = 1;

/// How many have their work done or wait for it at once. Each holds what it works on in memory.
pub const MAX_AT_ONCE: usize = 128;

/// How long a thread stays with one of them before it turns to the next, if others wait. A piece that has begun is
/// finished.
pub const TURN: Duration = Duration::from_millis(5);

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkLimits {
    /// The threads.
    pub threads: usize,
    /// See [`MAX_AT_ONCE`].
    pub at_once: usize,
    /// See [`TURN`].
    pub turn: Duration,
}

impl Default for WorkLimits {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = processors.saturating_sub(SPARED_PROCESSORS).max(1);
        Self { threads, at_once: MAX_AT_ONCE, turn: TURN }
    }
}

impl WorkLimits {
    /// For a program that answers nobody: on every processor.
    pub fn alone() -> Self {
        Self { threads: available_parallelism().map_or(1, NonZeroUsize::get), ..Self::default() }
    }
}

/// There is no room for more work now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("as much work waits to be done as this server takes on; try again in a moment")]
pub struct Overloaded;

/// The way to the threads; cheap to clone. They end with its last clone.
#[derive(Clone)]
pub struct Work {
    threads: Arc<Threads>,
    places: Arc<Semaphore>,
    at_once: usize,
    asker: Asker,
}

/// How somebody asks for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asker {
    /// Is refused where there is no room.
    Impatient,
    /// Waits until there is.
    Patient,
}

impl Work {
    /// With threads of its own, which begin when there is something to do.
    pub fn new(limits: WorkLimits) -> Self {
        let at_once = limits.at_once.max(1);
        let threads = Arc::new(Threads::new(limits.threads.max(1), limits.turn));
        Self { threads, places: Arc::new(Semaphore::new(at_once)), at_once, asker: Asker::Impatient }
    }

    /// With the threads that the whole program shares: it has no more processors than once.
    pub fn shared() -> Self {
        static SHARED: OnceLock<Work> = OnceLock::new();
        SHARED.get_or_init(|| Self::new(WorkLimits::default())).clone()
    }

    /// With one thread that nobody else's work waits on: for the little that everybody waits for. The system shares the
    /// processors between it and the others.
    pub fn apart() -> Self {
        Self::new(WorkLimits { threads: 1, ..WorkLimits::default() })
    }

    /// The same for those who wait until there is room where others are refused: who has begun to answer, and who works
    /// for nobody in particular.
    #[must_use]
    pub fn patient(&self) -> Self {
        Self { asker: Asker::Patient, ..self.clone() }
    }

    /// How many have their work done or wait for it.
    pub fn under_way(&self) -> usize {
        self.at_once.saturating_sub(self.places.available_permits())
    }

    /// Does work that is short, or cannot be parted.
    ///
    /// # Errors
    /// When there is no room. A panic is the caller's.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Overloaded> {
        let mut work = Some(work);
        self.in_pieces(move |_: &Attention<'_>| match work.take() {
            Some(work) => ControlFlow::Break(work()),
            None => ControlFlow::Continue(()),
        })
        .await
    }

    /// Does work piece by piece, until one of them breaks off with what has come of all. When whoever waits for it goes
    /// away, no further piece is begun; a long one may ask whether that has happened.
    ///
    /// # Errors
    /// When there is no room. A panic is the caller's.
    pub async fn in_pieces<T: Send + 'static>(
        &self,
        piece: impl FnMut(&Attention<'_>) -> ControlFlow<T> + Send + 'static,
    ) -> Result<T, Overloaded> {
        let place = self.place().await?;
        let (answer, answered) = oneshot::channel();
        self.threads.give(Box::new(Pieces::new(piece, answer, place)))?;
        match answered.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(panic)) => resume_unwind(panic),
            // The threads have ended, as they do when nobody is left to ask.
            Err(_) => Err(Overloaded),
        }
    }

    /// Makes something of each, one a piece.
    ///
    /// # Errors
    /// When there is no room. A panic is the caller's.
    pub async fn of_each<A: Send + 'static, T: Send + 'static>(
        &self,
        all: Vec<A>,
        mut make: impl FnMut(A) -> T + Send + 'static,
    ) -> Result<Vec<T>, Overloaded> {
        let (mut made, mut left) = (Vec::with_capacity(all.len()), all.into_iter());
        self.in_pieces(move |_: &Attention<'_>| match left.next() {
            Some(one) => {
                made.push(make(one));
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(mem::take(&mut made)),
        })
        .await
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Overloaded> {
        let places = Arc::clone(&self.places);
        match self.asker {
            Asker::Impatient => places.try_acquire_owned().map_err(|_| Overloaded),
            Asker::Patient => places.acquire_owned().await.map_err(|_| Overloaded),
        }
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Work").field("under_way", &self.under_way()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
