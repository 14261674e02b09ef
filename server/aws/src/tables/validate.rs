//! What can be told about a write before it is sent: the key, the size, and which part of the form is wrong.

use afterimage_language::{Message, Phrase, message, phrase};
use afterimage_model::{
    AttributeValue, Image, ItemKey, image::MAX_ITEM_SIZE_BYTES, table::KeyAttribute, write::WriteField,
};

use super::{TableDescription, WriteRefusal, type_of};

/// DynamoDB's limit for a partition key's value, in bytes.
const MAX_PARTITION_KEY_BYTES: usize = 2048;

/// DynamoDB's limit for a sort key's value, in bytes.
const MAX_SORT_KEY_BYTES: usize = 1024;

/// The most characters of a table's name.
const MAX_TABLE_NAME: usize = 255;

/// Whether a table can have this name at all.
///
/// # Errors
/// Says what names are made of.
pub(super) fn table_name(name: &str) -> Result<(), WriteRefusal> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if (1..=MAX_TABLE_NAME).contains(&name.len()) && name.bytes().all(is_allowed) {
        return Ok(());
    }
    let message = phrase!("server-write-table-name", name = format!("{name:?}"), most = MAX_TABLE_NAME.to_string());
    Err(WriteRefusal::new(WriteField::Table, "no_such_table", message))
}

/// Whether nothing of the item is kept raw: that could not be written as it was.
///
/// # Errors
/// Names the first attribute that is.
pub(super) fn without_raw(item: &Image) -> Result<(), WriteRefusal> {
    match item.first_raw() {
        Some(name) => {
            Err(WriteRefusal::new(WriteField::Item, "invalid_item", phrase!("server-write-raw", name = name)))
        }
        None => Ok(()),
    }
}

/// The key attributes of `item`, checked against the table's key schema.
///
/// # Errors
/// Names the key attribute that is missing, empty, of the wrong type or too long.
pub(super) fn key_of(table: &TableDescription, item: &Image) -> Result<Image, WriteRefusal> {
    let keys = [
        (&table.partition_key, message!("server-key-partition"), MAX_PARTITION_KEY_BYTES),
        (&table.sort_key, message!("server-key-sort"), MAX_SORT_KEY_BYTES),
    ];
    let parts = keys.into_iter().filter_map(|(key, role, limit)| Some((key.as_ref()?, role, limit)));
    parts
        .map(|(key, role, limit)| {
            let value = key_value(&table.name, key, role, item)?;
            within(limit, key, role, value)?;
            Ok((key.name.clone(), value.clone()))
        })
        .collect()
}

/// The canonical name of the item with these key attributes.
///
/// # Errors
/// When they are no key.
pub(super) fn item_key(key: &Image) -> Result<ItemKey, WriteRefusal> {
    ItemKey::from_image(key).map_err(|error| WriteRefusal::new(WriteField::Key, "missing_key", error.to_string()))
}

/// Whether DynamoDB would take an item of this size.
///
/// # Errors
/// Names the size, the limit and the largest attribute.
pub(super) fn size(item: &Image) -> Result<(), WriteRefusal> {
    let size = item.size_bytes();
    if size <= MAX_ITEM_SIZE_BYTES {
        return Ok(());
    }
    let largest = item.iter().map(|(name, value)| (name.len() + value.size_bytes(), name)).max();
    let mut message =
        phrase!("server-write-item-too-large", size = size.to_string(), most = MAX_ITEM_SIZE_BYTES.to_string());
    if let Some((bytes, name)) = largest {
        message = phrase!("server-write-largest-attribute", said = message, name = name, bytes = bytes.to_string());
    }
    Err(WriteRefusal::new(WriteField::Item, "item_too_large", message))
}

fn key_value<'a>(
    table: &str,
    key: &KeyAttribute,
    role: Message,
    item: &'a Image,
) -> Result<&'a AttributeValue, WriteRefusal> {
    let (name, role, wanted) = (key.name.as_str(), role, type_name(&key.type_tag));
    let refuse = |code: &'static str, message: Phrase| Err(WriteRefusal::new(WriteField::Key, code, message));
    match item.get(name) {
        None => refuse(
            "missing_key",
            phrase!("server-write-key-missing", name = name, role = role, table = table, kind = wanted),
        ),
        Some(value) if value.type_tag() != key.type_tag => {
            let found = type_of(value);
            refuse(
                "wrong_key_type",
                phrase!(
                    "server-write-key-wrong-type",
                    name = name,
                    found = found,
                    role = role,
                    table = table,
                    kind = wanted
                ),
            )
        }
        Some(value) if is_empty(value) => {
            refuse("missing_key", phrase!("server-write-key-empty", name = name, role = role, table = table))
        }
        Some(value) => Ok(value),
    }
}

fn within(limit: usize, key: &KeyAttribute, role: Message, value: &AttributeValue) -> Result<(), WriteRefusal> {
    let size = value.size_bytes();
    if size <= limit {
        return Ok(());
    }
    let (name, size, most) = (key.name.as_str(), size.to_string(), limit.to_string());
    let message = phrase!("server-write-key-too-long", name = name, size = size, role = role, most = most);
    Err(WriteRefusal::new(WriteField::Key, "invalid_item", message))
}

fn is_empty(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.is_empty(),
        _ => false,
    }
}

fn type_name(tag: &str) -> Phrase {
    match tag {
        "S" => phrase!("server-type-string"),
        "N" => phrase!("server-type-number"),
        "B" => phrase!("server-type-binary"),
        other => other.into(),
    }
}
