//! What the writer's task is asked.

use std::sync::Arc;

use afterimage_archive::{ArchiveError, RestoreId, RestoreNote, Result, ShardPage};
use tokio::task::JoinHandle;

use super::{
    in_order::Waiting,
    registration::Registration,
    reply::{Reply, tell_failure},
};
use crate::append::{Encoded, EncodedPage};

/// What the task is asked.
pub(super) enum Request {
    Append(Incoming, Waiting),
    Register(Registration, Reply<()>),
    NoteRestore(Box<RestoreNote>, Reply<RestoreId>),
    ForgetRestore(RestoreId, Reply<()>),
    Close(Reply<()>),
}

impl Request {
    /// Answers that it cannot be done.
    pub(super) fn refuse(self, error: ArchiveError) {
        match self {
            Self::Append(_, waiting) => waiting.answer(Err(error)),
            Self::Register(_, reply) | Self::ForgetRestore(_, reply) | Self::Close(reply) => tell_failure(reply, error),
            Self::NoteRestore(_, reply) => tell_failure(reply, error),
        }
    }
}

/// A page that is being encoded. It has its place in the queue from the beginning, so that pages are archived in the
/// order in which they came, however long their encoding takes.
pub(super) struct Incoming {
    pub(super) page: Arc<ShardPage>,
    pub(super) encoding: JoinHandle<Encoded>,
}

impl Incoming {
    /// The page once it is encoded.
    pub(super) async fn encoded(self) -> Result<EncodedPage> {
        let encoded = self.encoding.await.map_err(|fault| ArchiveError::Storage(fault.into()))?;
        Ok(EncodedPage { page: self.page, encoded })
    }
}
