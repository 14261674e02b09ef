//! Which line of the palette's list is marked. Pure.

use super::{entries::Entry, listed::Listed};

/// What is marked: the first line, until a key leads to another. That one stays marked wherever it comes to stand, for
/// the names of tables and views may come only then, and stand before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    at: usize,
    entry: Option<Entry>,
}

impl Mark {
    /// The mark that a key has put on a line.
    pub fn put(lines: &[Listed], at: usize) -> Self {
        Self { at, entry: lines.get(at).map(|listed| listed.entry.clone()) }
    }

    /// Where it is in the list as it is now; the list may have become shorter.
    pub fn at(&self, lines: &[Listed]) -> usize {
        let entry = self.entry.as_ref();
        let is_there = |listed: &Listed| {
            entry.is_some_and(|entry| entry.kind == listed.entry.kind && entry.is_same(&listed.entry))
        };
        lines.iter().position(is_there).unwrap_or_else(|| self.at.min(lines.len().saturating_sub(1)))
    }

    /// Whether a key has put it there.
    pub const fn is_put(&self) -> bool {
        self.entry.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::palette::entries::Kind;

    fn lines(addresses: &[&str]) -> Vec<Listed> {
        let line = |address: &&str| Listed {
            entry: Entry::to(Kind::Page, (*address).to_owned(), address, ""),
            marks: Vec::new(),
            is_recent: false,
        };
        addresses.iter().map(line).collect()
    }

    #[test]
    fn what_a_key_marked_stays_marked_when_others_come_before_it() {
        let mark = Mark::put(&lines(&["/a", "/b", "/c"]), 2);
        assert_eq!(mark.at(&lines(&["/a", "/t", "/b", "/u", "/c", "/d"])), 4);
    }

    #[test]
    fn the_first_line_is_marked_whichever_it_is_until_a_key_leads_elsewhere() {
        assert_eq!(Mark::default().at(&lines(&["/t", "/a"])), 0);
        assert_eq!(Mark::put(&lines(&["/a", "/b"]), 0).at(&lines(&["/t", "/a"])), 1);
    }

    #[test]
    fn where_what_was_marked_is_gone_its_place_is_or_the_last() {
        let mark = Mark::put(&lines(&["/a", "/b", "/c"]), 1);
        assert_eq!(mark.at(&lines(&["/a", "/x", "/c"])), 1);
        assert_eq!(mark.at(&lines(&["/a"])), 0);
        assert_eq!(mark.at(&[]), 0);
    }
}
