//! How many shards do what: which is also what the signs mean.

use leptos::prelude::*;

use super::{
    Known,
    forest::Subject,
    phase::ShardPhase,
    words::{count_failing, count_words},
};

/// What is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By phase, in the order of [`ShardPhase::ALL`].
    by_phase: [usize; ShardPhase::ALL.len()],
    /// Shards whose last read failed.
    failing: usize,
}

impl Counts {
    /// Counts shards by what they do; what is folded counts, too.
    fn of<'a>(subjects: impl Iterator<Item = &'a Subject>) -> Self {
        let mut counts = Self::default();
        let mut add = |phase: ShardPhase, count: usize| {
            if let Some(at) = ShardPhase::ALL.iter().position(|other| *other == phase) {
                counts.by_phase[at] += count;
            }
        };
        let mut failing = 0;
        for subject in subjects {
            match subject {
                Subject::Shard { phase, failing: fails, .. } => {
                    add(*phase, 1);
                    failing += usize::from(*fails);
                }
                Subject::Trimmed { .. } => add(ShardPhase::Trimmed, 1),
                Subject::Fold(fold) => {
                    add(ShardPhase::Drained, fold.drained);
                    add(ShardPhase::Trimmed, fold.trimmed);
                }
            }
        }
        counts.failing = failing;
        counts
    }
}

/// One entry for every kind that there is.
#[component]
pub(super) fn Legend(known: Known) -> impl IntoView {
    let counts = Memo::new(move |_| known.layout.with(|layout| Counts::of(layout.nodes().map(|node| &node.subject))));
    let entry = |class: &'static str, count: usize, words: String| {
        (count > 0).then(|| {
            view! {
                <li>
                    <span class=format!("shard-sign {class}") aria-hidden="true"></span>
                    {words}
                </li>
            }
        })
    };
    move || {
        let Counts { by_phase, failing } = counts.get();
        let phases = ShardPhase::ALL.into_iter().zip(by_phase);
        view! {
            <ul class="shard-legend">
                {entry("is-failing", failing, count_failing(failing as u64))}
                {phases.map(|(phase, count)| entry(phase.class(), count, count_words(phase, count as u64))).collect_view()}
            </ul>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tables::shards::forest::Fold;

    #[test]
    fn what_is_folded_counts() {
        let shard = |phase, failing| Subject::Shard { id: "s".to_owned(), phase, failing, gap: false };
        let fold = Subject::Fold(Fold { drained: 5, trimmed: 2, gaps: 0 });
        let drawn = [shard(ShardPhase::Reading, true), shard(ShardPhase::Drained, false), fold];
        let counts = Counts::of(drawn.iter());
        assert_eq!(counts, Counts { by_phase: [1, 0, 0, 6, 2], failing: 1 });
    }
}
