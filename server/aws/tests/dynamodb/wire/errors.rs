//! What went wrong is known by what AWS calls it, over a real connection.

use std::time::Duration;

use afterimage_aws::streams::REQUEST_TIMEOUT;
use afterimage_capture::{
    StreamSource,
    source::{IteratorStart, ShardIterator, SourceError, SourceErrorKind},
};
use afterimage_test_dynamodb::wire_server::{
    Operation,
    faults::{self, Fault},
};
use tokio::time::Instant;

use super::{SHARD, one_shard, read, shard, source};

const EVERY_ERROR: [(faults::WireError, SourceErrorKind); 12] = [
    (faults::TRIMMED, SourceErrorKind::Trimmed),
    (faults::EXPIRED_ITERATOR, SourceErrorKind::ExpiredIterator),
    (faults::NOT_FOUND, SourceErrorKind::StreamNotFound),
    (faults::LIMIT_EXCEEDED, SourceErrorKind::Throttled),
    (faults::THROUGHPUT_EXCEEDED, SourceErrorKind::Throttled),
    (faults::THROTTLED, SourceErrorKind::Throttled),
    (faults::INTERNAL, SourceErrorKind::Unavailable),
    (faults::UNAVAILABLE, SourceErrorKind::Unavailable),
    (faults::ACCESS_DENIED, SourceErrorKind::AccessDenied),
    (faults::EXPIRED_TOKEN, SourceErrorKind::Credentials),
    (faults::UNRECOGNIZED_CLIENT, SourceErrorKind::Credentials),
    (faults::INVALID, SourceErrorKind::Other),
];

#[tokio::test]
async fn every_error_of_every_operation_is_asked_for_once_and_known_by_its_code() {
    let (server, arn) = one_shard().await;
    let (source, shard) = (source(&server), shard(&arn, SHARD));
    for (error, kind) in EVERY_ERROR {
        let expected = SourceError::new(kind, error.message);
        let told = async |operation| {
            server.script().fail_next(operation, Fault::Error(error));
            match operation {
                Operation::DescribeStream => source.describe_stream(&arn, None).await.map(|_| ()),
                Operation::GetShardIterator => {
                    source.shard_iterator(&shard, &IteratorStart::TrimHorizon).await.map(|_| ())
                }
                _ => source.records(&shard, &ShardIterator("any".to_owned()), 1_000).await.map(|_| ()),
            }
        };
        for operation in [Operation::DescribeStream, Operation::GetShardIterator, Operation::GetRecords] {
            let asked_before = server.script().count(operation);
            assert_eq!(told(operation).await, Err(expected.clone()), "{} of {operation:?}", error.type_name);
            assert_eq!(server.script().count(operation), asked_before + 1, "waiting is the engine's business");
        }
    }
}

#[tokio::test]
async fn the_server_says_itself_what_is_trimmed_expired_and_unknown() {
    let (server, arn) = one_shard().await;
    let (source, address) = (source(&server), shard(&arn, SHARD));
    let first = server.script().write(&arn, SHARD, "a", 1);
    for version in 2..=4 {
        server.script().write(&arn, SHARD, "a", version);
    }
    let kind = |outcome: Result<(), SourceError>| outcome.expect_err("an error").kind;

    let iterator = source.shard_iterator(&address, &IteratorStart::TrimHorizon).await.expect("an iterator");
    server.script().expire_iterators();
    let late = source.records(&address, &iterator, 1_000).await.map(|_| ());
    assert_eq!(kind(late), SourceErrorKind::ExpiredIterator);

    let iterator = source.shard_iterator(&address, &IteratorStart::TrimHorizon).await.expect("an iterator");
    server.script().shard(&arn, SHARD).trimmed = 3;
    let old = source.records(&address, &iterator, 1_000).await.map(|_| ());
    assert_eq!(kind(old), SourceErrorKind::Trimmed);
    let after_first = IteratorStart::AfterSequenceNumber(first.to_string().parse().expect("digits"));
    assert_eq!(kind(read(&source, &address, &after_first).await.map(|_| ())), SourceErrorKind::Trimmed);

    for (arn, shard_id) in [(arn.as_str(), "shardId-of-nobody"), ("arn:aws:dynamodb:none", SHARD)] {
        let nobody = source.shard_iterator(&shard(arn, shard_id), &IteratorStart::Latest).await.map(|_| ());
        assert_eq!(kind(nobody), SourceErrorKind::StreamNotFound);
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_or_is_none_of_the_services_is_unavailable() {
    let (server, arn) = one_shard().await;
    let source = source(&server);
    server.script().write(&arn, SHARD, "a", 1);
    let faults = [
        Fault::Cut,
        Fault::Plain(502, "<html><body>Bad Gateway</body></html>"),
        Fault::Plain(503, ""),
        Fault::Plain(200, r#"{"Records": [{"eventID": "1", "dyna"#),
    ];
    for fault in faults {
        server.script().fail_next(Operation::GetRecords, fault.clone());
        let error = read(&source, &shard(&arn, SHARD), &IteratorStart::TrimHorizon).await.expect_err("no page");
        assert_eq!(error.kind, SourceErrorKind::Unavailable, "{fault:?}: {error}");
        assert!(!error.message.in_english().is_empty());
    }
    let page = read(&source, &shard(&arn, SHARD), &IteratorStart::TrimHorizon).await.expect("a page");
    assert_eq!(page.changes.len(), 1, "the next answer is taken");
}

#[tokio::test]
async fn an_answer_that_is_late_or_comes_in_pieces_is_taken_whole() {
    let (server, arn) = one_shard().await;
    let source = source(&server);
    server.script().write(&arn, SHARD, "a", 1);
    let pause = Duration::from_millis(20);
    for fault in [Fault::Slow(pause), Fault::Trickle(pause)] {
        server.script().fail_next(Operation::GetRecords, fault);
        let began = Instant::now();
        let page = read(&source, &shard(&arn, SHARD), &IteratorStart::TrimHorizon).await.expect("a page");
        assert_eq!(page.changes.len(), 1);
        assert!(began.elapsed() >= pause);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_is_given_up_after_the_request_timeout() {
    let (server, arn) = one_shard().await;
    server.script().fail_next(Operation::DescribeStream, Fault::Silence);
    let began = Instant::now();
    let error = source(&server).describe_stream(&arn, None).await.expect_err("no answer");
    assert_eq!(error.kind, SourceErrorKind::Unavailable);
    assert!(began.elapsed() >= REQUEST_TIMEOUT && began.elapsed() < REQUEST_TIMEOUT * 2, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let clients = afterimage_aws::Clients::embedded(&format!("http://{free}"));
    let clock = std::sync::Arc::new(afterimage_base::clock::SystemClock);
    let nobody = afterimage_aws::AwsStreamSource::new(&clients.streams, clock);
    let error = nobody.describe_stream("arn:aws:dynamodb:any", None).await.expect_err("no answer");
    assert_eq!(error.kind, SourceErrorKind::Unavailable);
}
