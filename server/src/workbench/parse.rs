//! From a model's JSON to tables.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    fmt,
};

use afterimage_app::{
    model::{AttributeValue, Image, ItemKey, ViewType, dynamodb_json, table::KeyAttribute},
    say,
};
use serde_json::{Map, Value};

use super::{DataModel, ModelTable};
use crate::tables::{NewIndex, NewTable, Projection, type_of};

/// Why a text is no data model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct InvalidModel {
    /// Where in the file: `DataModel[0].KeyAttributes.PartitionKey`.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for InvalidModel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, reason) = (self.place.as_str(), self.reason.as_str());
        formatter.write_str(&say!("server-model-invalid", place = place, reason = reason))
    }
}

/// A part of the file and where it is.
#[derive(Clone)]
struct At<'a> {
    place: String,
    value: &'a Value,
}

pub(super) fn model(text: &str) -> Result<DataModel, InvalidModel> {
    let place = say!("server-model-file");
    let json: Value = serde_json::from_str(text)
        .map_err(|error| invalid(place, say!("server-model-no-json", error = error.to_string())))?;
    let file = At { place: place.to_owned(), value: &json };
    let file = file.object()?;
    let name = match file.get("ModelName") {
        None | Some(Value::Null) => "unnamed",
        Some(name) => name.as_str().ok_or_else(|| invalid("ModelName", say!("server-model-no-text")))?,
    };
    let name = name.to_owned();
    let Some(list) = file.get("DataModel") else {
        return Err(invalid("DataModel", say!("server-model-no-tables")));
    };
    let list = At { place: "DataModel".to_owned(), value: list };
    let tables: Vec<ModelTable> = list.array()?.map(|table| self::table(&table)).collect::<Result<_, _>>()?;
    if tables.is_empty() {
        return Err(invalid("DataModel", say!("server-model-empty")));
    }
    let mut names = HashSet::new();
    if let Some(twice) = tables.iter().enumerate().find(|(_, table)| !names.insert(table.table.name.as_str())) {
        return Err(invalid(
            format!("DataModel[{}].TableName", twice.0),
            say!("server-model-twice", name = twice.1.table.name.as_str()),
        ));
    }
    Ok(DataModel { name, tables })
}

