//! What DynamoDB would refuse of a model, found before anything is created: half a model is worse than none.

use std::collections::{HashMap, HashSet};

use afterimage_capture::tables::{NewIndex, NewTable, Projection, type_of};
use afterimage_language::phrase;
use afterimage_model::{AttributeValue, Image, image::MAX_ITEM_SIZE_BYTES, table::KeyAttribute};

use super::invalid::{InvalidModel, invalid};

// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_PARTITION_KEY_BYTES: usize = 2_048;
const MAX_SORT_KEY_BYTES: usize = 1_024;
const MAX_KEY_NAME_BYTES: usize = 255;
const MAX_INDEXES: usize = 20;

/// The most attributes that all indexes of a table name together.
const MAX_PROJECTED: usize = 100;

/// Whether such a table can be created with such indexes.
pub(super) fn definitions(place: &str, table: &NewTable, indexes: &[NewIndex]) -> Result<(), InvalidModel> {
    let list = || format!("{place}.GlobalSecondaryIndexes");
    if indexes.len() > MAX_INDEXES {
        return Err(invalid(
            list(),
            phrase!("server-model-indexes", count = indexes.len().to_string(), most = MAX_INDEXES.to_string()),
        ));
    }
    let projected = indexes.iter().map(|index| match &index.projection {
        Projection::Include(names) => names.len(),
        Projection::All | Projection::KeysOnly => 0,
    });
    let projected = projected.sum::<usize>();
    if projected > MAX_PROJECTED {
        return Err(invalid(
            list(),
            phrase!("server-model-projected", count = projected.to_string(), most = MAX_PROJECTED.to_string()),
        ));
    }
    let mut types = HashMap::new();
    let mut names = HashSet::new();
    key_types(&format!("{place}.KeyAttributes"), &table.partition_key, table.sort_key.as_ref(), &mut types)?;
    for (at, index) in indexes.iter().enumerate() {
        let place = format!("{}[{at}]", list());
        if !is_table_name(&index.name) {
            return Err(invalid(format!("{place}.IndexName"), phrase!("server-model-table-name")));
        }
        if !names.insert(index.name.as_str()) {
            let twice = phrase!("server-model-twice", name = index.name.as_str());
            return Err(invalid(format!("{place}.IndexName"), twice));
        }
        let place = format!("{place}.KeyAttributes");
        key_types(&place, &index.partition_key, index.sort_key.as_ref(), &mut types)?;
    }
    Ok(())
}

/// An attribute has one type in all keys that it is part of, and a key two attributes at most, which differ.
fn key_types<'a>(
    place: &str,
    partition_key: &'a KeyAttribute,
    sort_key: Option<&'a KeyAttribute>,
    types: &mut HashMap<&'a str, &'a str>,
) -> Result<(), InvalidModel> {
    if sort_key.is_some_and(|sort_key| sort_key.name == partition_key.name) {
        let twice = phrase!("server-model-twice", name = partition_key.name.as_str());
        return Err(invalid(format!("{place}.SortKey"), twice));
    }
    for (part, key) in [("PartitionKey", Some(partition_key)), ("SortKey", sort_key)] {
        let Some(key) = key else { continue };
        if key.name.len() > MAX_KEY_NAME_BYTES {
            let reason = phrase!(
                "server-model-key-name",
                count = key.name.len().to_string(),
                most = MAX_KEY_NAME_BYTES.to_string()
            );
            return Err(invalid(format!("{place}.{part}.AttributeName"), reason));
        }
        let known = types.entry(&key.name).or_insert(&key.type_tag);
        if *known != key.type_tag {
            let reason = phrase!(
                "server-model-key-types",
                name = key.name.as_str(),
                first = *known,
                second = key.type_tag.as_str()
            );
            return Err(invalid(format!("{place}.{part}.AttributeType"), reason));
        }
    }
    Ok(())
}

