//! The live feed's websocket.

use afterimage_model::{
    ChangeId,
    protocol::{FeedMessage, FeedRequest, MAX_BACKLOG, MAX_REQUEST_BYTES},
};
use tokio_tungstenite::tungstenite::{Message, protocol::frame::coding::CloseCode};

use crate::support::{Server, inserted};

#[tokio::test]
async fn a_subscriber_gets_the_backlog_then_what_comes() {
    let server = Server::with_orders(3).await;
    let mut feed = server.feed().await;
    feed.subscribe(Some(1), "").await;
    let FeedMessage::Rows { rows } = feed.next().await else { panic!("the backlog comes first") };
    assert_eq!(rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [2, 3]);
    let epoch = server.archive.reader.epoch().to_owned();
    assert_eq!(feed.next().await, FeedMessage::CaughtUp { cursor: ChangeId(3), epoch });
    server.insert(4..=4).await;
    let FeedMessage::Changes { changes } = feed.next().await else { panic!("then what comes") };
    assert_eq!(changes.iter().map(|row| row.id.0).collect::<Vec<_>>(), [4]);
}

#[tokio::test]
async fn without_a_cursor_only_what_comes_is_told() {
    let server = Server::with_orders(3).await;
    let mut feed = server.feed().await;
    feed.subscribe(None, "").await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { cursor: ChangeId(3), .. }));
    server.insert(4..=5).await;
    assert_eq!(feed.ids_until(5).await, [4, 5]);
}

/// The archive grows all the time; the client is cut again and again and comes back with the last id that it saw.
#[tokio::test]
async fn after_every_cut_the_feed_goes_on_without_loss_or_repeat() {
    const LAST: u64 = 2_000;
    let server = std::sync::Arc::new(Server::start().await);
    let writing = tokio::spawn({
        let server = server.clone();
        async move {
            for start in (1..=LAST).step_by(20) {
                server.insert(start..=start + 19).await;
            }
        }
    });
    let (mut seen, last) = (Vec::new(), i64::try_from(LAST).expect("small"));
    while seen.last() != Some(&last) {
        let mut feed = server.feed().await;
        feed.subscribe(seen.last().copied().or(Some(0)), "").await;
        for _ in 0..3 {
            match feed.next().await {
                FeedMessage::Rows { rows: changes } | FeedMessage::Changes { changes } => {
                    seen.extend(changes.iter().map(|row| row.id.0));
                }
                FeedMessage::CaughtUp { .. } | FeedMessage::Heartbeat { .. } => {}
                other => panic!("unexpected: {other:?}"),
            }
            if seen.last() == Some(&last) {
                break;
            }
        }
        drop(feed);
    }
    writing.await.expect("written");
    assert_eq!(seen, (1..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn frames_that_ask_for_nothing_ask_nothing_of_the_archive() {
    let server = Server::with_orders(3).await;
    let mut feed = server.feed().await;
    feed.subscribe(Some(1), "placed").await;
    assert_eq!(feed.ids_until(3).await, [2, 3]);
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { .. }));
    server.archive.reader.close().await;
    let set_query = |query: &str| FeedRequest::SetQuery { query: query.to_owned() };
    feed.send(&FeedRequest::Ack { cursor: ChangeId(3) }).await;
    feed.send_text("nothing that there is").await;
    assert!(matches!(feed.next().await, FeedMessage::Error { .. }));
    for query in ["placed", "paid"] {
        feed.send(&set_query(query)).await;
        assert!(matches!(feed.next().await, FeedMessage::CaughtUp { cursor: ChangeId(3), .. }), "{query}");
    }
    let mut other = server.feed().await;
    for cursor in [Some(3), None] {
        for feed in [&mut feed, &mut other] {
            feed.subscribe(cursor, "paid").await;
            assert!(matches!(feed.next().await, FeedMessage::CaughtUp { cursor: ChangeId(3), .. }), "{cursor:?}");
        }
    }
}

#[tokio::test]
async fn a_filtered_watchers_cursor_moves_past_what_does_not_match() {
    let server = Server::start().await;
    let mut feed = server.feed().await;
    feed.subscribe(Some(0), "paid").await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { .. }));
    server.append((1..=9).map(|at| inserted(at, if at == 5 { "paid" } else { "placed" })).collect()).await;
    assert_eq!(feed.ids_until(5).await, [5]);
    let FeedMessage::Heartbeat { cursor, lag_ms, behind } = feed.next().await else { panic!("a heartbeat") };
    assert_eq!((cursor, lag_ms, behind), (ChangeId(9), Some(40), 0));
}

#[tokio::test]
async fn a_burst_is_told_in_few_large_frames() {
    let server = Server::start().await;
    let mut feed = server.feed().await;
    feed.subscribe(None, "").await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { .. }));
    server.append((1..=1_000).map(|at| inserted(at, "placed")).collect()).await;
    let (mut frames, mut seen) = (Vec::new(), Vec::new());
    while seen.len() < 1_000 {
        match feed.next().await {
            FeedMessage::Changes { changes } => {
                frames.push(changes.len());
                seen.extend(changes.iter().map(|row| row.id.0));
            }
            FeedMessage::Heartbeat { .. } => {}
            other => panic!("unexpected: {other:?}"),
        }
    }
    assert_eq!(seen, (1..=1_000).collect::<Vec<_>>());
    assert_eq!(frames, [500, 500]);
}

