//! Which streams a table has, which children a shard has, and what has become of a table.

use afterimage_aws::AwsTables;
use afterimage_capture::{
    StreamSource, TableCatalog,
    selection::{TableSelection, TableTag},
    source::{ListedShard, SourceErrorKind, Unlisted},
};
use afterimage_model::{Timestamp, health::WritePermission};
use afterimage_test_dynamodb::wire_server::{
    Operation, Script, WireServer,
    faults::{self, Fault},
};

use super::{SHARD, TABLE, one_shard, source};

#[tokio::test]
async fn a_tables_streams_are_told_a_hundred_at_a_time_and_no_other_tables() {
    let mut script = Script::default();
    let expected: Vec<String> = (1..=250).map(|label| script.add_stream(TABLE, label)).collect();
    script.add_stream("wired-carts", 1);
    let server = WireServer::start(script).await;
    let source = source(&server);
    let (mut arns, mut pages, mut after) = (Vec::new(), 0, None);
    loop {
        let page = source.list_streams(TABLE, after.as_deref()).await.expect("a page");
        pages += 1;
        arns.extend(page.arns);
        after = page.last_arn;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((pages, arns), (3, expected));
}

#[tokio::test]
async fn the_children_of_a_shard_can_be_asked_for_alone() {
    let (server, arn) = one_shard().await;
    for at in 0..3 {
        let parent = if at == 1 { "somebody-else" } else { SHARD };
        server.script().add_shard(&arn, &format!("child-{at}"), Some(parent));
    }
    let page = source(&server).describe_children(&arn, SHARD, None).await.expect("a page");
    let child = |id: &str| {
        let parent_shard_id = Some(SHARD.to_owned());
        ListedShard { shard_id: id.to_owned(), parent_shard_id, has_end: false }
    };
    assert_eq!(page.shards, [child("child-0"), child("child-2")]);
    assert_eq!(page.created_at, Some(Timestamp::from_millis(1_795_356_000_000)));
}

#[tokio::test]
async fn a_list_that_is_denied_or_not_implemented_is_known_for_that() {
    let (server, _) = one_shard().await;
    let source = source(&server);
    let not_implemented = Fault::Plain(501, r#"{"__type": "InternalFailure", "message": "not yet implemented"}"#);
    for (fault, kind) in [
        (Fault::Error(faults::ACCESS_DENIED), SourceErrorKind::AccessDenied),
        (Fault::Error(faults::UNKNOWN_OPERATION), SourceErrorKind::Other),
        (Fault::Error(faults::INTERNAL), SourceErrorKind::Unavailable),
        (not_implemented, SourceErrorKind::Other),
    ] {
        server.script().fail_next(Operation::ListStreams, fault.clone());
        let error = source.list_streams(TABLE, None).await.expect_err("an error");
        assert_eq!(error.kind, kind, "{fault:?}: {error}");
    }
}

#[tokio::test]
async fn a_table_that_is_not_listed_any_more_was_deleted_or_is_not_selected() {
    let (server, _) = one_shard().await;
    let why = async |selection, table| {
        let tables = AwsTables::new(&server.clients(), selection, WritePermission::ReadOnly);
        tables.why_unlisted(table).await.expect("an answer")
    };
    let named = |name: &str| TableSelection::Named(vec![name.to_owned()]);
    let tagged = || TableSelection::Tagged(TableTag { key: "capture".to_owned(), value: "yes".to_owned() });
    assert_eq!(why(TableSelection::All, "deleted").await, Unlisted::Deleted);
    assert_eq!(why(named("del*"), "deleted").await, Unlisted::Deleted);
    assert_eq!(why(named("orders"), "deleted").await, Unlisted::Deselected);
    // A tag goes with its table.
    assert_eq!(why(tagged(), "deleted").await, Unlisted::Deleted);
    assert_eq!(why(tagged(), TABLE).await, Unlisted::Deselected);
}
