use afterimage_archive::ImageText;
use afterimage_model::{ViewType, attribute_value::MAX_DEPTH, dynamodb_json};
use serde_json::{Value, json};

use super::*;

const RECEIVED_AT: Timestamp = Timestamp::from_millis(1_795_356_557_412);

fn shard() -> ShardAddress {
    ShardAddress {
        table: "orders".to_owned(),
        stream_arn: "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/1".to_owned(),
        shard_id: "shardId-1".to_owned(),
        view_type: ViewType::NewAndOldImages,
    }
}

/// A record with everything but images.
fn record() -> Value {
    json!({"eventID": "e-1", "eventName": "MODIFY", "eventVersion": "1.1", "awsRegion": "eu-west-1", "dynamodb": {
        "SequenceNumber": "111122223333444455556666777788889999000",
        "ApproximateCreationDateTime": 1_795_356_555.0,
        "Keys": {"order_id": {"S": "O-1"}},
        "SizeBytes": 42,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }})
}

/// A record with a field of its body set.
fn with(name: &str, value: Value) -> Value {
    let mut record = record();
    record["dynamodb"][name] = value;
    record
}

fn read(records: &[Value]) -> RecordsPage {
    page(&json!({"Records": records}).to_string(), &shard(), RECEIVED_AT).expect("an answer")
}

fn converted(record: Value) -> CapturedChange {
    let change = read(&[record]).changes.first().cloned().expect("a change");
    change.map_images(|image| image.to_image().expect("an image"))
}

/// The record's key, and these attributes.
fn image(attributes: &Value) -> Value {
    let mut image = record()["dynamodb"]["Keys"].clone();
    for (name, value) in attributes.as_object().expect("attributes") {
        image[name] = value.clone();
    }
    image
}

