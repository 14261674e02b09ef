//! What may go wrong with one request, and how likely.

use afterimage_capture::source::{SourceError, SourceErrorKind};
use rand::{Rng, rngs::StdRng};

/// How likely each fault is, from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    pub throttled: f64,
    pub unavailable: f64,
    /// The answer never comes.
    pub silent: f64,
    pub expired: f64,
    pub empty: f64,
    /// A page begins with what was read before.
    pub duplicated: f64,
    /// "Trimmed" is said of what is all there, as emulators do.
    pub false_trim: f64,
    /// An answer lacks the place to go on at, as if the shard were closed and this all there is.
    pub cut_short: f64,
    /// A record of a page has lost its place in the shard.
    pub displaced: f64,
    /// The program has a fault and breaks while it reads a shard.
    pub breaking: f64,
    /// An error of no kind that is known.
    pub odd: f64,
    /// How late answers come, at most.
    pub latency_ms: u64,
}

impl Faults {
    /// An error, if one is due.
    pub fn strike(&self, rng: &mut StdRng) -> Option<SourceError> {
        let kinds = [
            (self.throttled, SourceErrorKind::Throttled),
            (self.unavailable, SourceErrorKind::Unavailable),
            (self.odd, SourceErrorKind::Other),
        ];
        let struck = kinds.into_iter().find(|(likely, _)| *likely > 0.0 && rng.random_bool(*likely));
        struck.map(|(_, kind)| SourceError::new(kind, "as chance has it"))
    }
}
