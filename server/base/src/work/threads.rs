//! The threads, and what waits for one of them.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use super::{Overloaded, job::Job};

/// Threads that take turns with what they are given; they end when this is dropped.
pub(super) struct Threads(Arc<Shared>);

struct Shared {
    most: usize,
    turn: Duration,
    queue: Mutex<Queue>,
    given: Condvar,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Box<dyn Job>>,
    threads: usize,
    idle: usize,
    is_over: bool,
}

impl Threads {
    /// At most so many, each of which begins when there is something for it to do.
    pub(super) fn new(most: usize, turn: Duration) -> Self {
        Self(Arc::new(Shared { most, turn, queue: Mutex::default(), given: Condvar::new() }))
    }

    /// Puts the job at the end of those that wait.
    ///
    /// # Errors
    /// When there is no thread, and none can be begun.
    pub(super) fn give(&self, job: Box<dyn Job>) -> Result<(), Overloaded> {
        let mut queue = self.0.lock();
        if queue.idle <= queue.jobs.len() && queue.threads < self.0.most {
            let shared = Arc::clone(&self.0);
            let begun = thread::Builder::new().name("work".to_owned()).spawn(move || shared.work());
            match begun {
                Ok(_) => queue.threads += 1,
                Err(error) if queue.threads == 0 => {
                    tracing::error!(%error, "no thread could be begun to do work");
                    return Err(Overloaded);
                }
                Err(error) => tracing::warn!(%error, "fewer threads do work than should"),
            }
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.0.given.notify_one();
        Ok(())
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.given.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            if let Some(rest) = job.turn(self.turn) {
                // This thread is the one that looks next.
                self.lock().jobs.push_back(rest);
            }
        }
    }

    /// The job that has waited longest; nothing when all is over.
    fn next(&self) -> Option<Box<dyn Job>> {
        let mut queue = self.lock();
        loop {
            if queue.is_over {
                return None;
            }
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            queue.idle += 1;
            queue = self.given.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }
}
