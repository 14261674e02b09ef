use super::{counters, text_index, zone_map};
use crate::{
    database::plans::{goes_through_any, plan},
    schema::migrations,
};

#[tokio::test]
async fn a_text_is_found_and_brought_without_going_through_the_log() {
    let mut connection = migrations::empty_for_tests().await;
    for sql in [text_index::FIND_MATCHES, text_index::IMAGES_BEFORE] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_any(&plan, &["c", "p"]), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn counters_are_read_by_kind_and_time_and_the_log_only_after_them() {
    let mut connection = migrations::empty_for_tests().await;
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
