//! From the wire's text to the archive's: in whatever order an endpoint writes an image, it is the same text.

use std::collections::BTreeMap;

use afterimage_archive::ImageText;
use afterimage_capture::{convert, source::ShardAddress};
use afterimage_model::{AttributeValue, Image, Timestamp, ViewType, dynamodb_json::Tagged};
use afterimage_test_archive::strategies::image;
use proptest::prelude::*;
use serde_json::json;

fn shard() -> ShardAddress {
    ShardAddress {
        table: "t".to_owned(),
        stream_arn: "arn".to_owned(),
        shard_id: "s".to_owned(),
        view_type: ViewType::NewImage,
    }
}

/// The image as some endpoint may write it: entries turned by so many places, and spaces where JSON allows them.
fn written(entries: &BTreeMap<String, AttributeValue>, turn: usize) -> String {
    let mut texts: Vec<String> =
        entries.iter().map(|(name, value)| format!("{} : {}", json!(name), tagged(value, turn))).collect();
    let by = turn % texts.len().max(1);
    texts.rotate_left(by);
    format!("{{ {} }}", texts.join(" ,"))
}

fn tagged(value: &AttributeValue, turn: usize) -> String {
    match value {
        AttributeValue::L(elements) => {
            let elements: Vec<_> = elements.iter().map(|element| tagged(element, turn)).collect();
            format!(r#"{{ "L" : [ {} ] }}"#, elements.join(" , "))
        }
        AttributeValue::M(entries) => format!(r#"{{"M":{}}}"#, written(entries, turn)),
        AttributeValue::Raw(text) => of_a_new_type(text),
        other => serde_json::to_string(&Tagged(other)).expect("JSON"),
    }
}

/// What this version has no type for, which is kept as its text.
fn of_a_new_type(text: &str) -> String {
    json!({ "NEW": text }).to_string()
}

/// Sets in their order and without repeats, as the engine takes them in.
fn in_order(value: AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::L(elements) => AttributeValue::L(elements.into_iter().map(in_order).collect()),
        AttributeValue::M(entries) => AttributeValue::M(entries_in_order(entries)),
        AttributeValue::Ss(elements) => AttributeValue::string_set(elements),
        AttributeValue::Ns(elements) => AttributeValue::number_set(elements),
        AttributeValue::Bs(elements) => AttributeValue::binary_set(elements),
        AttributeValue::Raw(text) => AttributeValue::Raw(of_a_new_type(&text)),
        other => other,
    }
}

fn entries_in_order(entries: BTreeMap<String, AttributeValue>) -> BTreeMap<String, AttributeValue> {
    entries.into_iter().map(|(name, value)| (name, in_order(value))).collect()
}

proptest! {
    #[test]
    fn an_image_from_the_wire_has_its_canonical_text(mut image in image(), turn in 0_usize..8) {
        // One without its key would get it from the record's keys; an empty one is absence.
        if !image.is_empty() {
            image.0.insert("id".to_owned(), AttributeValue::S("1".to_owned()));
        }
        let text = written(&image, turn);
        let answer = format!(
            r#"{{"Records": [{{"dynamodb": {{"SequenceNumber": "1", "Keys": {{"id": {{"S": "1"}}}}, "NewImage": {text}}}}}]}}"#
        );
        let page = convert::page(&answer, &shard(), Timestamp::from_millis(0)).expect("an answer");
        let expected = (!image.is_empty()).then(|| ImageText::of(&Image(entries_in_order(image.0))));
        prop_assert_eq!(&page.changes[0].new_image, &expected);
    }
}
