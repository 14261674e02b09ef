use super::restores;
use crate::{
    database::plans::{goes_through_everything, plan, sorts},
    schema::migrations,
};

#[tokio::test]
async fn restores_are_looked_up() {
    let mut connection = migrations::empty_for_tests().await;
    for sql in [restores::RESTORED_BY_CHANGES, restores::CHANGES_THAT_RESTORED] {
        let plan = plan(&mut connection, sql).await;
        assert!(!goes_through_everything(&plan) && !sorts(&plan), "{sql}\n{plan}");
    }
}
