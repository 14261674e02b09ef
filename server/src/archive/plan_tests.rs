//! How the database answers the questions that are asked all the time: from an index, in order, never by going through
//! everything. A plan that changes here is a page that gets slow at a million changes.

use afterimage_app::model::{Timestamp, as_of::At, query::Pattern};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::{
    as_of, open, overview, pushdown, reader, rows,
    scan::{self, Direction},
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
    let pushdown = pushdown::plan(&query, &|pattern| matches!(pattern, Pattern::Exact(_)));
    plan(connection, &scan::pick_sql(&pushdown, direction).sql).await
}

/// Actors are a handful, whatever the archive holds.
fn goes_through_everything(plan: &str) -> bool {
    let harmless = |line: &str| line.starts_with("SCAN picked") || line.starts_with("SCAN actors");
    plan.lines().any(|line| line.starts_with("SCAN") && !harmless(line))
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
async fn changes_places_and_timelines_are_looked_up() {
    let mut connection = open::empty_for_tests().await;
    for sql in [rows::LOAD_CHANGES, rows::LOAD_BLOCKS, reader::FIND_ITEM, reader::FIND_PLACE, reader::PICK_TIMELINE] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn items_are_walked_in_order_or_found_by_their_keys() {
    let mut connection = open::empty_for_tests().await;
    let walked = plan(&mut connection, overview::WALK_ITEMS).await;
    assert!(!goes_through_everything(&walked) && !sorts(&walked), "{walked}");
    let found = overview::items_with_sql(&Pattern::Prefix("order#".to_owned()));
    let found = plan(&mut connection, &found.sql).await;
    assert!(found.contains("item_key_values USING PRIMARY KEY (label>? AND label<?)"), "{found}");
    assert!(!goes_through_everything(&found), "{found}");
}

#[tokio::test]
async fn the_middle_of_a_life_is_reached_by_halving_along_an_index() {
    let mut connection = open::empty_for_tests().await;
    let moments = [At::Version(4_711), At::Time(Timestamp::from_millis(0))].map(as_of::find_last_sql);
    let [by_version, by_time] = moments;
    for sql in [by_version, by_time, as_of::walk_sql(), as_of::LOAD_HEADS.to_owned(), as_of::FIND_NEXT.to_owned()] {
        let plan = plan(&mut connection, &sql).await;
        // What is halved is a row at a time, made as the statement runs.
        let read: Vec<&str> =
            plan.lines().filter(|line| !matches!(*line, "SCAN h" | "SCAN halved" | "SCAN CONSTANT ROW")).collect();
        assert!(!goes_through_everything(&read.join("\n")) && !sorts(&plan), "{sql}\n{plan}");
        if sql.contains("RECURSIVE") {
            let sought = "SEARCH c USING COVERING INDEX changes_by_item (item_id=? AND rowid>? AND rowid<?)";
            assert!(plan.contains(sought) && plan.contains("SEARCH p USING INTEGER PRIMARY KEY"), "{sql}\n{plan}");
        }
    }
}
