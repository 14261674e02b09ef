//! Pages into batches, and a batch into one transaction: what of a page is new, what becomes of its items, and the rows.
//!
//! A page is encoded by itself (`encoded`, ahead of its time in `prefetch`). The [`Appender`] finds out what of it is new
//! and puts it into a [`Batch`], by what it remembers of the archive (`id_cache`, `item_cache`) or looks up (`lookup`);
//! `statements` writes the batch. When any of this happens is decided in [`write`](crate::write).
//!
//! Uses [`images`](crate::images), [`index`](crate::index) for what is handed on to it, and what they use.

mod appender;
mod awaiting;
mod batch;
mod encoded;
mod id_cache;
mod item_cache;
mod item_state;
mod lookup;
#[cfg(test)]
mod plan_tests;
mod prefetch;
mod statements;

pub(crate) use self::{
    appender::{Appender, Deduplicated},
    batch::Batch,
    encoded::{Encoded, EncodedPage},
    lookup::ItemLookup,
    prefetch::EncodedAhead,
    statements::commit,
};
