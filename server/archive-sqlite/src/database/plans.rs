//! How the database answers the questions that are asked all the time: from an index, in order, never by going through
//! everything. A plan that changes here is a page that gets slow at a million changes.

use sqlx::{AssertSqlSafe, Row, SqliteConnection};

/// The plan of a statement, a step a line.
pub(crate) async fn plan(connection: &mut SqliteConnection, sql: &str) -> String {
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("\n")
}

/// Actors are a handful, whatever the archive holds; a subquery here is what a limit was put on.
pub(crate) fn goes_through_everything(plan: &str) -> bool {
    let few = ["SCAN picked", "SCAN wanted", "SCAN actors", "SCAN (subquery"];
    let harmless = |line: &str| few.iter().any(|few| line.starts_with(few));
    plan.lines().any(|line| line.starts_with("SCAN") && !harmless(line))
}

/// Whether one of these is gone through whole.
pub(crate) fn goes_through_any(plan: &str, tables: &[&str]) -> bool {
    plan.lines().any(|line| line.trim().strip_prefix("SCAN ").is_some_and(|table| tables.contains(&table)))
}

/// Whether rows are sorted, rather than read in their order.
pub(crate) fn sorts(plan: &str) -> bool {
    plan.contains("TEMP B-TREE")
}
