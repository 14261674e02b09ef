use aws_sdk_dynamodbstreams::primitives::DateTime;

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

fn attributes(pairs: &[(&str, SdkValue)]) -> HashMap<String, SdkValue> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn text(text: &str) -> SdkValue {
    SdkValue::S(text.to_owned())
}

fn number(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.parse().expect("a number"))
}

fn body() -> aws_sdk_dynamodbstreams::types::builders::StreamRecordBuilder {
    StreamRecord::builder()
        .sequence_number("111122223333444455556666777788889999000")
        .approximate_creation_date_time(DateTime::from_secs(1_795_356_555))
        .set_keys(Some(attributes(&[("order_id", text("O-1"))])))
        .size_bytes(42)
        .stream_view_type(StreamViewType::NewAndOldImages)
}

fn record(body: StreamRecord) -> Record {
    Record::builder().event_id("e-1").event_name(OperationType::Modify).dynamodb(body).build()
}

fn converted(body: StreamRecord) -> CapturedChange {
    change(record(body), &shard(), RECEIVED_AT).expect("a change")
}

/// The new image of a record that has this one attribute `a`, and the note.
fn one(value: SdkValue) -> (AttributeValue, Option<String>) {
    let change = converted(body().set_new_image(Some(attributes(&[("a", value)]))).build());
    let image = change.new_image.expect("an image");
    (image.get("a").expect("the attribute").clone(), change.note)
}

#[test]
fn a_record_becomes_a_change_with_everything_it_says() {
    let change = converted(body().build());
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
    let digits = "12345678901234567890123456789012345678";
    let blob = |bytes: &[u8]| Blob::new(bytes.to_vec());
    let strings = |elements: &[&str]| elements.iter().map(|element| (*element).to_owned()).collect::<Vec<_>>();
    let cases = [
        (text(""), AttributeValue::S(String::new())),
        (SdkValue::N(digits.to_owned()), number(digits)),
        (SdkValue::N("1.50".to_owned()), number("1.50")),
        (SdkValue::B(blob(&[0, 255])), AttributeValue::B(vec![0, 255])),
        (SdkValue::Bool(false), AttributeValue::Bool(false)),
        (SdkValue::Null(true), AttributeValue::Null),
        (
            SdkValue::L(vec![text("x"), SdkValue::L(vec![])]),
            AttributeValue::L(vec![AttributeValue::S("x".to_owned()), AttributeValue::L(vec![])]),
        ),
        (
            SdkValue::M(attributes(&[("k", SdkValue::Null(true))])),
            AttributeValue::M([("k".to_owned(), AttributeValue::Null)].into()),
        ),
        (SdkValue::Ss(strings(&["b", "a"])), AttributeValue::Ss(strings(&["a", "b"]))),
        (
            SdkValue::Ns(strings(&["10", "9"])),
            AttributeValue::Ns(vec!["9".parse().expect("a number"), "10".parse().expect("a number")]),
        ),
        (SdkValue::Bs(vec![blob(&[2]), blob(&[1])]), AttributeValue::Bs(vec![vec![1], vec![2]])),
    ];
    for (sdk, expected) in cases {
        assert_eq!(one(sdk.clone()), (expected, None), "{sdk:?}");
    }
}

#[test]
fn absent_images_are_absent_and_not_empty() {
    let change = converted(body().stream_view_type(StreamViewType::KeysOnly).build());
    assert_eq!((change.old_image, change.new_image), (None, None));
    assert_eq!(change.view_type, ViewType::KeysOnly);
    let change = converted(body().set_old_image(Some(HashMap::new())).build());
    assert_eq!(change.old_image, None, "an item has at least its key");
}

