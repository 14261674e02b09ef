//! Shards as tests make them.

use afterimage_model::{
    Timestamp,
    table::{ShardError, ShardState, ShardStatus},
};
use proptest::prelude::*;

pub fn shard(id: &str, parent: Option<&str>, state: ShardState) -> ShardStatus {
    ShardStatus {
        stream_arn: "arn".to_owned(),
        shard_id: id.to_owned(),
        parent_shard_id: parent.map(str::to_owned),
        state,
        checkpoint: None,
        lag_ms: None,
        last_read_at: None,
        caught_up_at: None,
        error: None,
    }
}

pub fn failing(id: &str, parent: Option<&str>) -> ShardStatus {
    let error = ShardError { message: "throttled".to_owned(), since: Timestamp::from_millis(0), attempts: 3 };
    ShardStatus { error: Some(error), ..shard(id, parent, ShardState::Reading) }
}

/// A stream's shards with parents among those before them, unlisted parents, and states in any order: more than a
/// stream would ever list.
pub fn any_shards() -> impl Strategy<Value = Vec<ShardStatus>> {
    let state = prop_oneof![
        3 => Just(ShardState::Drained),
        2 => Just(ShardState::Reading),
        1 => Just(ShardState::Waiting),
    ];
    prop::collection::vec((state, any::<prop::sample::Index>(), 0..10u8), 0..400).prop_map(|drawn| {
        let made = drawn.iter().enumerate().map(|(at, (state, parent, chance))| {
            let parent = match chance {
                0 => None,
                1 => Some(format!("gone-{}", parent.index(5))),
                2 => Some(format!("s{}", parent.index(drawn.len()))),
                _ => (at > 0).then(|| format!("s{}", parent.index(at))),
            };
            shard(&format!("s{at}"), parent.as_deref(), *state)
        });
        made.collect()
    })
}
