//! How the database answers the questions that are asked all the time: from an index, in order, never by going through
//! everything. A plan that changes here is a page that gets slow at a million changes.

use afterimage_model::{
    Timestamp,
    as_of::At,
    items::{ItemOrder, ItemState},
    query::Pattern,
};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::{
    activity,
    as_of::{self, Walk},
    counters, item_list, key_beginning, lookup, most_changed, open, pushdown, raw, reader, restores, rows,
    scan::{self, Direction},
    text_index, zone_map,
};

async fn plan(connection: &mut SqliteConnection, sql: &str) -> String {
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("\n")
}

/// The plan of picking ids for a query; key patterns are narrow when they are exact.
async fn plan_of_query(connection: &mut SqliteConnection, query: &str, direction: Direction) -> String {
    let query = query.parse().expect("a query");
    let pushdown = pushdown::plan(&query, &|pattern| matches!(pattern, Pattern::Exact(_)), &|_| None);
    plan(connection, &scan::pick_sql(&pushdown, direction).sql).await
}

/// Actors are a handful, whatever the archive holds; a subquery here is what a limit was put on.
fn goes_through_everything(plan: &str) -> bool {
    let few = ["SCAN picked", "SCAN wanted", "SCAN actors", "SCAN (subquery"];
    let harmless = |line: &str| few.iter().any(|few| line.starts_with(few));
    plan.lines().any(|line| line.starts_with("SCAN") && !harmless(line))
}

/// Whether one of these is gone through whole.
fn goes_through_any(plan: &str, tables: &[&str]) -> bool {
    plan.lines().any(|line| line.trim().strip_prefix("SCAN ").is_some_and(|table| tables.contains(&table)))
}

fn sorts(plan: &str) -> bool {
    plan.contains("TEMP B-TREE")
}

#[tokio::test]
async fn the_feed_and_tables_and_windows_are_read_in_the_logs_order() {
    let mut connection = open::empty_for_tests().await;
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
    let mut connection = open::empty_for_tests().await;
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
    let mut connection = open::empty_for_tests().await;
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
    let mut connection = open::empty_for_tests().await;
    let plan = plan_of_query(&mut connection, "item:id=a -op:insert", Direction::NewestFirst).await;
    assert!(plan.contains("INDEX changes_by_item (item_id=? AND rowid>? AND rowid<?)"), "{plan}");
    assert!(plan.contains("(table_id=? AND item_key=?)"), "{plan}");
}

#[tokio::test]
async fn changes_places_and_timelines_are_looked_up() {
    let mut connection = open::empty_for_tests().await;
    for sql in [
        rows::LOAD_CHANGES,
        rows::LOAD_BLOCKS,
        reader::FIND_ITEM,
        reader::FIND_POSITION,
        reader::FIND_IN_SHARD,
        reader::PICK_TIMELINE,
    ] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn restores_are_looked_up() {
    let mut connection = open::empty_for_tests().await;
    for sql in [restores::RESTORED_BY_CHANGES, restores::CHANGES_THAT_RESTORED] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn items_are_walked_in_every_order_or_found_by_their_keys() {
    let mut connection = open::empty_for_tests().await;
    for order in [ItemOrder::LastChange, ItemOrder::Key] {
        for state in ItemState::ALL {
            for (backward, from) in [(false, false), (false, true), (true, true)] {
                let sql = item_list::walk_sql(order, state, backward, from);
                let plan = plan(&mut connection, &sql).await;
                assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
            }
        }
    }
    let deleted = item_list::walk_sql(ItemOrder::LastChange, ItemState::Deleted, false, true);
    let deleted = plan(&mut connection, &deleted).await;
    assert!(deleted.contains("INDEX items_deleted (table_id=? AND last_change_id<?)"), "{deleted}");
    let found = item_list::narrow_sql(&pushdown::items_with(&Pattern::Prefix("order#".to_owned())).sql);
    let found = plan(&mut connection, &found).await;
    assert!(found.contains("SEARCH i USING INTEGER PRIMARY KEY (rowid=?)"), "{found}");
    assert!(found.contains("item_key_values USING PRIMARY KEY (label>? AND label<?)"), "{found}");
    assert!(!goes_through_everything(&found), "{found}");
}

#[tokio::test]
async fn items_are_found_by_the_beginning_of_a_key_value_in_the_values_order() {
    let mut connection = open::empty_for_tests().await;
    for beginning in ["order#", "\u{10FFFF}"] {
        let fits = pushdown::fits("v.label", &Pattern::Prefix(beginning.to_owned())).sql;
        let found = plan(&mut connection, &key_beginning::beginning_sql(&fits)).await;
        assert!(!goes_through_everything(&found) && !sorts(&found), "{found}");
        assert!(found.contains("SEARCH v USING PRIMARY KEY (label>?"), "{found}");
    }
}

#[tokio::test]
async fn the_most_changed_items_are_followed_by_the_tables_new_changes_alone() {
    let mut connection = open::empty_for_tests().await;
    let followed = plan(&mut connection, most_changed::CHANGED_SINCE).await;
    assert!(followed.contains("changes_by_table (table_id=? AND rowid>? AND rowid<?)"), "{followed}");
    for sql in [item_list::LOAD_ITEMS, lookup::LOAD_ITEMS] {
        let loaded = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&loaded), "{loaded}");
    }
}

