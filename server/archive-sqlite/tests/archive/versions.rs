//! Versions by their numbers.

use afterimage_model::Op;
use afterimage_test_archive::fixtures::{TABLE, append, change, key, new_archive, with_images};

#[tokio::test]
async fn every_version_of_an_item_is_found_by_its_number_among_those_of_others() {
    let (_folder, archive) = new_archive().await;
    let mut changes = Vec::new();
    for sequence in 1..=60 {
        let (item, op) =
            (if sequence % 3 == 0 { "id=a" } else { "id=b" }, if sequence < 4 { Op::Insert } else { Op::Modify });
        let image = format!(r#"{{"n": {{"N": "{sequence}"}}}}"#);
        changes.push(with_images(change(item, op, sequence), None, Some(&image)));
    }
    append(&archive, changes).await;
    let life = archive.reader.timeline(TABLE, &key("id=a"), None, 100).await.expect("read").expect("an item");
    assert_eq!(life.changes.len(), 20);
    for (at, (version, change)) in life.changes.iter().enumerate() {
        let found = archive.reader.version(TABLE, &key("id=a"), *version).await.expect("read").expect("a version");
        assert_eq!(&found.change, change);
        assert_eq!(found.next, at.checked_sub(1).map(|newer| life.changes[newer].1.id));
    }
    for missing in [0, 21, u64::MAX] {
        assert_eq!(archive.reader.version(TABLE, &key("id=a"), missing).await.expect("read"), None);
    }
    assert_eq!(archive.reader.version(TABLE, &key("id=c"), 1).await.expect("read"), None);
}
