//! From page to page of a list, and never in a circle. Pure: the caller does the asking.
//!
//! A list goes on for as long as an answer names a place to go on at. An endpoint that does not look at the place it is
//! asked for would be asked for ever.

use afterimage_language::phrase;
use std::collections::BTreeSet;

use super::source::{SourceError, SourceErrorKind};

/// The most pages that a list has, where nobody says otherwise: those of a million shards or tables.
pub const MOST_PAGES: usize = 10_000;

/// The places at which a list was gone on with.
#[derive(Clone, Debug)]
pub struct Pagination {
    places: BTreeSet<String>,
    most: usize,
}

impl Default for Pagination {
    fn default() -> Self {
        Self::of_at_most(MOST_PAGES)
    }
}

impl Pagination {
    /// Of a list that has so many pages at most.
    pub fn of_at_most(pages: usize) -> Self {
        Self { places: BTreeSet::new(), most: pages }
    }

    /// Where the next page begins; nothing after the last one.
    ///
    /// # Errors
    /// When the list comes back to where it was, or has no end.
    pub fn go_on(&mut self, last: Option<String>) -> Result<Option<String>, SourceError> {
        let Some(last) = last else { return Ok(None) };
        if self.pages() >= self.most || !self.places.insert(last.clone()) {
            let standstill = phrase!("server-stream-standstill");
            return Err(SourceError::new(SourceErrorKind::Unavailable, standstill));
        }
        Ok(Some(last))
    }

    /// How many pages were asked for.
    pub fn pages(&self) -> usize {
        self.places.len() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(pagination: &mut Pagination, last: &str) -> Option<String> {
        pagination.go_on(Some(last.to_owned())).ok().flatten()
    }

    #[test]
    fn a_list_is_followed_to_its_end() {
        let mut pagination = Pagination::default();
        assert_eq!([go(&mut pagination, "a"), go(&mut pagination, "b")].map(Option::unwrap_or_default), ["a", "b"]);
        assert_eq!((pagination.go_on(None), pagination.pages()), (Ok(None), 3));
    }

    #[test]
    fn a_list_that_comes_back_to_where_it_was_or_has_no_end_is_none() {
        let mut circle = Pagination::default();
        assert_eq!(["a", "b", "a"].map(|last| go(&mut circle, last).is_some()), [true, true, false]);
        let mut endless = Pagination::default();
        let further = (0..=MOST_PAGES).take_while(|at| go(&mut endless, &at.to_string()).is_some()).count();
        assert_eq!(further + 1, MOST_PAGES);
    }
}
