//! Items by the beginning of a key value.

use afterimage_archive::Archive;
use afterimage_model::{CapturedChange, Op};
use afterimage_test_archive::fixtures::{append, change, new_archive};

async fn found(archive: &Archive, beginning: &str, limit: usize) -> Vec<String> {
    let items = archive.reader.items_beginning(beginning, limit).await.expect("read");
    items.iter().map(|item| format!("{} {}", item.table, item.item_key)).collect()
}

#[tokio::test]
async fn items_of_any_table_are_found_in_the_order_of_their_key_values_as_many_as_wanted() {
    let (_folder, archive) = new_archive().await;
    let of = |table: &str, key: &str, at| CapturedChange { table: table.to_owned(), ..change(key, Op::Insert, at) };
    append(&archive, vec![of("carts", "id=o-2", 1), of("orders", "id=o-1", 2), of("orders", "id=O-1", 3)]).await;
    append(&archive, vec![of("orders", "id=p", 4), of("orders", "id=o", 5)]).await;

    assert_eq!(found(&archive, "o-", 8).await, ["orders id=o-1", "carts id=o-2"]);
    assert_eq!(found(&archive, "o", 2).await, ["orders id=o", "orders id=o-1"], "what is typed whole comes first");
    assert_eq!(found(&archive, "x", 8).await, [""; 0]);
}

#[tokio::test]
async fn an_item_whose_two_key_values_fit_is_found_once_and_takes_no_others_place() {
    let (_folder, archive) = new_archive().await;
    append(&archive, vec![change("id=a1;sort=a2", Op::Insert, 1), change("id=a3", Op::Insert, 2)]).await;
    let items = found(&archive, "a", 2).await;
    assert_eq!(items.len(), 2, "{items:?}");
    assert!(items[0].ends_with("id=a1;sort=a2") && items[1].ends_with("id=a3"), "{items:?}");
}
