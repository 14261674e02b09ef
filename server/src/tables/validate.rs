//! What can be told about a write before it is sent: the key, the size, and which part of the form is wrong.

use afterimage_app::model::{
    AttributeValue, Image, ItemKey,
    image::MAX_ITEM_SIZE_BYTES,
    table::KeyAttribute,
    write::{WriteError, WriteField},
};

use super::TableDescription;

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
pub(super) fn table_name(name: &str) -> Result<(), WriteError> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if (1..=MAX_TABLE_NAME).contains(&name.len()) && name.bytes().all(is_allowed) {
        return Ok(());
    }
    let message =
        format!("{name:?} is no table's name: that has 3 to {MAX_TABLE_NAME} letters, digits, `_`, `-` and `.`.");
    Err(WriteError::new(WriteField::Table, "no_such_table", message))
}

/// The key attributes of `item`, checked against the table's key schema.
///
/// # Errors
/// Names the key attribute that is missing, empty, of the wrong type or too long.
pub(super) fn key_of(table: &TableDescription, item: &Image) -> Result<Image, WriteError> {
    let keys =
        [(&table.partition_key, "partition", MAX_PARTITION_KEY_BYTES), (&table.sort_key, "sort", MAX_SORT_KEY_BYTES)];
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
pub(super) fn item_key(key: &Image) -> Result<ItemKey, WriteError> {
    ItemKey::from_image(key).map_err(|error| WriteError::new(WriteField::Key, "missing_key", error.to_string()))
}

/// Whether DynamoDB would take an item of this size.
///
/// # Errors
/// Names the size, the limit and the largest attribute.
pub(super) fn size(item: &Image) -> Result<(), WriteError> {
    let size = item.size_bytes();
    if size <= MAX_ITEM_SIZE_BYTES {
        return Ok(());
    }
    let largest = item.iter().map(|(name, value)| (name.len() + value.size_bytes(), name)).max();
    let largest = largest.map(|(bytes, name)| format!(" The largest attribute is {name}, with {bytes} bytes."));
    Err(WriteError::new(
        WriteField::Item,
        "item_too_large",
        format!(
            "The item has {size} bytes and DynamoDB takes at most {MAX_ITEM_SIZE_BYTES} (400 KB), names included.{}",
            largest.unwrap_or_default()
        ),
    ))
}

fn key_value<'a>(
    table: &str,
    key: &KeyAttribute,
    role: &str,
    item: &'a Image,
) -> Result<&'a AttributeValue, WriteError> {
    let (name, wanted) = (&key.name, type_name(&key.type_tag));
    let refuse = |code: &str, message: String| Err(WriteError::new(WriteField::Key, code, message));
    match item.get(name) {
        None => refuse(
            "missing_key",
            format!("{name} is missing: it is the {role} key of {table}, and every item needs it, as a {wanted}."),
        ),
        Some(value) if value.type_tag() != key.type_tag => refuse(
            "wrong_key_type",
            format!("{name} is a {}, and the {role} key of {table} is a {wanted}.", value.type_name()),
        ),
        Some(value) if is_empty(value) => refuse(
            "missing_key",
            format!("{name} is empty: the {role} key of {table} needs a value of at least one character or byte."),
        ),
        Some(value) => Ok(value),
    }
}

fn within(limit: usize, key: &KeyAttribute, role: &str, value: &AttributeValue) -> Result<(), WriteError> {
    let size = value.size_bytes();
    if size <= limit {
        return Ok(());
    }
    let message = format!("{} has {size} bytes, and a {role} key has at most {limit}.", key.name);
    Err(WriteError::new(WriteField::Key, "invalid_item", message))
}

fn is_empty(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.is_empty(),
        _ => false,
    }
}

fn type_name(tag: &str) -> &str {
    match tag {
        "S" => "string",
        "N" => "number",
        "B" => "binary",
        other => other,
    }
}