#[tokio::test]
async fn an_items_activity_is_looked_up_change_by_change() {
    let mut connection = open::empty_for_tests().await;
    for sql in [activity::FIND_LIVES, activity::EVERY_CHANGE, activity::SAMPLED_CHANGES] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn changes_are_passed_on_in_the_logs_order() {
    let mut connection = open::empty_for_tests().await;
    for query in ["", "table:t", "op:modify at:2026-11-01..", "words"] {
        let query = query.parse().expect("a query");
        let picked = scan::pick_sql(&pushdown::plan(&query, &|_| false, &|_| None), Direction::OldestFirst).sql;
        let plan = plan(&mut connection, &raw::raw_sql(&picked)).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{plan}");
    }
}

#[tokio::test]
async fn a_rare_text_is_found_by_the_items_that_it_was_brought_to() {
    let mut connection = open::empty_for_tests().await;
    for query in ["bell", "bell op:modify", "attr:note~bell OR key:a", "new.status:paid table:t"] {
        let query = query.parse().expect("a query");
        let pushdown =
            pushdown::plan(&query, &|pattern| matches!(pattern, Pattern::Exact(_)), &|_| Some("[1]".to_owned()));
        let plan = plan(&mut connection, &scan::pick_sql(&pushdown, Direction::NewestFirst).sql).await;
        assert!(
            plan.contains("SEARCH m USING INTEGER PRIMARY KEY") && plan.contains("INDEX changes_by_item"),
            "{plan}"
        );
        // What was found is gone through, which the plan calls a scan of a virtual table.
        let goes_through = plan.lines().any(|line| line.starts_with("SCAN") && !line.contains("SCAN x VIRTUAL TABLE"));
        assert!(!goes_through, "{plan}");
    }
    for sql in [text_index::FIND_MATCHES, text_index::IMAGES_BEFORE] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_any(&plan, &["c", "p"]), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn counters_are_read_by_kind_and_time_and_the_log_only_after_them() {
    let mut connection = open::empty_for_tests().await;
    for sql in [
        counters::MINUTES_OF_KINDS,
        counters::HOURS_OF_KINDS,
        counters::SLABS_OF_KINDS,
        counters::TAIL_OF_KINDS,
        counters::HOURS_BETWEEN,
        counters::TAIL_BETWEEN,
        zone_map::AFTER_ZONES,
    ] {
        let plan = plan(&mut connection, sql).await;
        let large = ["c", "m", "h", "changes", "activity_hours", "activity_minutes"];
        assert!(!goes_through_any(&plan, &large), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn the_middle_of_a_life_is_reached_by_halving_along_an_index() {
    let mut connection = open::empty_for_tests().await;
    let moments = [At::Version(4_711), At::Time(Timestamp::from_millis(0))].map(as_of::find_last_sql);
    let [by_version, by_time] = moments;
    let [around, halving] = [Walk::Around, Walk::Halving].map(as_of::walk_sql);
    for sql in [by_version, by_time, around, halving, as_of::LOAD_HEADS.to_owned(), as_of::FIND_NEXT.to_owned()] {
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
