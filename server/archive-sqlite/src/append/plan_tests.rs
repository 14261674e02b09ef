use super::lookup::LOAD_ITEMS;
use crate::{
    database::plans::{goes_through_everything, plan},
    schema::migrations,
};

#[tokio::test]
async fn items_are_looked_up_by_their_keys() {
    let mut connection = migrations::empty_for_tests().await;
    let loaded = plan(&mut connection, LOAD_ITEMS).await;
    assert!(!goes_through_everything(&loaded), "{loaded}");
}
