use afterimage_app::model::{ViewType, attribute_value::MAX_DEPTH, dynamodb_json};
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

/// The new image of a record that has this one attribute `a`, and the note.
fn one(value: Value) -> (AttributeValue, Option<String>) {
    let change = converted(with("NewImage", json!({"a": value})));
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
    let added = json!({
        "aws:rep:deleting": {"BOOL": false},
        "aws:rep:updateregion": {"S": "eu-west-1"},
        "aws:rep:updatetime": {"N": "1795356557.412001"},
    });
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
fn odd_values_are_kept_as_near_as_can_be_and_noted() {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let strings = |elements: [&str; 2]| AttributeValue::string_set(elements.map(str::to_owned));
    let many = "1".repeat(39);
    for (wire, kept, noted) in [
        (json!({"N": many}), text(&many), "more than 38 significant digits, kept as text"),
        (json!({"NS": ["one", "2"]}), strings(["one", "2"]), "kept as one of strings"),
        (json!({"B": "***"}), text("***"), "not valid base64, kept as text"),
        (json!({"BS": ["AQ==", "*"]}), strings(["AQ==", "*"]), "kept as one of strings"),
        (json!({"VECTOR": [1, 2]}), text("[1,2]"), "of the type \"VECTOR\", which this version does not know"),
    ] {
        let (value, note) = one(wire);
        let note = note.expect("a note");
        assert_eq!(value, kept);
        assert!(note.contains("new image a: ") && note.contains(noted), "{note}");
    }
}

#[test]
fn a_value_nested_too_deep_is_kept_as_the_text_of_its_json_and_the_rest_reads_back() {
    let nested = |levels: usize| (0..levels).fold(json!({"S": "core"}), |value, _| json!({"M": {"m": value}}));
    let (deepest, note) = one(nested(MAX_DEPTH - 1));
    assert_eq!((&note, deepest.size_bytes() > 4), (&None, true), "as deep as may be");
    let change = converted(with("NewImage", json!({"a": nested(40)})));
    let image = change.new_image.expect("an image");
    let json = dynamodb_json::to_text(&image);
    assert!(json.contains("core"), "nothing is thrown away");
    assert_eq!(dynamodb_json::from_text(&json), Ok(image));
    assert!(change.note.expect("a note").contains("nested deeper than 32 levels"));
}

#[test]
fn a_record_that_is_none_is_kept_whole_and_takes_nothing_from_the_others() {
    let odd = with("NewImage", json!({"a": {"S": 5}}));
    let mut hopeless = record();
    hopeless["dynamodb"] = json!("nothing");
    let page = read(&[record(), odd.clone(), hopeless, record()]);
    assert_eq!((page.changes.len(), page.unplaced), (3, 1));
    let change = page.changes[1].clone().map_images(|image| image.to_image().expect("an image"));
    assert_eq!(change.item_key.to_string(), "order_id=O-1");
    assert_eq!((change.op, change.created_at), (Op::Modify, Timestamp::from_millis(1_795_356_555_000)));
    let image = change.new_image.expect("an image");
    let Some(AttributeValue::S(text)) = image.get(UNREADABLE_RECORD) else { panic!("{image:?}") };
    assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(odd));
    assert!(change.note.expect("a note").contains("its whole text is kept"));
}

#[test]
fn a_record_whose_key_is_unusable_is_kept_under_its_event_id() {
    for keys in [Value::Null, json!({"id": {"BOOL": true}})] {
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
    let answer = page(r#"{"NextShardIterator": "a\"b", "Unknown": [1]}"#, &shard(), RECEIVED_AT).expect("an answer");
    assert_eq!((answer.changes.len(), answer.next_iterator), (0, Some(ShardIterator("a\"b".to_owned()))));
    for text in ["", "<html>", "[]", r#"{"Records": [{}"#, r#"{"Records": 5}"#] {
        assert!(page(text, &shard(), RECEIVED_AT).is_err(), "{text}");
    }
}
