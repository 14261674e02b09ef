use afterimage_model::{Timestamp, as_of::At};

use super::{
    in_force,
    items_as_of::{Walk, walk_sql},
};
use crate::{
    database::plans::{goes_through_everything, plan, sorts},
    schema::migrations,
};

#[tokio::test]
async fn the_middle_of_a_life_is_reached_by_halving_along_an_index() {
    let mut connection = migrations::empty_for_tests().await;
    let moments = [At::Version(4_711), At::Time(Timestamp::from_millis(0))].map(in_force::find_last_sql);
    let [by_version, by_time] = moments;
    let [around, halving] = [Walk::Around, Walk::Halving].map(walk_sql);
    for sql in [by_version, by_time, around, halving, in_force::LOAD_HEADS.to_owned(), in_force::FIND_NEXT.to_owned()] {
        let plan = plan(&mut connection, &sql).await;
        // What is halved is a row at a time, made as the statement runs.
        let read: Vec<&str> =
            plan.lines().filter(|line| !matches!(*line, "SCAN h" | "SCAN halved" | "SCAN CONSTANT ROW")).collect();
        assert!(!goes_through_everything(&read.join("\n")) && !sorts(&plan), "{sql}\n{plan}");
        if sql.contains("RECURSIVE") {
            let sought = "SEARCH c USING COVERING INDEX changes_by_item (item_id=? AND rowid>? AND rowid<?)";
            assert!(plan.contains(sought) && plan.contains("SEARCH p USING INTEGER PRIMARY KEY"), "{sql}\n{plan}");
        } else if sql.contains("?7") {
            for sought in ["rowid>?", "rowid>? AND rowid<?", "rowid<?"] {
                let sought = format!("changes_by_item (item_id=? AND {sought})");
                assert!(plan.contains(&sought), "{sql}\n{plan}");
            }
        }
    }
}