#[test]
fn what_replication_adds_to_an_item_is_kept() {
    let added = [
        ("aws:rep:deleting", SdkValue::Bool(false)),
        ("aws:rep:updateregion", SdkValue::S("eu-west-1".to_owned())),
        ("aws:rep:updatetime", SdkValue::N("1795356557.412001".to_owned())),
    ];
    let change = converted(body().set_new_image(Some(attributes(&added))).build());
    let image = change.new_image.expect("an image");
    assert!(added.iter().all(|(name, _)| image.get(*name).is_some()), "{image:?}");
    assert_eq!(change.note, None);
}

#[test]
fn an_expired_item_has_the_actor_ttl() {
    let identity = Identity::builder().r#type("Service").principal_id("dynamodb.amazonaws.com").build();
    let mut record = record(body().build());
    record.event_name = Some(OperationType::Remove);
    record.user_identity = Some(identity);
    let change = change(record, &shard(), RECEIVED_AT).expect("a change");
    assert_eq!(change.actor, Some(Actor::ttl()));
    assert_eq!(change.op, Op::Remove);
}

#[test]
fn odd_values_are_kept_as_near_as_can_be_and_noted() {
    let (value, note) = one(SdkValue::N("1".repeat(39)));
    assert_eq!(value, AttributeValue::S("1".repeat(39)));
    assert!(note.expect("a note").contains("more than 38 significant digits, kept as text"));
    let (value, note) = one(SdkValue::Ns(vec!["one".to_owned(), "2".to_owned()]));
    assert_eq!(value, AttributeValue::string_set(["one".to_owned(), "2".to_owned()]));
    assert!(note.expect("a note").contains("kept as one of strings"));
}

#[test]
fn a_value_nested_too_deep_is_kept_as_the_text_of_its_json_and_the_rest_reads_back() {
    let mut value = text("core");
    for _ in 0..40 {
        value = SdkValue::M(attributes(&[("m", value)]));
    }
    let change = converted(body().set_new_image(Some(attributes(&[("a", value)]))).build());
    let image = change.new_image.expect("an image");
    let json = afterimage_app::model::dynamodb_json::to_text(&image);
    assert!(json.contains("core"), "nothing is thrown away");
    assert_eq!(afterimage_app::model::dynamodb_json::from_text(&json), Ok(image));
    assert!(change.note.expect("a note").contains("nested deeper than 32 levels"));
}

#[test]
fn a_record_whose_key_is_unusable_is_kept_under_its_event_id() {
    for keys in [None, Some(attributes(&[("id", SdkValue::Bool(true))]))] {
        let change = converted(body().set_keys(keys).build());
        assert_eq!(change.item_key.to_string(), "unreadable key=e-1");
        assert!(change.note.expect("a note").contains("event id stands in"));
    }
}

#[test]
fn a_record_without_op_time_or_event_id_is_kept_and_noted() {
    let bare = StreamRecord::builder()
        .sequence_number("7")
        .set_keys(Some(attributes(&[("id", text("1"))])))
        .set_new_image(Some(attributes(&[("id", text("1"))])))
        .build();
    let change = change(Record::builder().dynamodb(bare).build(), &shard(), RECEIVED_AT).expect("a change");
    assert_eq!((change.op, change.created_at), (Op::Insert, RECEIVED_AT));
    let note = change.note.expect("a note");
    for part in ["no event id", "taken for INSERT", "no creation time"] {
        assert!(note.contains(part), "{note}");
    }
}

#[test]
fn a_note_does_not_grow_with_the_record() {
    let elements = (0..1_000).map(|_| SdkValue::N("x".to_owned())).collect();
    let (_, note) = one(SdkValue::L(elements));
    let note = note.expect("a note");
    assert!(note.ends_with("992 more") && note.len() < 1_000, "{note}");
}

#[test]
fn only_a_record_without_a_sequence_number_has_no_place() {
    let mut without = body().build();
    without.sequence_number = None;
    assert_eq!(change(record(without), &shard(), RECEIVED_AT), None);
    let mut unreadable = body().build();
    unreadable.sequence_number = Some("next".to_owned());
    assert_eq!(change(record(unreadable), &shard(), RECEIVED_AT), None);
}