fn table(at: &At<'_>) -> Result<ModelTable, InvalidModel> {
    let name = at.field("TableName")?.text()?.to_owned();
    if !is_table_name(&name) {
        return Err(invalid(format!("{}.TableName", at.place), say!("server-model-table-name")));
    }
    let (partition_key, sort_key) = keys(&at.field("KeyAttributes")?)?;
    let indexes = match at.optional("GlobalSecondaryIndexes") {
        Some(list) => list.array()?.map(|index| self::index(&index)).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let view_type = ViewType::NewAndOldImages;
    let table = NewTable { name, partition_key, sort_key, ttl_attribute: None, view_type };
    let mut items = Items::default();
    add_items(at, &table, &mut items)?;
    if let Some(facets) = at.optional("TableFacets") {
        for facet in facets.array()? {
            add_items(&facet, &table, &mut items)?;
        }
    }
    Ok(ModelTable { table, indexes, items: items.list })
}

fn keys(at: &At<'_>) -> Result<(KeyAttribute, Option<KeyAttribute>), InvalidModel> {
    let partition = key(&at.field("PartitionKey")?)?;
    let sort = at.optional("SortKey").map(|sort| key(&sort)).transpose()?;
    Ok((partition, sort))
}

fn key(at: &At<'_>) -> Result<KeyAttribute, InvalidModel> {
    let name = at.field("AttributeName")?.text()?.to_owned();
    let type_tag = at.field("AttributeType")?.text()?.to_owned();
    if !["S", "N", "B"].contains(&type_tag.as_str()) {
        let reason = say!("server-model-key-type", kind = type_tag.as_str());
        return Err(invalid(format!("{}.AttributeType", at.place), reason));
    }
    Ok(KeyAttribute { name, type_tag })
}

fn index(at: &At<'_>) -> Result<NewIndex, InvalidModel> {
    let name = at.field("IndexName")?.text()?.to_owned();
    let (partition_key, sort_key) = keys(&at.field("KeyAttributes")?)?;
    let projection = match at.optional("Projection") {
        None => Projection::All,
        Some(projection) => match projection.field("ProjectionType")?.text()? {
            "ALL" => Projection::All,
            "KEYS_ONLY" => Projection::KeysOnly,
            "INCLUDE" => {
                let names = projection.field("NonKeyAttributes")?;
                Projection::Include(names.array()?.map(|name| Ok(name.text()?.to_owned())).collect::<Result<_, _>>()?)
            }
            other => {
                let reason = say!("server-model-projection", text = format!("{other:?}"));
                return Err(invalid(format!("{}.ProjectionType", projection.place), reason));
            }
        },
    };
    Ok(NewIndex { name, partition_key, sort_key, projection })
}

/// A table's sample data, in the order in which its keys first came.
#[derive(Default)]
struct Items {
    list: Vec<Image>,
    places: HashMap<ItemKey, usize>,
}

impl Items {
    /// An item whose key is there already replaces it, as it would in the table.
    fn put(&mut self, key: ItemKey, item: Image) {
        match self.places.entry(key) {
            Entry::Occupied(place) => self.list[*place.get()] = item,
            Entry::Vacant(place) => {
                place.insert(self.list.len());
                self.list.push(item);
            }
        }
    }
}

fn add_items(at: &At<'_>, table: &NewTable, items: &mut Items) -> Result<(), InvalidModel> {
    let Some(data) = at.optional("TableData") else { return Ok(()) };
    for row in data.array()? {
        let item = dynamodb_json::image_from_json(row.value)
            .map_err(|error| invalid(format!("{}.{}", row.place, error.path), error.reason.to_string()))?;
        let key = item_key(&row.place, table, &item)?;
        items.put(key, item);
    }
    Ok(())
}

fn item_key(place: &str, table: &NewTable, item: &Image) -> Result<ItemKey, InvalidModel> {
    let mut attributes = Vec::new();
    for key in std::iter::once(&table.partition_key).chain(&table.sort_key) {
        let value = item.get(&key.name).filter(|value| !is_empty(value));
        let value = value.ok_or_else(|| invalid(format!("{place}.{}", key.name), say!("server-model-item-key")))?;
        if value.type_tag() != key.type_tag {
            let reason = say!("server-model-item-key-type", found = type_of(value), kind = key.type_tag.as_str());
            return Err(invalid(format!("{place}.{}", key.name), reason));
        }
        attributes.push((key.name.clone(), value.clone()));
    }
    ItemKey::from_image(&Image::from_iter(attributes)).map_err(|error| invalid(place, error.to_string()))
}

fn is_empty(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.is_empty(),
        _ => false,
    }
}

fn is_table_name(name: &str) -> bool {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    (3..=255).contains(&name.len()) && name.chars().all(is_allowed)
}

fn invalid(place: impl Into<String>, reason: impl Into<String>) -> InvalidModel {
    InvalidModel { place: place.into(), reason: reason.into() }
}

