//! AWS's own client against the protocol that it speaks: what comes over the wire is told apart by its type and its
//! code, pages are followed, and the whole engine reads a stream into an archive whatever happens to the connections.

mod absent;
mod answers;
mod draining;
mod errors;
mod listing;

use std::sync::Arc;

use afterimage_aws::AwsStreamSource;
use afterimage_base::clock::SystemClock;
use afterimage_capture::{
    StreamSource,
    source::{RecordsPage, ShardAddress, SourceError},
};
use afterimage_model::ViewType;
use afterimage_test_dynamodb::wire_server::{Script, WireServer};

const TABLE: &str = "wired-orders";
const SHARD: &str = "shardId-00000000000000000001-root";

/// A server whose table has one stream with one shard, and its ARN.
async fn one_shard() -> (WireServer, String) {
    let mut script = Script::default();
    let arn = script.add_stream(TABLE, 1);
    script.add_shard(&arn, SHARD, None);
    (WireServer::start(script).await, arn)
}

fn source(server: &WireServer) -> AwsStreamSource {
    AwsStreamSource::new(&server.clients().streams, Arc::new(SystemClock))
}

fn shard(arn: &str, shard_id: &str) -> ShardAddress {
    ShardAddress {
        table: TABLE.to_owned(),
        stream_arn: arn.to_owned(),
        shard_id: shard_id.to_owned(),
        view_type: ViewType::NewAndOldImages,
    }
}

/// The shard's records from a beginning, in one page.
async fn read(
    source: &AwsStreamSource,
    shard: &ShardAddress,
    start: &afterimage_capture::source::IteratorStart,
) -> Result<RecordsPage, SourceError> {
    let iterator = source.shard_iterator(shard, start).await?;
    source.records(shard, &iterator, 1_000).await
}
