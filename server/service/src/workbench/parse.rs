//! From a model's JSON to tables.
//!
//! The file is taken apart a level at a time, and of its sample data a row at a time: as a tree of values, a file takes
//! thirty times its length of memory.

use std::collections::{BTreeMap, HashMap, HashSet, hash_map::Entry};

use afterimage_capture::tables::{NewIndex, NewTable, Projection, type_of};
use afterimage_language::phrase;
use afterimage_model::{Image, ItemKey, ViewType, dynamodb_json, table::KeyAttribute};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{
    DataModel, ModelTable,
    check::{self, is_empty, is_table_name},
    invalid::{InvalidModel, invalid},
};

/// A part of the file and where it is.
#[derive(Clone)]
struct At<'a> {
    place: String,
    json: &'a RawValue,
}

/// An object's fields.
struct Fields<'a> {
    place: String,
    fields: BTreeMap<String, &'a RawValue>,
}

pub(super) fn model(text: &str) -> Result<DataModel, InvalidModel> {
    let json = serde_json::from_str(text).map_err(|error| no_json("", &error))?;
    let file = At { place: String::new(), json }.object()?;
    let of_file = |name: &str| file.fields.get(name).map(|json| At { place: name.to_owned(), json });
    let name = match of_file("ModelName").filter(|name| !name.is_null()) {
        None => "unnamed".to_owned(),
        Some(name) => name.string()?,
    };
    let list = of_file("DataModel").ok_or_else(|| invalid("DataModel", phrase!("server-model-no-tables")))?;
    let tables: Vec<ModelTable> = list.array()?.map(|table| self::table(&table)).collect::<Result<_, _>>()?;
    if tables.is_empty() {
        return Err(invalid("DataModel", phrase!("server-model-empty")));
    }
    let mut names = HashSet::new();
    if let Some(twice) = tables.iter().enumerate().find(|(_, table)| !names.insert(table.table.name.as_str())) {
        return Err(invalid(
            format!("DataModel[{}].TableName", twice.0),
            phrase!("server-model-twice", name = twice.1.table.name.as_str()),
        ));
    }
    Ok(DataModel { name, tables })
}

