//! The bytes that a verifiable log will hash. A failure here means that old hashes would not be found again: the
//! encoding needs a new version, not a new expectation.

use afterimage_archive::canonical_bytes;
use afterimage_model::{Actor, CapturedChange, Change, ChangeId, Op};
use afterimage_test_archive::fixtures::{NOW, append, change, new_archive, with_images};

fn sample() -> Change {
    let captured = with_images(
        CapturedChange { actor: Some(Actor::ttl()), ..change("id=a;sort:N=1", Op::Remove, 17) },
        Some(r#"{"sort": {"N": "1"}, "id": {"S": "a"}, "é": {"NULL": true}}"#),
        None,
    );
    Change { id: ChangeId(7), captured, archived_at: NOW }
}

#[test]
fn the_encoding_is_what_is_documented() {
    let fields: [Option<&str>; 16] = [
        Some("7"),
        Some("demo-orders"),
        Some("arn:aws:dynamodb:us-east-1:000000000000:table/demo-orders/stream/2026-11-22T14:00:00.000"),
        Some("shardId-00000001"),
        Some("17"),
        Some("event-17"),
        Some("REMOVE"),
        Some("id=a;sort:N=1"),
        Some(r#"{"id":{"S":"a"},"sort":{"N":"1"},"é":{"NULL":true}}"#),
        None,
        Some("1795356557000"),
        Some("Service"),
        Some("dynamodb.amazonaws.com"),
        Some("42"),
        Some("NEW_AND_OLD_IMAGES"),
        None,
    ];
    let mut expected = b"afterimage-change-v1\n".to_vec();
    for field in fields {
        match field {
            Some(text) => {
                expected.extend_from_slice(&u32::try_from(text.len()).expect("short").to_be_bytes());
                expected.extend_from_slice(text.as_bytes());
            }
            None => expected.extend_from_slice(&[0xff; 4]),
        }
    }
    assert_eq!(canonical_bytes(&sample()), expected);
}

#[test]
fn an_absent_field_is_not_an_empty_one() {
    let mut noted = sample();
    noted.captured.note = Some(String::new());
    assert_ne!(canonical_bytes(&noted), canonical_bytes(&sample()));
}

#[tokio::test]
async fn it_is_the_same_after_a_stay_in_the_archive() {
    let (_folder, archive) = new_archive().await;
    append(&archive, vec![sample().captured]).await;
    let read = archive.reader.change(ChangeId(1)).await.expect("read").expect("it is there");
    assert_eq!(canonical_bytes(&read), canonical_bytes(&Change { id: ChangeId(1), ..sample() }));
}
