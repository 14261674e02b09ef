use afterimage_model::{
    items::{ItemOrder, ItemState},
    query::Pattern,
};
use sqlx::SqliteConnection;

use super::{
    activity,
    condition::{fits, items_with},
    item_list::narrow_sql,
    item_order::walk_sql,
    key_beginning::beginning_sql,
    planning::pick_sql,
    pushdown,
};
use crate::{
    database::plans::{goes_through_everything, plan, sorts},
    index::Direction,
    schema::migrations,
};

/// The plan of picking ids for a query; key patterns are narrow when they are exact.
async fn plan_of_query(connection: &mut SqliteConnection, query: &str, direction: Direction) -> String {
    let query = query.parse().expect("a query");
    let pushdown = pushdown::plan(&query, &|pattern| matches!(pattern, Pattern::Exact(_)), &|_| None);
    plan(connection, &pick_sql(&pushdown, direction).sql).await
}

#[tokio::test]
async fn the_feed_and_tables_and_windows_are_read_in_the_logs_order() {
    let mut connection = migrations::empty_for_tests().await;
    for direction in [Direction::OldestFirst, Direction::NewestFirst] {
        for query in [
            "",
            "words",
            "table:t",
            "table:t words",
            "op:modify",
            "table:t op:modify",
            "actor:ttl",
            "-table:t",
            "attr:total>100 changed:status",
            "table:t new.status:paid at:2026-11-01..2026-11-07",
            "at:2026-11-01..",
            "(table:t OR actor:ttl) -(op:insert OR at:..2026-11-01)",
        ] {
            let plan = plan_of_query(&mut connection, query, direction).await;
            assert!(!goes_through_everything(&plan) && !sorts(&plan), "{query}\n{plan}");
        }
    }
}

#[tokio::test]
async fn a_key_is_found_by_its_items() {
    let mut connection = migrations::empty_for_tests().await;
    for query in [
        "key:a",
        "key:a op:modify",
        "key:a OR key:b",
        "table:t key:a words",
        "key:a attr:total>100",
        "(key:a OR key:b) at:2026-11-01..",
    ] {
        let plan = plan_of_query(&mut connection, query, Direction::NewestFirst).await;
        assert!(
            plan.contains("USING COVERING INDEX changes_by_item") || plan.contains("INDEX changes_by_item"),
            "{plan}"
        );
        assert!(plan.contains("item_key_values USING PRIMARY KEY (label=?)"), "{plan}");
        assert!(!goes_through_everything(&plan), "{query}\n{plan}");
    }
}

#[tokio::test]
async fn changes_of_a_rare_kind_are_gone_through_alone() {
    let mut connection = migrations::empty_for_tests().await;
    let everywhere = "INDEX changes_by_rare_op (op=? AND rowid>? AND rowid<?)";
    let of_table = "INDEX changes_by_table_and_rare_op (table_id=? AND op=? AND rowid>? AND rowid<?)";
    for (query, index) in [
        ("op:remove", everywhere),
        ("op:remove actor:ttl words", everywhere),
        ("table:t op:insert at:2026-11-01..2026-11-02", of_table),
    ] {
        for direction in [Direction::OldestFirst, Direction::NewestFirst] {
            let plan = plan_of_query(&mut connection, query, direction).await;
            assert!(plan.contains(index), "{query}\n{plan}");
            assert!(!sorts(&plan), "{query}\n{plan}");
        }
    }
    let frequent = plan_of_query(&mut connection, "op:modify", Direction::NewestFirst).await;
    assert!(!frequent.contains("changes_by_rare_op"), "{frequent}");
}

#[tokio::test]
async fn an_item_is_found_by_its_key_in_each_table() {
    let mut connection = migrations::empty_for_tests().await;
    let plan = plan_of_query(&mut connection, "item:id=a -op:insert", Direction::NewestFirst).await;
    assert!(plan.contains("INDEX changes_by_item (item_id=? AND rowid>? AND rowid<?)"), "{plan}");
    assert!(plan.contains("(table_id=? AND item_key=?)"), "{plan}");
}

#[tokio::test]
async fn items_are_walked_in_every_order_or_found_by_their_keys() {
    let mut connection = migrations::empty_for_tests().await;
    for order in [ItemOrder::LastChange, ItemOrder::Key] {
        for state in ItemState::ALL {
            for (backward, from) in [(false, false), (false, true), (true, true)] {
                let sql = walk_sql(order, state, backward, from);
                let plan = plan(&mut connection, &sql).await;
                assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
            }
        }
    }
    let deleted = walk_sql(ItemOrder::LastChange, ItemState::Deleted, false, true);
    let deleted = plan(&mut connection, &deleted).await;
    assert!(deleted.contains("INDEX items_deleted (table_id=? AND last_change_id<?)"), "{deleted}");
    let by_key = walk_sql(ItemOrder::Key, ItemState::All, true, true);
    let by_key = plan(&mut connection, &by_key).await;
    assert!(by_key.contains("INDEX items_by_key (table_id=? AND <expr><?)"), "{by_key}");
    let respelled = narrow_sql(&items_with(&Pattern::Exact("1.0".to_owned())).sql);
    let respelled = plan(&mut connection, &respelled).await;
    assert!(!goes_through_everything(&respelled), "{respelled}");
    let found = narrow_sql(&items_with(&Pattern::Prefix("order#".to_owned())).sql);
    let found = plan(&mut connection, &found).await;
    assert!(found.contains("SEARCH i USING INTEGER PRIMARY KEY (rowid=?)"), "{found}");
    assert!(found.contains("item_key_values USING PRIMARY KEY (label>? AND label<?)"), "{found}");
    assert!(!goes_through_everything(&found), "{found}");
}

#[tokio::test]
async fn items_are_found_by_the_beginning_of_a_key_value_in_the_values_order() {
    let mut connection = migrations::empty_for_tests().await;
    for beginning in ["order#", "\u{10FFFF}"] {
        let fits = fits("v.label", &Pattern::Prefix(beginning.to_owned())).sql;
        let found = plan(&mut connection, &beginning_sql(&fits)).await;
        assert!(!goes_through_everything(&found) && !sorts(&found), "{found}");
        assert!(found.contains("SEARCH v USING PRIMARY KEY (label>?"), "{found}");
    }
}

#[tokio::test]
async fn an_items_activity_is_looked_up_change_by_change() {
    let mut connection = migrations::empty_for_tests().await;
    for sql in [activity::FIND_LIVES, activity::EVERY_CHANGE, activity::SAMPLED_CHANGES] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn a_rare_text_is_found_by_the_items_that_it_was_brought_to() {
    let mut connection = migrations::empty_for_tests().await;
    for query in ["bell", "bell op:modify", "attr:note~bell OR key:a", "new.status:paid table:t"] {
        let query = query.parse().expect("a query");
        let pushdown =
            pushdown::plan(&query, &|pattern| matches!(pattern, Pattern::Exact(_)), &|_| Some("[1]".to_owned()));
        let plan = plan(&mut connection, &pick_sql(&pushdown, Direction::NewestFirst).sql).await;
        assert!(
            plan.contains("SEARCH m USING INTEGER PRIMARY KEY") && plan.contains("INDEX changes_by_item"),
            "{plan}"
        );
        // What was found is gone through, which the plan calls a scan of a virtual table.
        let goes_through = plan.lines().any(|line| line.starts_with("SCAN") && !line.contains("SCAN x VIRTUAL TABLE"));
        assert!(!goes_through, "{plan}");
    }
}