/// Whether the item can be put into the table: what of an index's key it has is of the index's type, and not empty.
pub(super) fn item(place: &str, table: &NewTable, indexes: &[NewIndex], item: &Image) -> Result<(), InvalidModel> {
    if let Some(name) = item.first_raw() {
        return Err(invalid(format!("{place}.{name}"), phrase!("server-model-item-raw")));
    }
    let size_bytes = item.size_bytes();
    if size_bytes > MAX_ITEM_SIZE_BYTES {
        return Err(invalid(
            place,
            phrase!("server-model-item-size", size = size_bytes.to_string(), most = MAX_ITEM_SIZE_BYTES.to_string()),
        ));
    }
    let of_table = [(&table.partition_key, MAX_PARTITION_KEY_BYTES)].into_iter();
    let of_table = of_table.chain(table.sort_key.iter().map(|key| (key, MAX_SORT_KEY_BYTES)));
    for (key, most) in of_table {
        key_size(place, key, item, most)?;
    }
    for index in indexes {
        let keys =
            [(Some(&index.partition_key), MAX_PARTITION_KEY_BYTES), (index.sort_key.as_ref(), MAX_SORT_KEY_BYTES)];
        for (key, most) in keys.into_iter().filter_map(|(key, most)| Some((key?, most))) {
            // An item without it is not in the index, and may be in the table.
            let Some(value) = item.get(&key.name) else { continue };
            if value.type_tag() != key.type_tag {
                let reason = phrase!(
                    "server-model-index-key-type",
                    found = type_of(value),
                    index = index.name.as_str(),
                    kind = key.type_tag.as_str()
                );
                return Err(invalid(format!("{place}.{}", key.name), reason));
            }
            if is_empty(value) {
                let reason = phrase!("server-model-index-key-empty", index = index.name.as_str());
                return Err(invalid(format!("{place}.{}", key.name), reason));
            }
            key_size(place, key, item, most)?;
        }
    }
    Ok(())
}

fn key_size(place: &str, key: &KeyAttribute, item: &Image, most: usize) -> Result<(), InvalidModel> {
    let size_bytes = item.get(&key.name).map_or(0, |value| match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.len(),
        _ => 0,
    });
    if size_bytes <= most {
        return Ok(());
    }
    Err(invalid(
        format!("{place}.{}", key.name),
        phrase!("server-model-key-size", size = size_bytes.to_string(), most = most.to_string()),
    ))
}

/// Whether it is a key's value that DynamoDB refuses for its emptiness.
pub(super) fn is_empty(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.is_empty(),
        _ => false,
    }
}

/// Whether tables and indexes may be called so.
pub(super) fn is_table_name(name: &str) -> bool {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    (3..=255).contains(&name.len()) && name.chars().all(is_allowed)
}

#[cfg(test)]
mod tests {
    const MODEL: &str = r#"{"ModelName": "Shop", "DataModel": [{"TableName": "orders",
        "KeyAttributes": {"PartitionKey": {"AttributeName": "id", "AttributeType": "S"}},
        "TableData": [{"id": {"S": "a"}, "day": {"N": "1"}, "who": {"S": "x"}}, {"id": {"S": "b"}}],
        "GlobalSecondaryIndexes": [{"IndexName": "by-day", "Projection": {"ProjectionType": "ALL"}, "KeyAttributes": {
            "PartitionKey": {"AttributeName": "day", "AttributeType": "N"},
            "SortKey": {"AttributeName": "who", "AttributeType": "S"}}}]}]}"#;

    #[test]
    fn a_model_that_can_be_created_passes() {
        assert_eq!(super::super::read(MODEL).expect("a model").tables[0].items.len(), 2);
    }

    #[test]
    fn what_dynamodb_would_refuse_is_found_with_its_place() {
        let long = |bytes: usize| format!(r#"{{"S": "{}"}}"#, "x".repeat(bytes));
        for (from, to, place, reason) in [
            (
                r#"{"N": "1"}"#,
                r#"{"S": "1"}"#.to_owned(),
                "DataModel[0].TableData[0].day",
                "index by-day is of the type N",
            ),
            (r#"{"S": "x"}"#, r#"{"S": ""}"#.to_owned(), "DataModel[0].TableData[0].who", "index by-day"),
            (r#"{"S": "x"}"#, long(1_025), "DataModel[0].TableData[0].who", "it has 1025 bytes"),
            (r#"{"S": "b"}"#, long(2_049), "DataModel[0].TableData[1].id", "it has 2049 bytes"),
            (r#""who": {"S": "x"}"#, format!(r#""big": {}"#, long(410_000)), "DataModel[0].TableData[0]", "400 KB"),
            (
                r#""day", "AttributeType": "N""#,
                r#""id", "AttributeType": "N""#.to_owned(),
                "DataModel[0].GlobalSecondaryIndexes[0].KeyAttributes.PartitionKey.AttributeType",
                "both S and N",
            ),
            (
                r#""who", "AttributeType": "S""#,
                r#""day", "AttributeType": "N""#.to_owned(),
                "DataModel[0].GlobalSecondaryIndexes[0].KeyAttributes.SortKey",
                "twice",
            ),
            (
                r#""by-day""#,
                r#""by day""#.to_owned(),
                "DataModel[0].GlobalSecondaryIndexes[0].IndexName",
                "letters, digits",
            ),
        ] {
            let error = super::super::read(&MODEL.replacen(from, &to, 1)).expect_err(place);
            assert_eq!(error.place, place, "{error}");
            assert!(error.reason.in_english().contains(reason), "{error}");
        }
    }
}
