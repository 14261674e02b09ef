//! The tree, and what happens to it.

use afterimage_test_dynamodb::wire_server::{
    Script,
    faults::{THROTTLED, THROUGHPUT_EXCEEDED},
};

/// The table whose stream it is.
const TABLE: &str = "grown-orders";

/// How many changes each shard begins with.
const CHANGES_PER_SHARD: u64 = 3;

/// When the first shard was made, in milliseconds since 1970, and how far generations are apart.
const FIRST_MADE_MS: u64 = 1_795_300_000_000;
const GENERATION_MS: u64 = 4 * 60 * 60 * 1_000;

/// How the tree looks at first.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub shards: usize,
    pub generations: usize,
    /// Open shards that are throttled.
    pub failing: usize,
    /// Closed shards with children that are throttled.
    pub stuck: usize,
}

/// A stream's shards, and which of them are open.
pub struct Tree {
    arn: String,
    open: Vec<String>,
    made: u64,
    writes: u64,
}

impl Tree {
    /// A tree of this shape. The parents of its first generation are named and no longer listed.
    pub fn grow(shape: Shape) -> (Script, Self) {
        let mut script = Script::to_look_at();
        let arn = script.add_stream(TABLE, 1);
        let mut tree = Self { arn, open: Vec::new(), made: 0, writes: 0 };
        let sizes = sizes(shape);
        let trimmed: Vec<String> = (0..sizes[0].div_ceil(2)).map(|_| tree.new_id(0)).collect();
        let mut generations = vec![trimmed];
        for (generation, size) in (1..).zip(&sizes) {
            let ids = tree.add_generation(&mut script, generation, *size, &generations[generation - 1]);
            generations.push(ids);
        }
        let [.., closed, open] = generations.as_slice() else { return (script, tree) };
        let stuck = closed.iter().take(if sizes.len() > 1 { shape.stuck } else { 0 });
        script.shard_errors.extend(stuck.map(|id| (id.clone(), THROUGHPUT_EXCEEDED)));
        script.shard_errors.extend(open.iter().rev().take(shape.failing).map(|id| (id.clone(), THROTTLED)));
        tree.open.clone_from(open);
        (script, tree)
    }

    /// So many children, spread over these parents, which take no more changes then.
    fn add_generation(
        &mut self,
        script: &mut Script,
        generation: usize,
        size: usize,
        parents: &[String],
    ) -> Vec<String> {
        let ids: Vec<String> = (0..size).map(|_| self.new_id(generation)).collect();
        for (at, id) in ids.iter().enumerate() {
            self.add(script, id, &parents[at * parents.len() / size]);
        }
        for shard in &mut script.stream(&self.arn).shards {
            shard.closed |= parents.contains(&shard.id);
        }
        ids
    }

    /// Does what a line says, and tells what it did.
    pub fn obey(&mut self, line: &str, script: &mut Script) -> String {
        match line {
            "split" => self.split(script),
            "fail" => self.with_first(script, |script, id| {
                script.shard_errors.insert(id.to_owned(), THROTTLED);
                format!("throttled {id}")
            }),
            "mend" => {
                let count = std::mem::take(&mut script.shard_errors).len();
                format!("mended {count}")
            }
            "orphan" => {
                let (lost, id) = (self.new_id(20), self.new_id(21));
                self.add(script, &id, &lost);
                self.open.push(id.clone());
                format!("orphaned {id}")
            }
            "write" => self.write_to_all(script, 1),
            _ => match line.strip_prefix("write ").and_then(|count| count.parse().ok()) {
                Some(count) => self.write_to_all(script, count),
                None => "there are: split, fail, mend, orphan, write, write COUNT".to_owned(),
            },
        }
    }

    /// The first open shard is closed, and two children take over.
    fn split(&mut self, script: &mut Script) -> String {
        if self.open.is_empty() {
            return "nothing is open".to_owned();
        }
        let parent = self.open.remove(0);
        script.shard(&self.arn, &parent).closed = true;
        let children = [self.new_id(20), self.new_id(20)];
        for child in &children {
            self.add(script, child, &parent);
        }
        self.open.extend_from_slice(&children);
        format!("split {parent} into {}", children.join(" and "))
    }

    fn with_first(&self, script: &mut Script, act: impl FnOnce(&mut Script, &str) -> String) -> String {
        self.open.first().map_or_else(|| "nothing is open".to_owned(), |id| act(script, id))
    }

    fn add(&mut self, script: &mut Script, id: &str, parent: &str) {
        script.add_shard(&self.arn, id, Some(parent));
        for _ in 0..CHANGES_PER_SHARD {
            self.write(script, id);
        }
    }

    /// So many changes for each open shard.
    fn write_to_all(&mut self, script: &mut Script, count: usize) -> String {
        for id in self.open.clone() {
            for _ in 0..count {
                self.write(script, &id);
            }
        }
        format!("wrote {count} each to {} shards", self.open.len())
    }

    fn write(&mut self, script: &mut Script, id: &str) {
        self.writes += 1;
        let item = format!("order#{}", self.writes);
        script.write(&self.arn, id, &item, 1);
    }

    /// An id as AWS makes them: when, and eight digits that differ.
    fn new_id(&mut self, generation: usize) -> String {
        self.made += 1;
        let made_ms = FIRST_MADE_MS + generation as u64 * GENERATION_MS + self.made;
        let digits = self.made.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        format!("shardId-{made_ms:020}-{digits:08x}")
    }
}

/// How many shards each generation has: as many as are wished for together, each a little more than the one before.
fn sizes(Shape { shards, generations, .. }: Shape) -> Vec<usize> {
    let generations = generations.clamp(1, shards.max(1));
    let weights: Vec<usize> = (0..generations).map(|generation| generations + generation).collect();
    let total: usize = weights.iter().sum();
    let mut sizes: Vec<usize> = weights.iter().map(|weight| (shards * weight / total).max(1)).collect();
    for at in 0..shards.saturating_sub(sizes.iter().sum()) {
        sizes[(at + 1) % generations] += 1;
    }
    sizes
}
