//! Put, update, delete: what each sends.

use afterimage_model::{
    Image,
    table::KeyAttribute,
    write::{WriteError, WriteField, WriteRequest},
};
use serde::{Deserialize, Serialize};

use super::draft::{self, Notation, Problem};
use crate::say;

/// What is done to the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Write the whole item.
    Put,
    /// Write the attributes that differ.
    Update,
    /// Delete it.
    Delete,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Put, Self::Update, Self::Delete];

    /// The word in the page's address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The kind of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What the choice says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Put => say!("write-put"),
            Self::Update => say!("write-update"),
            Self::Delete => say!("write-delete"),
        }
    }

    /// What the button says.
    pub fn button(self) -> &'static str {
        match self {
            Self::Put => say!("write-put-item"),
            Self::Update => say!("write-update-item"),
            Self::Delete => say!("write-delete-item"),
        }
    }

    /// What it means, in a line.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Put => say!("write-put-about"),
            Self::Update => say!("write-update-about"),
            Self::Delete => say!("write-delete-about"),
        }
    }

    /// The request that the text makes, and the item as it will then be.
    ///
    /// # Errors
    /// When the text is not readable, DynamoDB would refuse the item, or an update has nothing to compare with.
    pub fn request(
        self,
        text: &str,
        notation: Notation,
        keys: &[KeyAttribute],
        base: Option<Image>,
        only_if_absent: bool,
    ) -> Result<(WriteRequest, Option<Image>), WriteError> {
        let refuse = |problem: Problem| WriteError::new(problem.field, "invalid_item", problem.message);
        let item = notation.read(text).map_err(|error| refuse(Problem::of_json(text, &error)))?;
        if let Some(problem) = draft::problems(&item, keys).into_iter().next() {
            return Err(refuse(problem));
        }
        match self {
            Self::Put => Ok((WriteRequest::Put { item: item.clone(), only_if_absent }, Some(item))),
            Self::Delete => Ok((WriteRequest::Delete { key: draft::key_of(&item, keys) }, None)),
            Self::Update => {
                let base = base.ok_or_else(nothing_to_compare)?;
                check_update(&base, &item, keys)?;
                Ok((WriteRequest::Update { base, item: item.clone() }, Some(item)))
            }
        }
    }
}

fn nothing_to_compare() -> WriteError {
    let message = say!("write-load-first");
    WriteError::new(WriteField::Item, "invalid_item", message)
}

fn check_update(base: &Image, item: &Image, keys: &[KeyAttribute]) -> Result<(), WriteError> {
    if draft::key_of(base, keys) != draft::key_of(item, keys) {
        let message = say!("write-key-changed");
        return Err(WriteError::new(WriteField::Key, "invalid_item", message));
    }
    if base == item {
        let message = say!("write-nothing-differs");
        return Err(WriteError::new(WriteField::Item, "invalid_item", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: Kind, text: &str, base: Option<&str>) -> Result<WriteRequest, WriteError> {
        let keys = [KeyAttribute { name: "id".to_owned(), type_tag: "S".to_owned() }];
        let base = base.map(|base| Notation::Plain.read(base).expect(base));
        kind.request(text, Notation::Plain, &keys, base, false).map(|(request, _)| request)
    }

    #[test]
    fn a_delete_sends_the_key_alone() {
        let key = Notation::Plain.read(r#"{"id": "1"}"#).expect("an item");
        assert_eq!(request(Kind::Delete, r#"{"id": "1", "note": "x"}"#, None), Ok(WriteRequest::Delete { key }));
    }

    #[test]
    fn an_update_needs_a_base_of_the_same_key_and_a_difference() {
        let field =
            |base| request(Kind::Update, r#"{"id": "1", "n": 2}"#, base).map(|_| ()).map_err(|error| error.field);
        assert_eq!(field(None), Err(WriteField::Item));
        assert_eq!(field(Some(r#"{"id": "2", "n": 1}"#)), Err(WriteField::Key));
        assert_eq!(field(Some(r#"{"id": "1", "n": 2}"#)), Err(WriteField::Item));
        assert_eq!(field(Some(r#"{"id": "1", "n": 1}"#)), Ok(()));
    }

    #[test]
    fn what_is_wrong_with_the_text_is_said_before_anything_is_sent() {
        let told = |text: &str| request(Kind::Put, text, None).expect_err(text);
        assert_eq!(told("{").field, WriteField::Item);
        assert_eq!(told(r#"{"id": 1}"#).field, WriteField::Key);
    }
}
