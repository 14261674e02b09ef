//! A DynamoDB Streams endpoint with a tree of shards, to look at: AWS takes hours to grow one.
//!
//! ```text
//! cargo run -p afterimage-server --example shard_tree -- --shards 700 --port 8123
//! AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x afterimage --endpoint-url http://127.0.0.1:8123 --region us-east-1 \
//!     --all-tables --data-dir FOLDER
//! ```
//!
//! While it runs it takes a line at a time from its standard input: `split`, `fail`, `mend`, `orphan`, `write`, and
//! `write COUNT`, which gives every open shard so many changes at once.

mod tree;

use std::time::Duration;

use afterimage_test_dynamodb::wire_server::{Operation, WireServer, faults::Fault};
use clap::Parser;
use tokio::io::{AsyncBufReadExt, BufReader};

use self::tree::{Shape, Tree};

/// A DynamoDB Streams endpoint with a tree of shards.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many shards are listed
    #[arg(long, default_value_t = 5)]
    shards: usize,
    /// Over how many generations; all but the last are closed
    #[arg(long, default_value_t = 3)]
    generations: usize,
    /// How many open shards cannot be read
    #[arg(long, default_value_t = 0)]
    failing: usize,
    /// How many closed shards with children cannot be read, so that their children wait
    #[arg(long, default_value_t = 0)]
    stuck: usize,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How long each page of records takes, in milliseconds
    #[arg(long, default_value_t = 0)]
    pause_ms: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let shape = Shape {
        shards: arguments.shards,
        generations: arguments.generations,
        failing: arguments.failing,
        stuck: arguments.stuck,
    };
    let (mut script, mut tree) = Tree::grow(shape);
    if arguments.pause_ms > 0 {
        script.fail_every(1, Operation::GetRecords, Fault::Slow(Duration::from_millis(arguments.pause_ms)));
    }
    let server = WireServer::start_on(arguments.port, script).await;
    println!("endpoint {}", server.url());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{}", tree.obey(line.trim(), &mut server.script()));
    }
    // Nobody speaks any more; whoever started it ends it.
    std::future::pending().await
}