impl<'a> At<'a> {
    fn object(&self) -> Result<&'a Map<String, Value>, InvalidModel> {
        self.value.as_object().ok_or_else(|| invalid(&self.place, say!("server-model-no-object")))
    }

    fn array(&self) -> Result<impl Iterator<Item = At<'a>>, InvalidModel> {
        let place = self.place.clone();
        let list = self.value.as_array().ok_or_else(|| invalid(&self.place, say!("server-model-no-list")))?;
        Ok(list.iter().enumerate().map(move |(at, value)| At { place: format!("{place}[{at}]"), value }))
    }

    fn text(&self) -> Result<&'a str, InvalidModel> {
        self.value
            .as_str()
            .filter(|text| !text.is_empty())
            .ok_or_else(|| invalid(&self.place, say!("server-model-no-text")))
    }

    fn field(&self, name: &str) -> Result<At<'a>, InvalidModel> {
        let found = self.object()?.get(name).filter(|value| !value.is_null());
        let value = found.ok_or_else(|| invalid(format!("{}.{name}", self.place), say!("server-model-missing")))?;
        Ok(At { place: format!("{}.{name}", self.place), value })
    }

    /// What may be left out, be null, or be empty.
    fn optional(&self, name: &str) -> Option<At<'a>> {
        let is_there = |value: &&Value| !value.is_null() && value.as_object().is_none_or(|object| !object.is_empty());
        let value = self.value.get(name).filter(is_there)?;
        Some(At { place: format!("{}.{name}", self.place), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &str = r#"{"ModelName": "Odd", "DataModel": [{
        "TableName": "odd.Names",
        "KeyAttributes": {"PartitionKey": {"AttributeName": "a key #1", "AttributeType": "S"},
            "SortKey": {"AttributeName": "größe.m", "AttributeType": "N"}},
        "NonKeyAttributes": [{"AttributeName": "GSI-PK", "AttributeType": "S"}],
        "TableFacets": [{"FacetName": "f", "TableData": [{"a key #1": {"S": "x"}, "größe.m": {"N": "1"}, "t": {"S": "new"}}]}],
        "TableData": [{"a key #1": {"S": "x"}, "größe.m": {"N": "1.0"}, "t": {"S": "old"}},
            {"a key #1": {"S": "y"}, "größe.m": {"N": "2"}, "set": {"SS": ["a"]}}],
        "GlobalSecondaryIndexes": [{"IndexName": "G", "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["t"]},
            "KeyAttributes": {"PartitionKey": {"AttributeName": "GSI-PK", "AttributeType": "S"}}}]
    }]}"#;

    #[test]
    fn tables_indexes_and_items_are_read_with_any_names() {
        let model = DataModel::read(ODD).expect("a model");
        let [table] = model.tables.as_slice() else { panic!("one table") };
        assert_eq!((model.name.as_str(), table.table.name.as_str()), ("Odd", "odd.Names"));
        assert_eq!(
            (table.table.partition_key.name.as_str(), table.table.view_type),
            ("a key #1", ViewType::NewAndOldImages)
        );
        assert_eq!(table.table.sort_key.as_ref().map(|key| key.name.as_str()), Some("größe.m"));
        assert_eq!(table.indexes[0].projection, Projection::Include(vec!["t".to_owned()]));
        assert_eq!(table.items.len(), 2, "a facet's row replaces the one with the same key");
        assert_eq!(table.items[0].get("t"), Some(&AttributeValue::S("new".to_owned())));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_to_do() {
        for (text, place, reason) in [
            ("[", "the file", "not valid JSON"),
            ("[]", "the file", "not a JSON object"),
            ("{}", "DataModel", "missing"),
            (r#"{"DataModel": []}"#, "DataModel", "no table"),
            (
                &ODD.replace("\"PartitionKey\": {\"AttributeName\": \"a key #1\"", "\"P\": {\"AttributeName\": \"a\""),
                "DataModel[0].KeyAttributes.PartitionKey",
                "missing",
            ),
            (
                &ODD.replace(r#""größe.m", "AttributeType": "N""#, r#""größe.m", "AttributeType": "M""#),
                "DataModel[0].KeyAttributes.SortKey.AttributeType",
                "S, N or B",
            ),
            (&ODD.replace("odd.Names", "odd Names"), "DataModel[0].TableName", "letters, digits"),
            (&ODD.replace(r#""N": "2""#, r#""S": "2""#), "DataModel[0].TableData[1].größe.m", "is a string"),
            (&ODD.replace(r#"{"SS": ["a"]}"#, r#"{"XX": 1}"#), "DataModel[0].TableData[1].set", "unknown type tag"),
            (
                &ODD.replace("INCLUDE", "SOME"),
                "DataModel[0].GlobalSecondaryIndexes[0].Projection.ProjectionType",
                "none of ALL",
            ),
        ] {
            let error = DataModel::read(text).expect_err(place);
            assert_eq!(error.place, place, "{error}");
            assert!(error.reason.contains(reason), "{error}");
            assert!(error.to_string().contains("Export data model"));
        }
    }
}
