//! The fields that a term can name.

/// A field of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The table's name.
    Table,
    /// What happened.
    Op,
    /// A key value.
    Key,
    /// One item's whole key.
    Item,
    /// A place that differs between both images.
    Changed,
    /// An attribute of either image.
    Attr,
    /// An attribute of the image after the change.
    New,
    /// An attribute of the image before the change.
    Old,
    /// When it happened.
    At,
    /// Who did it.
    Actor,
    /// What the stream's records carry.
    View,
}

impl Field {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Table,
        Self::Op,
        Self::Key,
        Self::Item,
        Self::Changed,
        Self::Attr,
        Self::New,
        Self::Old,
        Self::At,
        Self::Actor,
        Self::View,
    ];

    /// How it is written, up to where its value begins: `table:`, and `new.` before an attribute's name.
    pub const fn written(self) -> &'static str {
        match self {
            Self::Table => "table:",
            Self::Op => "op:",
            Self::Key => "key:",
            Self::Item => "item:",
            Self::Changed => "changed:",
            Self::Attr => "attr:",
            Self::New => "new.",
            Self::Old => "old.",
            Self::At => "at:",
            Self::Actor => "actor:",
            Self::View => "view:",
        }
    }

    /// Its bare name.
    pub fn name(self) -> &'static str {
        self.written().trim_end_matches([':', '.'])
    }

    /// The field with that bare name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Longer words are not compared with the fields: nobody mistypes that much.
const MAX_COMPARED_CHARACTERS: usize = 16;

/// So many letters may be wrong for a word to be taken for another, if they are less than half of it.
const MAX_MISTAKES: usize = 2;

/// The field that somebody who wrote `word` most likely meant.
pub(super) fn nearest(word: &str) -> Option<Field> {
    let word: Vec<char> = word.to_ascii_lowercase().chars().collect();
    if word.is_empty() || word.len() > MAX_COMPARED_CHARACTERS {
        return None;
    }
    let mistakes_in = |field: &Field| {
        let name: Vec<char> = field.name().chars().collect();
        let shortened = word.len() > 1 && (name.starts_with(&word) || word.starts_with(&name));
        let mistakes = if shortened { 0 } else { mistakes(&word, &name) };
        (mistakes <= MAX_MISTAKES && 2 * mistakes < word.len()).then_some(mistakes)
    };
    let near = Field::ALL.into_iter().filter_map(|field| mistakes_in(&field).map(|mistakes| (mistakes, field)));
    near.min_by_key(|(mistakes, _)| *mistakes).map(|(_, field)| field)
}

/// How many letters have to be put in, left out, replaced or swapped with their neighbour.
fn mistakes(word: &[char], name: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=name.len()).collect()];
    for (at, letter) in word.iter().enumerate() {
        let above = &rows[at];
        let mut row = vec![at + 1];
        for (to, other) in name.iter().enumerate() {
            let replaced = above[to] + usize::from(letter != other);
            let mut fewest = replaced.min(above[to + 1] + 1).min(row[to] + 1);
            if at > 0 && to > 0 && *letter == name[to - 1] && word[at - 1] == *other {
                fewest = fewest.min(rows[at - 1][to - 1] + 1);
            }
            row.push(fewest);
        }
        rows.push(row);
    }
    rows[word.len()][name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_field_is_recognised() {
        for (word, meant) in [
            ("tabel", "table"),
            ("Table", "table"),
            ("tables", "table"),
            ("changd", "changed"),
            ("cahnged", "changed"),
            ("attribute", "attr"),
            ("keys", "key"),
            ("acter", "actor"),
            ("opp", "op"),
        ] {
            assert_eq!(nearest(word).map(Field::name), Some(meant), "{word}");
        }
        for word in ["http", "", "localhost", &"t".repeat(50)] {
            assert_eq!(nearest(word), None, "{word}");
        }
    }

    #[test]
    fn every_field_is_found_by_its_name() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.name()), Some(field));
        }
        assert_eq!(Field::named("gap"), None);
    }
}
