//! What the write form's text means: reading it, converting it, and saying what would be refused.

use afterimage_model::{
    AttributeValue, Image, dynamodb_json,
    image::MAX_ITEM_SIZE_BYTES,
    invalid_json::InvalidJson,
    plain_json,
    table::{KeyAttribute, TableStatus},
    write::WriteField,
};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::json_problem::in_words;
use crate::say;

/// How the text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notation {
    /// Without type tags.
    #[default]
    Plain,
    /// With type tags, as AWS's API has it.
    DynamoDb,
}

impl Notation {
    /// The word in the page's address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::DynamoDb => "dynamodb",
        }
    }

    /// The notation of that word; plain for any other.
    pub fn named(word: &str) -> Self {
        if word == Self::DynamoDb.as_str() { Self::DynamoDb } else { Self::Plain }
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Names the place and the reason.
    pub fn read(self, text: &str) -> Result<Image, InvalidJson> {
        match self {
            Self::Plain => plain_json::from_text(text),
            Self::DynamoDb => dynamodb_json::from_text(text),
        }
    }

    /// Writes an item.
    pub fn write(self, image: &Image) -> String {
        match self {
            Self::Plain => plain_json::to_text(image),
            Self::DynamoDb => dynamodb_json::to_pretty_text(image),
        }
    }
}

/// What is wrong with a text, where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field it belongs to.
    pub field: WriteField,
    /// Where and what, and what to do.
    pub message: String,
    /// The position in the text, in UTF-16 units as browsers count, where it is one of the JSON itself.
    pub position: Option<usize>,
}

impl Problem {
    fn of_key(message: String) -> Self {
        Self { field: WriteField::Key, message, position: None }
    }

    /// What keeps a text from being read.
    pub fn of_json(text: &str, error: &InvalidJson) -> Self {
        let position = syntax_error_position(text);
        Self { field: WriteField::Item, message: in_words(error), position }
    }
}

/// Where a text stops being JSON, in the units that a browser counts a text field's selection in.
fn syntax_error_position(text: &str) -> Option<usize> {
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let lines_before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = lines_before + error.column().saturating_sub(1);
    let before = (0..=at.min(text.len())).rev().find_map(|end| text.get(..end))?;
    Some(before.encode_utf16().count())
}

/// The key attributes of a table, partition key first; none while the table has not been described.
pub fn key_attributes(table: &TableStatus) -> Vec<KeyAttribute> {
    table.partition_key.iter().chain(&table.sort_key).cloned().collect()
}

/// The part of an item that names it.
pub fn key_of(image: &Image, keys: &[KeyAttribute]) -> Image {
    image.iter().filter(|(name, _)| keys.iter().any(|key| key.name == **name)).map(owned).collect()
}

fn owned((name, value): (&String, &AttributeValue)) -> (String, AttributeValue) {
    (name.clone(), value.clone())
}

/// What DynamoDB would refuse of an item that is to be written into a table with these key attributes.
pub fn problems(image: &Image, keys: &[KeyAttribute]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = keys.iter().filter_map(|key| key_problem(image, key)).collect();
    let size = image.size_bytes();
    if size > MAX_ITEM_SIZE_BYTES {
        let message = say!("write-too-large", size = size, most = MAX_ITEM_SIZE_BYTES);
        problems.push(Problem { field: WriteField::Item, message, position: None });
    }
    problems
}

fn key_problem(image: &Image, key: &KeyAttribute) -> Option<Problem> {
    let KeyAttribute { name, type_tag } = key;
    let Some(value) = image.get(name) else {
        let message = say!("write-key-missing", name = name.as_str(), wanted = type_tag.as_str());
        return Some(Problem::of_key(message));
    };
    if value.type_tag() != type_tag {
        let (is, wanted) = (value.type_tag(), type_tag.as_str());
        let message = say!("write-key-type", name = name.as_str(), is = is, wanted = wanted);
        return Some(Problem::of_key(message));
    }
    let empty = match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.is_empty(),
        _ => false,
    };
    empty.then(|| Problem::of_key(say!("write-key-empty", name = name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, type_tag: &str) -> KeyAttribute {
        KeyAttribute { name: name.to_owned(), type_tag: type_tag.to_owned() }
    }

    fn told(text: &str, keys: &[KeyAttribute]) -> Vec<String> {
        let image = Notation::Plain.read(text).expect(text);
        problems(&image, keys).into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn a_good_item_has_no_problems_and_a_bad_key_is_named() {
        let keys = [key("customer_id", "S"), key("order_id", "N")];
        assert_eq!(told(r#"{"customer_id": "c", "order_id": 1}"#, &keys), [""; 0]);
        assert_eq!(
            told(r#"{"customer_id": 5}"#, &keys),
            [
                "The key attribute customer_id is a number; this table keys it as a string.",
                "The key attribute order_id is missing: add it as a number.",
            ]
        );
        assert!(told(r#"{"customer_id": "", "order_id": 1}"#, &keys)[0].contains("is empty"));
    }

    #[test]
    fn an_item_over_the_limit_tells_its_size() {
        let text = format!(r#"{{"id": "1", "blob": "{}"}}"#, "x".repeat(MAX_ITEM_SIZE_BYTES));
        assert!(told(&text, &[key("id", "S")])[0].starts_with("The item has 409607 bytes"));
    }

    #[test]
    fn the_position_of_a_syntax_error_counts_as_browsers_do() {
        let text = "{\n  \"né\": 1, oops\n}";
        let error = Notation::Plain.read(text).expect_err(text);
        let position = Problem::of_json(text, &error).position.expect("a position");
        assert_eq!(text.chars().nth(position), Some('o'));
        let typed = r#"{"a": {"$ss": []}}"#;
        assert_eq!(Problem::of_json(typed, &Notation::Plain.read(typed).expect_err(typed)).position, None);
    }

    #[test]
    fn notations_convert_into_each_other_without_loss() {
        let plain =
            r#"{"id": "1", "n": 12345678901234567890123456789012345678, "tags": {"$ss": ["a", "b"]}, "no": null}"#;
        let image = Notation::Plain.read(plain).expect(plain);
        let there = Notation::DynamoDb.write(&image);
        let back = Notation::Plain.write(&Notation::DynamoDb.read(&there).expect("valid"));
        assert_eq!(Notation::Plain.read(&back), Ok(image));
    }
}
