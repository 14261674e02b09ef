//! What is wrong with a model, and where.

use afterimage_language::{Phrase, phrase};

/// Why a text is no data model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.in_words().in_english())]
pub struct InvalidModel {
    /// Where in the file: `DataModel[0].KeyAttributes.PartitionKey`. Empty where it is all of it.
    pub place: String,
    /// What is wrong there.
    pub reason: Phrase,
}

impl InvalidModel {
    /// For whoever has chosen the file.
    pub fn in_words(&self) -> Phrase {
        let place = if self.place.is_empty() { phrase!("server-model-file") } else { self.place.as_str().into() };
        phrase!("server-model-invalid", place = place, reason = self.reason.clone())
    }
}

pub(super) fn invalid(place: impl Into<String>, reason: impl Into<Phrase>) -> InvalidModel {
    InvalidModel { place: place.into(), reason: reason.into() }
}
