//! Death at a named point: from there on the program does nothing any more, whatever it had under way.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;

/// Where the program may die.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CrashPoint {
    /// A page is fetched, and its archiving not begun.
    Fetched,
    /// Within a transaction, before it is committed.
    BeforeCommit,
    /// A page is durable, and the answer not given.
    Committed,
    /// A stream is durably known, and its shards are not.
    StreamNoted,
    /// Shards are durably known, and nothing of them is read.
    ShardsNoted,
    /// A shard's end is durable, and its children are not begun.
    ShardFinished,
    /// A gap is durable, and the changes after it are not archived.
    GapRecorded,
}

/// Every point.
pub const CRASH_POINTS: [CrashPoint; 7] = [
    CrashPoint::Fetched,
    CrashPoint::BeforeCommit,
    CrashPoint::Committed,
    CrashPoint::StreamNoted,
    CrashPoint::ShardsNoted,
    CrashPoint::ShardFinished,
    CrashPoint::GapRecorded,
];

/// A handle to the program's fate; clones are the same one.
#[derive(Clone)]
pub struct Crash(Arc<Fate>);

struct Fate {
    /// At this point, after it was passed so many times.
    due: Mutex<Option<(CrashPoint, u32)>>,
    dead: watch::Sender<bool>,
}

impl Default for Crash {
    fn default() -> Self {
        Self(Arc::new(Fate { due: Mutex::new(None), dead: watch::Sender::new(false) }))
    }
}

impl Crash {
    /// The program dies at `point`, when it comes there for the time after `passes`.
    pub fn plan(&self, point: CrashPoint, passes: u32) {
        *self.due() = Some((point, passes));
    }

    /// The program is started again, and nothing is planned.
    pub fn revive(&self) {
        *self.due() = None;
        self.0.dead.send_replace(false);
    }

    /// Waits until the program is dead.
    pub async fn dead(&self) {
        let mut dead = self.0.dead.subscribe();
        dead.wait_for(|dead| *dead).await.expect("the fate is kept here");
    }

    /// The program comes by; it does not go on when it is dead, or dies here.
    pub async fn at(&self, point: CrashPoint) {
        self.alive().await;
        let dies = {
            let mut due = self.due();
            match &mut *due {
                Some((at, passes)) if *at == point && *passes > 0 => {
                    *passes -= 1;
                    false
                }
                Some((at, _)) => *at == point,
                None => false,
            }
        };
        if dies {
            self.0.dead.send_replace(true);
            std::future::pending::<()>().await;
        }
    }

    /// Goes on only while the program lives.
    pub async fn alive(&self) {
        if *self.0.dead.borrow() {
            std::future::pending::<()>().await;
        }
    }

    fn due(&self) -> MutexGuard<'_, Option<(CrashPoint, u32)>> {
        self.0.due.lock().expect("no test panics while it holds this")
    }
}
