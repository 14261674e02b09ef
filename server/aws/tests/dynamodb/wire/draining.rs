//! The whole engine, AWS's client and the real archive: a tree of several generations over the wire, each change once
//! and in order, whatever the connections do.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use afterimage_archive::Archive;
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsStreamSource, AwsTables};
use afterimage_base::clock::SystemClock;
use afterimage_capture::{
    Supervisor, SupervisorOptions, backoff::Chance, polling::PollIntervals, selection::TableSelection,
    source::SHARDS_PER_PAGE,
};
use afterimage_model::{Change, ChangeId, Query, health::WritePermission};
use afterimage_test_dynamodb::wire_server::{
    Operation, Script, WireServer,
    faults::{self, Fault},
};
use tempfile::TempDir;
use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

use super::TABLE;

/// Longer than anything here takes on a slow machine; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many items each shard of the first generation has, and how often a shard's items change in it.
const ITEMS_PER_ROOT: usize = 4;
const CHANGES_PER_SHARD: usize = 12;

/// What was written: by item, the sequence numbers in order; and which shard each shard came from.
#[derive(Default)]
struct Written {
    by_item: BTreeMap<String, Vec<String>>,
    parents: BTreeMap<String, Option<String>>,
    count: usize,
}

/// A stream that is over: `roots` shards, each of which split, and half of whose children were split again. A child
/// may be listed before its parent.
fn tree(roots: usize) -> (Script, String, Written) {
    let mut script = Script::default();
    let arn = script.add_stream(TABLE, 1);
    let mut written = Written::default();
    for root in 0..roots {
        let items: Vec<String> = (0..ITEMS_PER_ROOT).map(|item| format!("item-{root}-{item}")).collect();
        let (left, right) = items.split_at(ITEMS_PER_ROOT / 2);
        let name = |path: &str| format!("shardId-{root:020}-{path}");
        add(&mut script, &arn, &mut written, &name("root"), None, &items);
        add(&mut script, &arn, &mut written, &name("l"), Some(&name("root")), left);
        add(&mut script, &arn, &mut written, &name("r"), Some(&name("root")), right);
        add(&mut script, &arn, &mut written, &name("ll"), Some(&name("l")), &left[..1]);
        add(&mut script, &arn, &mut written, &name("lr"), Some(&name("l")), &left[1..]);
    }
    script.disable(&arn);
    // Every page of the listing holds some of all generations.
    script.stream(&arn).shards.sort_by_key(|shard| shard.id.bytes().rev().collect::<Vec<_>>());
    (script, arn, written)
}

fn add(script: &mut Script, arn: &str, written: &mut Written, id: &str, parent: Option<&str>, items: &[String]) {
    script.add_shard(arn, id, parent);
    written.parents.insert(id.to_owned(), parent.map(str::to_owned));
    for item in items.iter().cycle().take(CHANGES_PER_SHARD) {
        written.write(script, arn, id, item);
    }
}

impl Written {
    fn write(&mut self, script: &mut Script, arn: &str, shard: &str, item: &str) {
        let versions = self.by_item.entry(item.to_owned()).or_default();
        let number = script.write(arn, shard, item, versions.len() as u64 + 1);
        versions.push(number.to_string());
        self.count += 1;
    }

    /// Each change once, each item in the order in which it was written, each shard after the one it came from.
    fn assert_archived(&self, changes: &[Change]) {
        assert_eq!(changes.len(), self.count, "changes are missing or there twice");
        let mut by_item: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut reaches: BTreeMap<&str, (ChangeId, ChangeId)> = BTreeMap::new();
        for change in changes {
            let item = change.item_key.to_string().replace("id=", "");
            by_item.entry(item).or_default().push(change.sequence_number.to_string());
            let reach = reaches.entry(&change.shard_id).or_insert((change.id, change.id));
            reach.1 = change.id;
        }
        assert_eq!(by_item, self.by_item);
        for (child, parent) in &self.parents {
            if let Some(parent) = parent {
                assert!(reaches[parent.as_str()].1 < reaches[child.as_str()].0, "{child} was read before {parent}");
            }
        }
    }
}

/// The program around a server on the wire: what is archived stays from one start to the next.
struct Program {
    server: WireServer,
    archive: Archive,
    _folder: TempDir,
}

struct Running {
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Program {
    async fn new(server: WireServer) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = SqliteArchive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive").door();
        Self { server, archive, _folder: folder }
    }

