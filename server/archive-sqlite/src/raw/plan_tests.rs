use super::picking::raw_sql;
use crate::{
    database::plans::{goes_through_everything, plan, sorts},
    index::Direction,
    schema::migrations,
    search,
};

#[tokio::test]
async fn changes_are_passed_on_in_the_logs_order() {
    let mut connection = migrations::empty_for_tests().await;
    for query in ["", "table:t", "op:modify at:2026-11-01..", "words"] {
        let query = query.parse().expect("a query");
        let picked = search::pick_sql(&search::plan(&query, &|_| false, &|_| None), Direction::OldestFirst).sql;
        let plan = plan(&mut connection, &raw_sql(&picked)).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{plan}");
    }
}
