//! Which of an endpoint's tables are followed.

use wildmatch::WildMatch;

/// Which tables are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableSelection {
    /// Every table at the endpoint, also those that are created later.
    All,
    /// These. A name with `*` (any characters) or `?` (any one) stands for all that it fits, also those that are created
    /// later; one without must exist at the start.
    Named(Vec<String>),
    /// Those that carry the tag, also those that get it later.
    Tagged(TableTag),
}

/// A tag of a table, as AWS keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableTag {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl TableSelection {
    /// Whether the table is selected by its name; nothing where its name does not tell.
    pub fn selects(&self, table: &str) -> Option<bool> {
        match self {
            Self::All => Some(true),
            Self::Named(names) => Some(names.iter().any(|name| fits(name, table))),
            Self::Tagged(_) => None,
        }
    }

    /// The names that stand for one table each.
    pub fn literal_names(&self) -> impl Iterator<Item = &String> {
        let names = if let Self::Named(names) = self { names.as_slice() } else { &[] };
        names.iter().filter(|name| !is_pattern(name))
    }

    /// Whether the endpoint has to be asked for its tables.
    pub fn needs_listing(&self) -> bool {
        if let Self::Named(names) = self { names.iter().any(|name| is_pattern(name)) } else { true }
    }
}

/// DynamoDB allows letters, digits and `_.-` in a table's name, so these two cannot be meant as themselves.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}

fn fits(name: &str, table: &str) -> bool {
    if is_pattern(name) { WildMatch::new(name).matches(table) } else { name == table }
}

impl std::str::FromStr for TableTag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok(Self { key: key.to_owned(), value: value.to_owned() }),
            _ => Err("a tag is KEY=VALUE, as in capture=yes".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_star_stands_for_all_that_it_fits() {
        let selection = TableSelection::Named(vec!["orders-*".to_owned(), "user?".to_owned(), "carts".to_owned()]);
        for (table, selected) in [
            ("orders-eu", true),
            ("orders-", true),
            ("old-orders-eu", false),
            ("users", true),
            ("user", false),
            ("carts", true),
            ("carts2", false),
        ] {
            assert_eq!(selection.selects(table), Some(selected), "{table}");
        }
        assert_eq!(selection.literal_names().collect::<Vec<_>>(), ["carts"]);
        assert!(selection.needs_listing());
        assert!(!TableSelection::Named(vec!["carts".to_owned()]).needs_listing());
    }

    #[test]
    fn a_tag_is_a_key_and_a_value() {
        let tag = TableTag { key: "team".to_owned(), value: "a=b".to_owned() };
        assert_eq!("team=a=b".parse(), Ok(tag));
        assert!("team".parse::<TableTag>().is_err());
        assert!("=b".parse::<TableTag>().is_err());
    }
}
