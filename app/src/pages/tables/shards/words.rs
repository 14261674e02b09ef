//! What is said of a shard, in few words.

use afterimage_model::table::{ShardError, ShardState, ShardStatus};

use super::{
    forest::{Fold, Subject},
    phase::ShardPhase,
};
use crate::{
    components::figures::{self, short_count, short_duration},
    say,
};

/// How many milliseconds count as caught up.
const CAUGHT_UP_MS: u64 = 1;

/// How many characters of a shard's id a card has room for, and a chip.
const CARD_ID_CHARACTERS: usize = 15;
const CHIP_ID_CHARACTERS: usize = 4;

/// `caught up`, or `412 ms behind`.
pub fn lag_words(lag_ms: u64) -> String {
    if lag_ms < CAUGHT_UP_MS {
        return say!("tables-caught-up").to_owned();
    }
    say!("tables-behind", lag = short_duration(i64::try_from(lag_ms).unwrap_or(i64::MAX)))
}

/// An id's end, which is what differs: `…502299-4446fad3`.
pub fn card_id(id: &str) -> String {
    end_of(id, CARD_ID_CHARACTERS).map_or_else(|| id.to_owned(), |end| format!("…{end}"))
}

/// An id's last few characters.
pub fn chip_id(id: &str) -> String {
    end_of(id, CHIP_ID_CHARACTERS).unwrap_or(id).to_owned()
}

/// So many characters from the end; nothing where there are no more than that.
fn end_of(id: &str, characters: usize) -> Option<&str> {
    let (from, _) = id.char_indices().rev().nth(characters - 1).filter(|(from, _)| *from > 0)?;
    Some(&id[from..])
}

/// What a shard does, and that it does not manage to.
pub fn state_words(phase: ShardPhase, failing: bool) -> &'static str {
    match (phase, failing) {
        (ShardPhase::Reading, true) => say!("tables-failing"),
        (ShardPhase::Draining, true) => say!("tables-draining-failing"),
        (phase, _) => phase.word(),
    }
}

/// How far a shard is read. What was known before it failed is not true any more.
pub fn progress_words(phase: ShardPhase, shard: Option<&ShardStatus>) -> String {
    match phase {
        ShardPhase::Reading | ShardPhase::Draining => match shard {
            Some(ShardStatus { error: Some(_), .. }) => say!("tables-progress-failing").to_owned(),
            Some(ShardStatus { lag_ms: Some(lag_ms), .. }) => lag_words(*lag_ms),
            _ => say!("tables-progress-unread").to_owned(),
        },
        ShardPhase::Waiting => say!("tables-progress-waiting").to_owned(),
        ShardPhase::Drained => say!("tables-progress-drained").to_owned(),
        ShardPhase::Trimmed => say!("tables-progress-trimmed").to_owned(),
    }
}

/// How far behind the slowest of a table's shards is, or why that cannot be said.
pub fn table_lag_words(shards: &[ShardStatus]) -> String {
    let count = |is_meant: fn(&ShardStatus) -> bool| shards.iter().filter(|shard| is_meant(shard)).count() as u64;
    let failing = count(|shard| shard.error.is_some());
    let waiting = count(|shard| shard.state == ShardState::Waiting);
    let reading = shards.iter().filter(|shard| shard.state == ShardState::Reading);
    let slowest = reading.filter_map(|shard| shard.lag_ms).max();
    match (failing, slowest, waiting) {
        (0, None, _) => say!("tables-lag-unknown").to_owned(),
        (0, Some(lag_ms), 0) => lag_words(lag_ms),
        (0, Some(lag_ms), _) => say!("tables-lag-waiting", lag = lag_words(lag_ms), shards = figures::shards(waiting)),
        _ => say!("tables-lag-failing", shards = figures::shards(failing)),
    }
}

/// `12 attempts`.
pub fn attempts_words(error: &ShardError) -> String {
    figures::attempts(u64::from(error.attempts))
}

