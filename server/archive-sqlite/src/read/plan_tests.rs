use super::{
    changes, items, most_changed,
    rows::{LOAD_BLOCKS, LOAD_CHANGES, LOAD_ITEMS},
    timeline,
};
use crate::{
    database::plans::{goes_through_everything, plan, sorts},
    schema::migrations,
};

#[tokio::test]
async fn changes_places_and_timelines_are_looked_up() {
    let mut connection = migrations::empty_for_tests().await;
    for sql in [
        LOAD_CHANGES,
        LOAD_BLOCKS,
        items::FIND_ITEM,
        timeline::FIND_POSITION,
        changes::FIND_IN_SHARD,
        timeline::PICK_TIMELINE,
    ] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn the_most_changed_items_are_followed_by_the_tables_new_changes_alone() {
    let mut connection = migrations::empty_for_tests().await;
    let followed = plan(&mut connection, most_changed::CHANGED_SINCE).await;
    assert!(followed.contains("changes_by_table (table_id=? AND rowid>? AND rowid<?)"), "{followed}");
    let loaded = plan(&mut connection, LOAD_ITEMS).await;
    assert!(!goes_through_everything(&loaded), "{loaded}");
}
