//! What became of a data model: tables designed with `NoSQL` Workbench, created from its file.

use serde::{Deserialize, Serialize};

/// What became of each table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ModelOutcome {
    /// The model's name.
    pub model: String,
    /// Its tables, in the file's order.
    pub tables: Vec<TableOutcome>,
}

/// What became of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TableOutcome {
    /// Its name.
    pub name: String,
    /// What was done.
    pub result: TableResult,
    /// Whether this server follows it.
    pub is_followed: bool,
}

/// What was done with a table of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum TableResult {
    /// It was created.
    Created {
        /// With so many sample items.
        items: u64,
        /// And so many indexes.
        indexes: u64,
    },
    /// There was one by this name, which was left as it is.
    LeftAlone,
}

impl TableOutcome {
    /// What became of it, in a sentence.
    pub fn in_words(&self) -> String {
        let name = &self.name;
        let done = match self.result {
            TableResult::Created { items, indexes } => {
                let items = counted(items, "sample item");
                let indexes = if indexes > 0 { format!(" and {}", counted(indexes, "index")) } else { String::new() };
                format!("Table {name} was created with {items}{indexes}.")
            }
            TableResult::LeftAlone => format!("There is a table {name} already: it was left as it is."),
        };
        let unfollowed = format!(" It is not followed: start the server with --table {name} as well.");
        format!("{done}{}", if self.is_followed { String::new() } else { unfollowed })
    }
}

fn counted(count: u64, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "index") => format!("{count} indexes"),
        _ => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_is_a_sentence() {
        let outcome = |result, is_followed| TableOutcome { name: "Shop".to_owned(), result, is_followed }.in_words();
        let created = TableResult::Created { items: 21, indexes: 2 };
        assert_eq!(outcome(created, true), "Table Shop was created with 21 sample items and 2 indexes.");
        let alone = outcome(TableResult::LeftAlone, false);
        assert!(alone.contains("left as it is") && alone.contains("--table Shop"), "{alone}");
    }
}