fn table(at: &At<'_>) -> Result<ModelTable, InvalidModel> {
    let table = at.object()?;
    let name = table.field("TableName")?.text()?;
    if !is_table_name(&name) {
        return Err(invalid(format!("{}.TableName", at.place), phrase!("server-model-table-name")));
    }
    let (partition_key, sort_key) = keys(&table.field("KeyAttributes")?)?;
    let indexes: Vec<NewIndex> = match table.optional("GlobalSecondaryIndexes") {
        Some(list) => list.array()?.map(|index| self::index(&index)).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let view_type = ViewType::NewAndOldImages;
    let new = NewTable { name, partition_key, sort_key, ttl_attribute: None, view_type };
    check::definitions(&at.place, &new, &indexes)?;
    let mut items = Items::default();
    add_items(&table, &new, &indexes, &mut items)?;
    if let Some(facets) = table.optional("TableFacets") {
        for facet in facets.array()? {
            add_items(&facet.object()?, &new, &indexes, &mut items)?;
        }
    }
    Ok(ModelTable { table: new, indexes, items: items.list })
}

fn keys(at: &At<'_>) -> Result<(KeyAttribute, Option<KeyAttribute>), InvalidModel> {
    let keys = at.object()?;
    let partition = key(&keys.field("PartitionKey")?)?;
    let sort = keys.optional("SortKey").map(|sort| key(&sort)).transpose()?;
    Ok((partition, sort))
}

fn key(at: &At<'_>) -> Result<KeyAttribute, InvalidModel> {
    let key = at.object()?;
    let name = key.field("AttributeName")?.text()?;
    let type_tag = key.field("AttributeType")?.text()?;
    if !["S", "N", "B"].contains(&type_tag.as_str()) {
        let reason = phrase!("server-model-key-type", kind = type_tag);
        return Err(invalid(format!("{}.AttributeType", at.place), reason));
    }
    Ok(KeyAttribute { name, type_tag })
}

fn index(at: &At<'_>) -> Result<NewIndex, InvalidModel> {
    let index = at.object()?;
    let name = index.field("IndexName")?.text()?;
    let (partition_key, sort_key) = keys(&index.field("KeyAttributes")?)?;
    let projection = match index.optional("Projection").map(|projection| projection.object()).transpose()? {
        None => Projection::All,
        Some(projection) => match projection.field("ProjectionType")?.text()?.as_str() {
            "ALL" => Projection::All,
            "KEYS_ONLY" => Projection::KeysOnly,
            "INCLUDE" => {
                let names = projection.field("NonKeyAttributes")?;
                Projection::Include(names.array()?.map(|name| name.text()).collect::<Result<_, _>>()?)
            }
            other => {
                let reason = phrase!("server-model-projection", text = format!("{other:?}"));
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

fn add_items(at: &Fields<'_>, table: &NewTable, indexes: &[NewIndex], items: &mut Items) -> Result<(), InvalidModel> {
    let Some(data) = at.optional("TableData") else { return Ok(()) };
    for row in data.array()? {
        let json: Value = row.read()?;
        let item = dynamodb_json::image_from_json(&json)
            .map_err(|error| invalid(format!("{}.{}", row.place, error.path), error.reason.to_string()))?;
        let key = item_key(&row.place, table, &item)?;
        check::item(&row.place, table, indexes, &item)?;
        items.put(key, item);
    }
    Ok(())
}

fn item_key(place: &str, table: &NewTable, item: &Image) -> Result<ItemKey, InvalidModel> {
    let mut attributes = Vec::new();
    for key in std::iter::once(&table.partition_key).chain(&table.sort_key) {
        let value = item.get(&key.name).filter(|value| !is_empty(value));
        let value = value.ok_or_else(|| invalid(format!("{place}.{}", key.name), phrase!("server-model-item-key")))?;
        if value.type_tag() != key.type_tag {
            let reason = phrase!("server-model-item-key-type", found = type_of(value), kind = key.type_tag.as_str());
            return Err(invalid(format!("{place}.{}", key.name), reason));
        }
        attributes.push((key.name.clone(), value.clone()));
    }
    ItemKey::from_image(&Image::from_iter(attributes)).map_err(|error| invalid(place, error.to_string()))
}

fn no_json(place: &str, error: &serde_json::Error) -> InvalidModel {
    invalid(place, phrase!("server-model-no-json", error = error.to_string()))
}

impl<'a> At<'a> {
    fn is_null(&self) -> bool {
        self.json.get() == "null"
    }

    fn begins_with(&self, mark: char) -> bool {
        self.json.get().starts_with(mark)
    }

    fn read<T: Deserialize<'a>>(&self) -> Result<T, InvalidModel> {
        serde_json::from_str(self.json.get()).map_err(|error| no_json(&self.place, &error))
    }

    fn object(&self) -> Result<Fields<'a>, InvalidModel> {
        if !self.begins_with('{') {
            return Err(invalid(&self.place, phrase!("server-model-no-object")));
        }
        Ok(Fields { place: self.place.clone(), fields: self.read()? })
    }

    fn array(&self) -> Result<impl Iterator<Item = At<'a>>, InvalidModel> {
        if !self.begins_with('[') {
            return Err(invalid(&self.place, phrase!("server-model-no-list")));
        }
        let (place, list) = (self.place.clone(), self.read::<Vec<&'a RawValue>>()?);
        Ok(list.into_iter().enumerate().map(move |(at, json)| At { place: format!("{place}[{at}]"), json }))
    }

    fn string(&self) -> Result<String, InvalidModel> {
        if !self.begins_with('"') {
            return Err(invalid(&self.place, phrase!("server-model-no-text")));
        }
        self.read()
    }

    /// What is not to be empty.
    fn text(&self) -> Result<String, InvalidModel> {
        let text = self.string()?;
        if text.is_empty() {
            return Err(invalid(&self.place, phrase!("server-model-no-text")));
        }
        Ok(text)
    }
}

impl<'a> Fields<'a> {
    fn field(&self, name: &str) -> Result<At<'a>, InvalidModel> {
        let found = self.get(name).filter(|at| !at.is_null());
        found.ok_or_else(|| invalid(format!("{}.{name}", self.place), phrase!("server-model-missing")))
    }

    /// What may be left out, be null, or be empty.
    fn optional(&self, name: &str) -> Option<At<'a>> {
        let is_empty = |at: &At<'_>| at.is_null() || at.object().is_ok_and(|object| object.fields.is_empty());
        self.get(name).filter(|at| !is_empty(at))
    }

    fn get(&self, name: &str) -> Option<At<'a>> {
        self.fields.get(name).map(|json| At { place: format!("{}.{name}", self.place), json })
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::AttributeValue;

    use super::*;

    const ODD: &str = r#"{"ModelName": "Odd", "DataModel": [{
        "TableName": "odd.Names",
        "KeyAttributes": {"PartitionKey": {"AttributeName": "a key #1", "AttributeType": "S"},
            "SortKey": {"AttributeName": "größe.m", "AttributeType": "N"}},
        "NonKeyAttributes": [{"AttributeName": "GSI-PK", "AttributeType": "S"}],
        "TableFacets": [{"FacetName": "f", "TableData": [{"a key #1": {"S": "x"}, "größe.m": {"N": "1"}, "t": {"S": "new"}}]}],
        "TableData": [{"a key #1": {"S": "x"}, "größe.m": {"N": "1.0"}, "t": {"S": "old"}},
            {"a key #1": {"S": "y"}, "größe.m": {"N": "2"}, "set": {"SS": ["a"]}}],
        "GlobalSecondaryIndexes": [{"IndexName": "GSI", "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["t"]},
            "KeyAttributes": {"PartitionKey": {"AttributeName": "GSI-PK", "AttributeType": "S"}}}]
    }]}"#;

    #[test]
    fn tables_indexes_and_items_are_read_with_any_names() {
        let model = super::model(ODD).expect("a model");
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
    fn what_is_left_out_is_null_or_is_empty_is_not_there() {
        for nothing in [r#""SortKey": null,"#, r#""SortKey": {},"#, ""] {
            let text = format!(
                r#"{{"ModelName": null, "DataModel": [{{"TableName": "few", "TableFacets": null, "TableData": [],
                    "KeyAttributes": {{{nothing} "PartitionKey": {{"AttributeName": "id", "AttributeType": "S"}}}}}}]}}"#
            );
            let model = super::model(&text).expect("a model");
            assert_eq!((model.name.as_str(), model.tables[0].table.sort_key.as_ref()), ("unnamed", None), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_to_do() {
        for (text, place, reason) in [
            ("[", "", "not valid JSON"),
            ("[]", "", "not a JSON object"),
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
            (&ODD.replace(r#""old""#, r#""\ud800""#), "DataModel[0].TableData[0]", "not valid JSON"),
            (&ODD.replace("\"Odd\"", "7"), "ModelName", "text"),
            (
                &ODD.replace(r#""NonKeyAttributes": ["t"]"#, r#""NonKeyAttributes": 1"#),
                "DataModel[0].GlobalSecondaryIndexes[0].Projection.NonKeyAttributes",
                "list",
            ),
            (
                &ODD.replace("INCLUDE", "SOME"),
                "DataModel[0].GlobalSecondaryIndexes[0].Projection.ProjectionType",
                "none of ALL",
            ),
        ] {
            let error = super::model(text).expect_err(place);
            assert_eq!(error.place, place, "{error}");
            assert!(error.reason.in_english().contains(reason), "{error}");
            assert!(error.to_string().contains("Export data model"));
        }
    }
}