/// `600 drained shards, 96 trimmed`.
pub fn fold_words(fold: Fold) -> String {
    let (drained, trimmed, gaps) = (fold.drained as u64, fold.trimmed as u64, fold.gaps as u64);
    let drained = (drained > 0).then(|| say!("tables-fold-drained", count = drained, shown = short_count(drained)));
    let trimmed = (trimmed > 0).then(|| count_words(ShardPhase::Trimmed, trimmed));
    let gaps = (gaps > 0).then(|| figures::gaps(gaps));
    drained.into_iter().chain(trimmed).chain(gaps).collect::<Vec<_>>().join(", ")
}

/// What a node is called where its sign cannot be seen.
pub fn label(subject: &Subject) -> String {
    let (id, state, gap) = match subject {
        Subject::Shard { id, phase, failing, gap } => (id, state_words(*phase, *failing), *gap),
        Subject::Trimmed { id, gap } => (id, say!("tables-trimmed-unlisted"), *gap),
        Subject::Fold(fold) => return fold_words(*fold),
    };
    if gap {
        say!("tables-label-gap", shard = id.as_str(), state = state)
    } else {
        say!("tables-label", shard = id.as_str(), state = state)
    }
}

/// How many shards are doing this: `4 reading`.
pub fn count_words(phase: ShardPhase, count: u64) -> String {
    let shown = short_count(count);
    match phase {
        ShardPhase::Reading => say!("tables-count-reading", count = count, shown = shown),
        ShardPhase::Draining => say!("tables-count-draining", count = count, shown = shown),
        ShardPhase::Waiting => say!("tables-count-waiting", count = count, shown = shown),
        ShardPhase::Drained => say!("tables-count-drained", count = count, shown = shown),
        ShardPhase::Trimmed => say!("tables-count-trimmed", count = count, shown = shown),
    }
}

/// How many cannot be read just now: `1 failing`.
pub fn count_failing(count: u64) -> String {
    say!("tables-count-failing", count = count, shown = short_count(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tables::shards::testing::{failing, shard};

    #[test]
    fn no_lag_is_caught_up() {
        assert_eq!([lag_words(0), lag_words(412)], ["caught up", "412 ms behind"]);
    }

    #[test]
    fn a_table_is_caught_up_only_when_all_its_shards_are() {
        let read = |lag_ms| ShardStatus { lag_ms: Some(lag_ms), ..shard("r", None, ShardState::Reading) };
        let waiting = shard("w", Some("r"), ShardState::Waiting);
        assert_eq!(table_lag_words(&[read(0), read(0)]), "caught up");
        assert_eq!(table_lag_words(&[read(0), read(412)]), "412 ms behind");
        assert_eq!(table_lag_words(&[read(0), waiting]), "caught up, 1 shard waiting");
        let stale = ShardStatus { lag_ms: Some(0), ..failing("f", None) };
        assert_eq!(table_lag_words(&[read(0), stale.clone()]), "not known, 1 shard failing");
        assert_eq!(progress_words(ShardPhase::Reading, Some(&stale)), "not known while it fails");
        assert_eq!(table_lag_words(&[]), "not known yet");
    }

    #[test]
    fn ids_are_told_by_their_ends() {
        let id = "shardId-00000001795376502299-4446fad3";
        assert_eq!([card_id(id), chip_id(id)], ["…502299-4446fad3", "fad3"]);
        assert_eq!([card_id("shard-1"), chip_id("s1"), chip_id("é€ß4x")], ["shard-1", "s1", "€ß4x"]);
    }

    #[test]
    fn a_fold_tells_what_is_in_it() {
        assert_eq!(fold_words(Fold { drained: 312, trimmed: 0, gaps: 0 }), "312 drained shards");
        assert_eq!(fold_words(Fold { drained: 1, trimmed: 96, gaps: 2 }), "1 drained shard, 96 trimmed, 2 gaps");
    }

    #[test]
    fn a_label_says_what_the_sign_shows() {
        let subject = |phase, failing, gap| Subject::Shard { id: "s".to_owned(), phase, failing, gap };
        assert_eq!(label(&subject(ShardPhase::Reading, true, false)), "s: failing");
        assert_eq!(label(&subject(ShardPhase::Drained, false, true)), "s: drained, with a gap");
        let trimmed = Subject::Trimmed { id: "s".to_owned(), gap: false };
        assert_eq!(label(&trimmed), "s: trimmed, no longer listed");
    }
}