#[tokio::test]
async fn the_query_can_change_and_a_bad_one_changes_nothing() {
    let server = Server::start().await;
    let mut feed = server.feed().await;
    feed.subscribe(None, "paid").await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { .. }));
    feed.send(&FeedRequest::SetQuery { query: "op:nonsense".to_owned() }).await;
    let FeedMessage::Error { column: Some(_), .. } = feed.next().await else { panic!("an error with its column") };
    server.append(vec![inserted(1, "placed"), inserted(2, "paid")]).await;
    assert_eq!(feed.ids_until(2).await, [2]);
    feed.send(&FeedRequest::SetQuery { query: "placed".to_owned() }).await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { cursor: ChangeId(2), .. }));
    server.append(vec![inserted(3, "paid"), inserted(4, "placed")]).await;
    assert_eq!(feed.ids_until(4).await, [4]);
}

#[tokio::test]
async fn a_bad_first_query_is_told_and_the_socket_stays() {
    let server = Server::with_orders(1).await;
    let mut feed = server.feed().await;
    feed.subscribe(Some(0), "op:").await;
    assert!(matches!(feed.next().await, FeedMessage::Error { column: Some(_), .. }));
    feed.send_text("not JSON").await;
    assert!(matches!(feed.next().await, FeedMessage::Error { column: None, .. }));
    feed.subscribe(Some(0), "").await;
    assert_eq!(feed.ids_until(1).await, [1]);
}

#[tokio::test]
async fn a_useless_cursor_is_told_to_fetch_anew() {
    let server = Server::with_orders(1).await;
    let mut feed = server.feed().await;
    let (cursor, epoch) = (Some(ChangeId(1)), Some("another".to_owned()));
    feed.send(&FeedRequest::Subscribe { cursor, epoch, query: String::new() }).await;
    assert_eq!(feed.next().await, FeedMessage::Refetch { why: "epoch_changed".to_owned() });
    feed.subscribe(Some(2), "").await;
    assert_eq!(feed.next().await, FeedMessage::Refetch { why: "epoch_changed".to_owned() });
    let newest = server.insert(2..=MAX_BACKLOG + 2).await;
    feed.subscribe(Some(1), "").await;
    assert_eq!(feed.next().await, FeedMessage::Refetch { why: "cursor_too_old".to_owned() });
    feed.subscribe(Some(newest.0), "").await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { .. }));
}

/// A client that reads nothing stops its own socket; the others and the archive go on, and once it reads again, it
/// gets everything from where it stood.
#[tokio::test]
async fn a_slow_client_holds_up_nobody_and_misses_nothing() {
    const LAST: u64 = 6_000;
    let server = Server::start().await;
    let (mut slow, mut quick) = (server.feed().await, server.feed().await);
    slow.subscribe(Some(0), "").await;
    quick.subscribe(Some(0), "").await;
    for start in (1..=LAST).step_by(500) {
        server.insert(start..=start + 499).await;
    }
    let last = i64::try_from(LAST).expect("small");
    assert_eq!(quick.ids_until(last).await, (1..=last).collect::<Vec<_>>());
    assert_eq!(slow.ids_until(last).await, (1..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn many_sockets_are_told_the_same() {
    let server = Server::with_orders(10).await;
    let mut feeds = Vec::new();
    for _ in 0..20 {
        let mut feed = server.feed().await;
        feed.subscribe(Some(0), "").await;
        feeds.push(feed);
    }
    server.insert(11..=500).await;
    for mut feed in feeds {
        assert_eq!(feed.ids_until(500).await, (1..=500).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_is_too_large_or_not_text_ends_the_socket() {
    let server = Server::start().await;
    let mut feed = server.feed().await;
    feed.send_text(&" ".repeat(MAX_REQUEST_BYTES + 1)).await;
    assert!(!matches!(feed.next_raw().await, Some(Message::Text(_))));
    let mut feed = server.feed().await;
    futures::SinkExt::send(&mut feed.0, Message::binary(vec![0])).await.expect("sent");
    let Some(Message::Close(Some(frame))) = feed.next_raw().await else { panic!("a close with its reason") };
    assert_eq!(frame.code, CloseCode::Unsupported);
}

#[tokio::test]
async fn a_stopping_server_says_goodbye() {
    let server = Server::start().await;
    let mut feed = server.feed().await;
    feed.subscribe(None, "").await;
    assert!(matches!(feed.next().await, FeedMessage::CaughtUp { .. }));
    server.stop().await;
    let Some(Message::Close(Some(frame))) = feed.next_raw().await else { panic!("a close with its reason") };
    assert_eq!(frame.code, CloseCode::Away);
}