    fn start(&self) -> Running {
        let clients = self.server.clients();
        let wait = Duration::from_millis(5);
        let options = SupervisorOptions {
            discovery_interval: Duration::from_millis(300),
            shard_interval: Duration::from_millis(300),
            late_shards: Duration::from_secs(1),
            poll: PollIntervals { soon: wait, empty: wait, idle: wait },
            chance: Chance::seeded(1),
            ..SupervisorOptions::default()
        };
        let supervisor = Supervisor::new(
            Arc::new(AwsStreamSource::new(&clients.streams, Arc::new(SystemClock))),
            Arc::new(AwsTables::new(&clients, TableSelection::All, WritePermission::ReadOnly)),
            Arc::new(self.archive.clone()),
            options,
            Arc::new(SystemClock),
        );
        let cancel = CancellationToken::new();
        Running { task: tokio::spawn(supervisor.run(cancel.clone())), cancel }
    }

    async fn until(&self, what: &str, holds: impl AsyncFn(&Self) -> bool) {
        let limit = Instant::now() + PATIENCE;
        while !holds(self).await {
            assert!(Instant::now() < limit, "waited in vain until {what}; {} are archived", self.count().await);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn archived(&self, count: u64) {
        self.until(&format!("{count} changes are archived"), async |program| program.count().await >= count).await;
    }

    /// The archive says that nothing more will come of the stream.
    async fn over(&self) {
        let over = async |program: &Self| {
            let streams = program.archive.reader.streams().await.expect("read");
            streams.iter().any(|stream| stream.ended)
        };
        self.until("the stream is over", over).await;
    }

    async fn count(&self) -> u64 {
        self.archive.reader.figures().await.expect("read").changes
    }

    async fn everything(&self) -> Vec<Change> {
        let (mut changes, mut cursor) = (Vec::new(), ChangeId::START);
        loop {
            let scan = self.archive.reader.changes_after(&Query::all(), cursor, 500).await.expect("read");
            changes.extend(scan.changes);
            cursor = scan.scanned_to;
            if scan.end {
                return changes;
            }
        }
    }

    async fn causes_of_gaps(&self) -> Vec<String> {
        self.archive.reader.gaps().await.expect("read").into_iter().map(|gap| gap.cause).collect()
    }
}

impl Running {
    async fn stop(self) {
        self.cancel.cancel();
        self.task.await.expect("the engine ends without a fault");
    }

    /// As if the process were killed: whatever is under way is left.
    async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.is_err_and(|error| error.is_cancelled()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tree_of_more_shards_than_a_page_lists_is_drained_once_and_in_order() {
    let (script, arn, written) = tree(30);
    assert!(written.parents.len() > SHARDS_PER_PAGE);
    let program = Program::new(WireServer::start(script).await).await;
    let running = program.start();
    program.over().await;
    running.stop().await;
    written.assert_archived(&program.everything().await);
    assert_eq!(program.causes_of_gaps().await, [""; 0]);
    let shards = program.archive.reader.checkpoints(&arn).await.expect("read");
    assert!(shards.iter().all(|shard| shard.finished && shard.checkpoint.is_some()));
    assert_eq!(shards.len(), written.parents.len());
}

/// Whatever the script lets go wrong: each change is archived once, in order, and no gap is told.
async fn assert_drained_whole(script: Script, written: &Written) {
    let program = Program::new(WireServer::start(script).await).await;
    let running = program.start();
    program.over().await;
    running.stop().await;
    written.assert_archived(&program.everything().await);
    assert_eq!(program.causes_of_gaps().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_slow_throttled_or_answered_with_errors_lose_and_repeat_nothing() {
    let (mut script, _, written) = tree(6);
    script.fail_every(3, Operation::GetRecords, Fault::Cut);
    script.fail_every(5, Operation::GetRecords, Fault::Slow(Duration::from_millis(30)));
    script.fail_every(7, Operation::GetRecords, Fault::Error(faults::THROUGHPUT_EXCEEDED));
    script.fail_every(11, Operation::GetRecords, Fault::Error(faults::EXPIRED_ITERATOR));
    script.fail_every(13, Operation::GetRecords, Fault::Trickle(Duration::from_millis(10)));
    script.fail_every(4, Operation::GetShardIterator, Fault::Error(faults::INTERNAL));
    script.fail_next(Operation::DescribeStream, Fault::Cut);
    script.fail_next(Operation::DescribeStream, Fault::Error(faults::LIMIT_EXCEEDED));
    assert_drained_whole(script, &written).await;
}

/// Successes that lack what they are about: each of the first shards gets some of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_lack_something_end_no_shard_and_lose_and_repeat_nothing() {
    let roots = 6;
    let (mut script, _, written) = tree(roots);
    for answer in [r#"{"Records": []}"#, "{}", r#"{"Records": null, "NextShardIterator": null}"#] {
        (0..roots).for_each(|_| script.fail_next(Operation::GetRecords, Fault::Plain(200, answer)));
    }
    script.fail_every(3, Operation::GetShardIterator, Fault::Plain(200, "{}"));
    script.fail_next(Operation::ListTables, Fault::Plain(200, "{}"));
    script.fail_next(Operation::ListStreams, Fault::Plain(200, "{}"));
    for description in [r#"{"StreamDescription": {"StreamStatus": "DISABLED"}}"#, "{}"] {
        script.fail_next(Operation::DescribeStream, Fault::Plain(200, description));
    }
    assert_drained_whole(script, &written).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_again_and_again_goes_on_at_its_checkpoints() {
    let (mut script, _, written) = tree(6);
    // So slow that no start gets far.
    script.fail_every(1, Operation::GetRecords, Fault::Slow(Duration::from_millis(15)));
    let program = Program::new(WireServer::start(script).await).await;
    let total = written.count as u64;
    for part in 1..=3 {
        let running = program.start();
        program.archived(total * part / 4).await;
        running.kill().await;
    }
    let running = program.start();
    program.over().await;
    running.stop().await;
    written.assert_archived(&program.everything().await);
    assert_eq!(program.causes_of_gaps().await, [""; 0]);
    let after_checkpoints = program.server.script().calls.iter().filter(|call| call.goes_on()).count();
    assert!(after_checkpoints > 0, "no shard was gone on with");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_trimmed_while_nobody_read_is_one_gap_between_two_known_numbers() {
    let (shard, item) = ("shardId-00000000000000000001-root", "item");
    let mut script = Script::default();
    let arn = script.add_stream(TABLE, 1);
    script.add_shard(&arn, shard, None);
    let mut written = Written::default();
    for _ in 0..10 {
        written.write(&mut script, &arn, shard, item);
    }
    let program = Program::new(WireServer::start(script).await).await;
    let running = program.start();
    program.archived(10).await;
    running.stop().await;

    {
        let mut script = program.server.script();
        for _ in 0..10 {
            written.write(&mut script, &arn, shard, item);
        }
        script.shard(&arn, shard).trimmed = 15;
        script.disable(&arn);
    }
    let running = program.start();
    program.over().await;
    running.stop().await;

    let gaps = program.archive.reader.gaps().await.expect("read");
    let number = |at: usize| Some(written.by_item[item][at].parse().expect("digits"));
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].cause, "trimmed");
    assert_eq!((&gaps[0].after_sequence_number, &gaps[0].until_sequence_number), (&number(9), &number(15)));
    let archived: BTreeSet<_> =
        program.everything().await.iter().map(|change| change.sequence_number.to_string()).collect();
    let survivors = written.by_item[item].iter().enumerate().filter(|(at, _)| !(10..15).contains(at));
    assert_eq!(archived, survivors.map(|(_, number)| number.clone()).collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_turned_on_again_is_followed_and_the_items_lives_go_on() {
    let shard = "shardId-00000000000000000001-root";
    let mut script = Script::default();
    let mut written = Written::default();
    let first = script.add_stream(TABLE, 1);
    script.add_shard(&first, shard, None);
    written.write(&mut script, &first, shard, "item");
    let program = Program::new(WireServer::start(script).await).await;
    let running = program.start();
    program.archived(1).await;
    {
        let mut script = program.server.script();
        written.write(&mut script, &first, shard, "item");
        script.disable(&first);
        let second = script.add_stream(TABLE, 2);
        let next_shard = "shardId-00000000000000000002-root";
        script.add_shard(&second, next_shard, None);
        written.write(&mut script, &second, next_shard, "item");
    }
    program.archived(3).await;
    running.stop().await;
    written.assert_archived(&program.everything().await);
}

/// The second one was turned on and off again between two looks at the table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_came_and_went_unseen_is_found_among_the_tables_streams() {
    let shard = |label: u32| format!("shardId-0000000000000000000{label}-root");
    let mut script = Script::default();
    let mut written = Written::default();
    let mut turn_on = |script: &mut Script, label: u32| {
        let arn = script.add_stream(TABLE, label);
        script.add_shard(&arn, &shard(label), None);
        written.write(script, &arn, &shard(label), "item");
        arn
    };
    let first = turn_on(&mut script, 1);
    let program = Program::new(WireServer::start(script).await).await;
    let running = program.start();
    program.archived(1).await;
    {
        let mut script = program.server.script();
        script.disable(&first);
        let second = turn_on(&mut script, 2);
        script.disable(&second);
        turn_on(&mut script, 3);
    }
    program.archived(3).await;
    running.stop().await;
    written.assert_archived(&program.everything().await);
    assert_eq!(program.causes_of_gaps().await, [""; 0]);
}