/// The changes of an answer with these texts of records.
fn read_texts(records: &[String]) -> RecordsPage {
    page(&format!(r#"{{"Records": [{}]}}"#, records.join(",")), &shard(), RECEIVED_AT).expect("an answer")
}

/// A record's text with the texts of an image and of keys in it.
fn text_of(new_image: &str, keys: &str) -> String {
    with("NewImage", json!("IMAGE"))
        .to_string()
        .replace(r#""IMAGE""#, new_image)
        .replace(r#"{"order_id":{"S":"O-1"}}"#, keys)
}

/// The one change of such a record.
fn change_of(new_image: &str, keys: &str) -> CapturedChange {
    let page = read_texts(&[text_of(new_image, keys)]);
    assert_eq!((page.changes.len(), page.unplaced), (1, 0));
    page.changes[0].clone().map_images(|image| image.to_image().expect("an image"))
}

fn raw(json: &str) -> AttributeValue {
    AttributeValue::Raw(json.to_owned())
}

/// The new image of a record that has this one attribute `a`, and the note.
fn one(value: Value) -> (AttributeValue, Option<String>) {
    let change = converted(with("NewImage", image(&json!({"a": value}))));
    let image = change.new_image.expect("an image");
    (image.get("a").expect("the attribute").clone(), change.note)
}

#[test]
fn a_record_becomes_a_change_with_everything_it_says() {
    let change = converted(record());
    assert_eq!(change.table, "orders");
    assert_eq!(change.stream_arn, shard().stream_arn);
    assert_eq!(change.shard_id, "shardId-1");
    assert_eq!(change.sequence_number.as_str(), "111122223333444455556666777788889999000");
    assert_eq!(change.event_id, "e-1");
    assert_eq!(change.op, Op::Modify);
    assert_eq!(change.item_key.to_string(), "order_id=O-1");
    assert_eq!(change.created_at, Timestamp::from_millis(1_795_356_555_000));
    assert_eq!(change.received_at, RECEIVED_AT);
    assert_eq!((change.size_bytes, change.view_type), (42, ViewType::NewAndOldImages));
    assert_eq!((change.actor, change.note), (None, None));
}

#[test]
fn every_type_comes_through_exactly() {
    let strings = |elements: &[&str]| elements.iter().map(|element| (*element).to_owned()).collect::<Vec<_>>();
    let number = |digits: &str| AttributeValue::N(digits.parse().expect("a number"));
    let digits = "12345678901234567890123456789012345678";
    let cases = [
        (json!({"S": ""}), AttributeValue::S(String::new())),
        (json!({"S": "a \"quote\",\n\u{7f}é😀\u{1}"}), AttributeValue::S("a \"quote\",\n\u{7f}é😀\u{1}".to_owned())),
        (json!({"N": digits}), number(digits)),
        (json!({"N": "1.50"}), number("1.50")),
        (json!({"N": "-1E-100"}), number("-1E-100")),
        (json!({"B": "AP8="}), AttributeValue::B(vec![0, 255])),
        (json!({"BOOL": false}), AttributeValue::Bool(false)),
        (json!({"NULL": true}), AttributeValue::Null),
        (
            json!({"L": [{"S": "x"}, {"L": []}]}),
            AttributeValue::L(vec![AttributeValue::S("x".to_owned()), AttributeValue::L(vec![])]),
        ),
        (json!({"M": {"k": {"NULL": true}}}), AttributeValue::M([("k".to_owned(), AttributeValue::Null)].into())),
        (json!({"SS": ["b", "a"]}), AttributeValue::Ss(strings(&["a", "b"]))),
        (
            json!({"NS": ["10", "9"]}),
            AttributeValue::Ns(vec!["9".parse().expect("a number"), "10".parse().expect("a number")]),
        ),
        (json!({"BS": ["Ag==", "AQ=="]}), AttributeValue::Bs(vec![vec![1], vec![2]])),
    ];
    for (wire, expected) in cases {
        assert_eq!(one(wire.clone()), (expected, None), "{wire}");
    }
}

#[test]
fn absent_images_are_absent_and_not_empty() {
    let change = converted(with("StreamViewType", json!("KEYS_ONLY")));
    assert_eq!((change.old_image, change.new_image), (None, None));
    assert_eq!(change.view_type, ViewType::KeysOnly);
    assert_eq!(converted(with("OldImage", json!({}))).old_image, None, "an item has at least its key");
    assert_eq!(converted(with("OldImage", Value::Null)).old_image, None);
}

#[test]
fn what_replication_adds_to_an_item_is_kept() {
    let added = image(&json!({
        "aws:rep:deleting": {"BOOL": false},
        "aws:rep:updateregion": {"S": "eu-west-1"},
        "aws:rep:updatetime": {"N": "1795356557.412001"},
    }));
    let change = converted(with("NewImage", added.clone()));
    assert_eq!(change.new_image, dynamodb_json::image_from_json(&added).ok());
    assert_eq!(change.note, None);
}

#[test]
fn an_expired_item_has_the_actor_ttl() {
    let identities = [
        json!({"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}),
        json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"}),
        json!({}),
    ];
    for identity in identities {
        let mut record = record();
        record["eventName"] = json!("REMOVE");
        record["userIdentity"] = identity;
        let change = converted(record);
        assert_eq!((change.actor, change.op), (Some(Actor::ttl()), Op::Remove));
    }
}

#[test]
fn odd_values_are_kept_as_their_json_and_noted() {
    for (wire, noted) in [
        (json!({"N": "1".repeat(39)}), "more than 38 significant digits, kept as its JSON"),
        (json!({"NS": ["2", "one"]}), "not a decimal number, kept as its JSON"),
        (json!({"B": "***"}), "not valid base64, kept as its JSON"),
        (json!({"BS": ["*", "AQ=="]}), "not valid base64, kept as its JSON"),
        (json!({"VECTOR": [1, 2]}), "of the type \"VECTOR\", which this version does not know"),
        (json!({"S": 5}), "no value (invalid type: integer `5`, expected a string"),
        (json!({"S": "x", "N": "1"}), "no value"),
        (json!("bare"), "no value (invalid type: string \"bare\", expected an object with one type tag"),
        (json!({}), "without a type: an empty map or list, and the endpoint does not say which"),
    ] {
        let (value, note) = one(wire.clone());
        let note = note.expect("a note");
        let AttributeValue::Raw(json) = value else { panic!("{value:?}") };
        assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(wire));
        assert!(note.contains("new image a: ") && note.contains(noted), "{note}");
    }
}

#[test]
fn a_value_nested_too_deep_is_kept_as_the_text_of_its_json_and_the_rest_reads_back() {
    let nested = |levels: usize| (0..levels).fold(json!({"S": "core"}), |value, _| json!({"M": {"m": value}}));
    let (deepest, note) = one(nested(MAX_DEPTH - 1));
    assert_eq!((&note, deepest.size_bytes() > 4), (&None, true), "as deep as may be");
    let change = converted(with("NewImage", image(&json!({"a": nested(40)}))));
    let image = change.new_image.expect("an image");
    let json = dynamodb_json::to_text(&image);
    assert!(json.contains("core"), "nothing is thrown away");
    assert_eq!(dynamodb_json::from_text(&json), Ok(image));
    assert!(change.note.expect("a note").contains("nested deeper than 32 levels"));
}

#[test]
fn a_record_that_is_none_is_kept_whole_and_takes_nothing_from_the_others() {
    let odd = with("SizeBytes", json!({"a": {"S": "many"}}));
    let mut hopeless = record();
    hopeless["dynamodb"] = json!("nothing");
    let page = read(&[record(), odd.clone(), hopeless, record()]);
    assert_eq!((page.changes.len(), page.unplaced), (3, 1));
    let change = page.changes[1].clone().map_images(|image| image.to_image().expect("an image"));
    assert_eq!(change.item_key.to_string(), "order_id=O-1");
    assert_eq!((change.op, change.created_at), (Op::Modify, Timestamp::from_millis(1_795_356_555_000)));
    let image = change.new_image.expect("an image");
    let Some(AttributeValue::Raw(text)) = image.get(UNREADABLE_RECORD) else { panic!("{image:?}") };
    assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(odd));
    assert!(change.note.expect("a note").contains("its whole text is kept"));
}

#[test]
fn a_record_whose_key_is_unusable_is_kept_under_its_event_id() {
    for keys in [Value::Null, json!({}), json!({"id": {"BOOL": true}}), json!({"": {"S": "x"}})] {
        let change = converted(with("Keys", keys));
        assert_eq!(change.item_key.to_string(), "unreadable key=e-1");
        assert!(change.note.expect("a note").contains("event id stands in"));
    }
}

#[test]
fn a_record_without_op_time_or_event_id_is_kept_and_noted() {
    let bare = json!({"dynamodb": {
        "SequenceNumber": "7", "Keys": {"id": {"S": "1"}}, "NewImage": {"id": {"S": "1"}},
    }});
    let change = converted(bare);
    assert_eq!((change.op, change.created_at), (Op::Insert, RECEIVED_AT));
    let note = change.note.expect("a note");
    for part in ["no event id", "taken for INSERT", "no creation time"] {
        assert!(note.contains(part), "{note}");
    }
}

#[test]
fn a_note_does_not_grow_with_the_record() {
    let elements: Vec<_> = (0..1_000).map(|_| json!({"N": "x"})).collect();
    let note = one(json!({"L": elements})).1.expect("a note");
    assert!(note.contains("new image a.[0]: ") && note.ends_with("992 more") && note.len() < 1_000, "{note}");
}

#[test]
fn only_a_record_without_a_sequence_number_has_no_place() {
    let page = read(&[with("SequenceNumber", Value::Null), with("SequenceNumber", json!("next")), record()]);
    assert_eq!((page.changes.len(), page.unplaced), (1, 2));
}

#[test]
fn an_answer_tells_where_to_go_on_and_what_is_no_answer_is_an_error() {
    let answer = r#"{"Records": [], "NextShardIterator": "a\"b", "Unknown": [1]}"#;
    let answer = page(answer, &shard(), RECEIVED_AT).expect("an answer");
    assert_eq!((answer.changes.len(), answer.next_iterator), (0, Some(ShardIterator("a\"b".to_owned()))));
    let lacking =
        [r#"{"NextShardIterator": "a"}"#, r#"{"Records": null}"#, r#"{"Records": [], "NextShardIterator": ""}"#];
    let error = r#"{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", "Records": []}"#;
    for text in ["", "<html>", "[]", "{}", r#"{"Records": [{}"#, r#"{"Records": 5}"#, error].into_iter().chain(lacking)
    {
        assert!(page(text, &shard(), RECEIVED_AT).is_err(), "{text}");
    }
}

#[test]
fn text_that_is_no_unicode_is_kept_raw_and_nothing_else_is_touched() {
    let image = r#"{"order_id": {"S": "O-1"}, "a": {"S": "x\uD800y"}, "b": {"S": "\ud83d\ude00"}, "c": {"SS": ["z", "\uDFFF", "a"]},
        "m": {"M": {"l": {"L": [{"S": "fine"}, {"S": "\uDC00"}]}, "k": {"N": "1"}}}}"#;
    let change = change_of(image, r#"{"order_id":{"S":"O-1"}}"#);
    assert_eq!(change.sequence_number.as_str(), "111122223333444455556666777788889999000");
    assert_eq!((change.item_key.to_string().as_str(), change.op), ("order_id=O-1", Op::Modify));
    let image = change.new_image.expect("an image");
    assert_eq!(image["a"], raw(r#"{"S":"x\ud800y"}"#));
    assert_eq!(image["b"], AttributeValue::S("😀".to_owned()));
    assert_eq!(image["c"], raw(r#"{"SS":["a","z","\udfff"]}"#));
    let AttributeValue::M(entries) = &image["m"] else { panic!("{image:?}") };
    assert_eq!(entries["k"], AttributeValue::N("1".parse().expect("a number")));
    assert_eq!(entries["l"], AttributeValue::L(vec![AttributeValue::S("fine".to_owned()), raw(r#"{"S":"\udc00"}"#)]));
    let note = change.note.expect("a note");
    for part in ["new image a: text that is no Unicode", "new image c: ", "new image m.l.[1]: "] {
        assert!(note.contains(part), "{note}");
    }
}

#[test]
fn names_that_are_no_unicode_are_kept_with_their_values_at_every_depth() {
    let image = r#"{"order_id": {"S": "O-1"}, "n\udc00": {"L": [{"S": "\ud801"}, {"N": "7"}]},
        "m": {"M": {"k\ud801": {"S": "v"}, "k": {"S": "w"}}}}"#;
    let image = change_of(image, r#"{"order_id":{"S":"O-1"}}"#).new_image.expect("an image");
    assert_eq!(image[r#""n\udc00""#], raw(r#"{"n\udc00":{"L":[{"S":"\ud801"},{"N":"7"}]}}"#));
    let AttributeValue::M(entries) = &image["m"] else { panic!("{image:?}") };
    assert_eq!(entries[r#""k\ud801""#], raw(r#"{"k\ud801":{"S":"v"}}"#));
    assert_eq!(entries["k"], AttributeValue::S("w".to_owned()));
}

#[test]
fn a_name_that_is_no_unicode_never_takes_the_place_of_another() {
    let image = r#"{"\ud800": {"S": "lone"}, "\"\\ud800\"": {"S": "spelled out"}, "order_id": {"S": "O-1"}}"#;
    let image = change_of(image, r#"{"order_id":{"S":"O-1"}}"#).new_image.expect("an image");
    assert_eq!(image[r#""\ud800""#], AttributeValue::S("spelled out".to_owned()));
    assert_eq!(image[r#""\ud800"'"#], raw(r#"{"\ud800":{"S":"lone"}}"#));
}

#[test]
fn a_key_that_is_no_unicode_names_its_item() {
    let key = r#"{"order_id":{"S":"k\uD803"}}"#;
    let changes = [change_of(key, key), change_of(&key.replace("D803", "d803"), key)];
    for change in &changes {
        assert_eq!(change.item_key.to_string(), r#"order_id:RAW={"S"%3A"k\ud803"}"#);
        assert_eq!(change.new_image.as_ref().expect("an image")["order_id"], raw(r#"{"S":"k\ud803"}"#));
    }
    assert_ne!(change_of(key, &key.replace("D803", "D804")).item_key, changes[0].item_key);
}

#[test]
fn text_that_is_no_unicode_outside_the_item_is_shown_as_json_writes_it() {
    let mut record = record();
    record["eventID"] = json!("LONE");
    record["userIdentity"] = json!({"Type": "LONE", "PrincipalId": "p"});
    let page = read_texts(&[record.to_string().replace("LONE", r"e\ud800")]);
    let change = &page.changes[0];
    assert_eq!(change.event_id, r#""e\ud800""#);
    assert_eq!(
        change.actor.as_ref().map(|actor| (actor.kind.as_str(), actor.principal_id.as_str())),
        Some((r#""e\ud800""#, "p"))
    );
}

#[test]
fn an_image_without_its_key_gets_it_from_the_keys() {
    let change = converted(with("NewImage", json!({"a": {"S": "x"}, "z": {"S": "y"}})));
    let names: Vec<_> = change.new_image.expect("an image").keys().cloned().collect();
    assert_eq!(names, ["a", "order_id", "z"]);
    assert!(change.note.expect("a note").contains("new image has not all of its key attributes"));
    let whole = converted(with("NewImage", image(&json!({"a": {"S": "x"}}))));
    assert_eq!(whole.note, None);
    let nested = converted(with("NewImage", json!({"a": {"M": {"order_id": {"S": "O-1"}}}})));
    assert!(nested.new_image.expect("an image").contains_key("order_id"), "one within is none of the item's");
    let nobody = json!({"a": {"S": "x"}});
    let mut unusable = with("NewImage", nobody.clone());
    unusable["dynamodb"]["Keys"] = Value::Null;
    assert_eq!(
        converted(unusable).new_image,
        dynamodb_json::image_from_json(&nobody).ok(),
        "what stands in is no attribute"
    );
}

#[test]
fn an_empty_image_is_absence_and_noted_where_there_should_be_one() {
    let of = |name: &str, old: Value, new: Value| {
        let mut record = with("OldImage", old);
        record["eventName"] = json!(name);
        record["dynamodb"]["NewImage"] = new;
        let change = converted(record);
        (change.old_image.is_some(), change.new_image.is_some(), change.note)
    };
    let item = image(&json!({}));
    assert_eq!(of("INSERT", json!({}), item.clone()), (false, true, None));
    assert_eq!(of("REMOVE", item.clone(), json!({})), (true, false, None));
    let (old, new, note) = of("MODIFY", json!({}), json!({}));
    assert_eq!((old, new), (false, false));
    let note = note.expect("a note");
    assert!(note.contains("the old image is empty") && note.contains("the new image is empty"), "{note}");
    let (_, _, note) = of("UPSERT", json!({}), item);
    assert!(note.expect("a note").contains("taken for INSERT"), "an empty image is none");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// A text in JSON, made of any code units.
    fn text() -> impl Strategy<Value = String> {
        let unit = prop_oneof![
            0xd7feu16..=0xe001,
            Just(0xfdd0),
            Just(u16::from(b'"')),
            Just(u16::from(b'\\')),
            0x61u16..0x64,
        ];
        let units = prop::collection::vec((unit, any::<bool>()), 0..4);
        units.prop_map(|units| {
            let one = |(unit, escaped): (u16, bool)| match char::from_u32(unit.into()) {
                Some(plain) if !escaped && !matches!(plain, '"' | '\\') => plain.to_string(),
                _ => format!("\\u{unit:04X}"),
            };
            format!("\"{}\"", units.into_iter().map(one).collect::<String>())
        })
    }

    /// A value in JSON: DynamoDB's, nearly DynamoDB's, or anything.
    fn value() -> impl Strategy<Value = String> {
        let list = |elements: Vec<String>| format!("[{}]", elements.join(","));
        let leaf = prop_oneof![
            4 => text().prop_map(|text| format!(r#"{{"S":{text}}}"#)),
            1 => text().prop_map(|text| format!(r#"{{"N":{text}}}"#)),
            1 => text().prop_map(|text| format!(r#"{{"B":{text}}}"#)),
            1 => (text(), text()).prop_map(|(tag, text)| format!("{{{tag}:{text}}}")),
            1 => prop::collection::vec(text(), 0..3).prop_map(move |texts| format!(r#"{{"SS":{}}}"#, list(texts))),
            1 => Just("{}".to_owned()),
            1 => Just("null".to_owned()),
            1 => Just("5".to_owned()),
            1 => Just(r#"{"BOOL":true}"#.to_owned()),
        ];
        leaf.prop_recursive(3, 16, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3)
                    .prop_map(move |values| format!(r#"{{"L":{}}}"#, list(values))),
                image_of(inner).prop_map(|image| format!(r#"{{"M":{image}}}"#)),
            ]
        })
    }

    /// An image in JSON.
    fn image_of(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
        let entry = |(name, value)| format!("{name}:{value}");
        prop::collection::vec((text(), value).prop_map(entry), 0..4)
            .prop_map(|entries| format!("{{{}}}", entries.join(",")))
    }

    proptest! {
        /// Whatever an item holds, its record has its place, its neighbours theirs, and what is archived reads back.
        #[test]
        fn no_record_is_ever_lost(image in image_of(value()), keys in image_of(value())) {
            let page = read_texts(&[record().to_string(), text_of(&image, &keys), record().to_string()]);
            prop_assert_eq!((page.changes.len(), page.unplaced), (3, 0));
            prop_assert_eq!(&page.changes[0], &page.changes[2]);
            let change = &page.changes[1];
            prop_assert_eq!(change.sequence_number.as_str(), "111122223333444455556666777788889999000");
            prop_assert_eq!(&change.event_id, "e-1");
            if let Some(text) = &change.new_image {
                let read = text.to_image().expect("it reads back");
                prop_assert!(!read.contains_key(UNREADABLE_RECORD), "the record was kept as a whole: {text:?}");
                prop_assert_eq!(&ImageText::of(&read), text, "in the one encoding");
            }
            prop_assert_eq!(change.item_key.to_string().parse(), Ok(change.item_key.clone()));
        }

        /// What of an item can be read is the same whatever else the item holds.
        #[test]
        fn an_odd_value_takes_nothing_else_with_it(odd in value()) {
            let image = format!(r#"{{"order_id":{{"S":"O-1"}},"odd":{odd},"set":{{"NS":["10","9"]}},"s":{{"S":"\uFDD0d800"}}}}"#);
            let image = change_of(&image, r#"{"order_id":{"S":"O-1"}}"#).new_image.expect("an image");
            prop_assert_eq!(image.len(), 4);
            prop_assert_eq!(&image["s"], &AttributeValue::S("\u{fdd0}d800".to_owned()));
            let nine_and_ten = ["9", "10"].map(|digits| digits.parse().expect("a number"));
            prop_assert_eq!(&image["set"], &AttributeValue::Ns(nine_and_ten.to_vec()));
        }
    }
}
