//! An archive in memory.
//!
//! It is the archive's door without a disk: tests that are about what stands before the door use it, and it shows that the door
//! asks nothing that only one engine can give. It hands out ids with holes between them, as an engine with several writers
//! would. Everything is looked through, nothing is indexed, and all of it is gone with the last handle.

mod append;
mod charts;

mod ids;
mod items;
mod jobs;

mod past;
mod raw;
mod reader;
mod registry;
mod restores;
mod state;
mod writer;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use afterimage_archive::{Archive, ArchiveReader, ArchiveWriter, Indexer};
use afterimage_base::{
    clock::SharedClock,
    work::{Deadline, Work},
};
use afterimage_model::ChangeId;
use tokio::sync::watch;

use self::{
    reader::{MemoryReader, NothingToFill},
    state::State,
    writer::MemoryWriter,
};

/// How many were opened: each is a history of its own.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// An empty archive; `clock` says when changes are archived.
pub fn open(clock: SharedClock) -> Archive {
    let (announce, newest) = watch::channel(ChangeId::START);
    let shared = Shared(Arc::new(Mutex::new(State { announce: Some(announce), ..State::default() })));
    let writer = MemoryWriter { state: shared.clone(), clock, newest };
    let epoch = format!("memory-{}", OPENED.fetch_add(1, Ordering::Relaxed)).into();
    let reader = MemoryReader { epoch, state: shared, work: Work::shared(), deadline: Deadline::never() };
    Archive {
        writer: ArchiveWriter::new(writer),
        reader: ArchiveReader::new(reader),
        indexer: Indexer::new(NothingToFill),
    }
}

/// All that is kept, locked for as long as one look or one write takes.
#[derive(Clone, Debug)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
