//! Few enough points for a chart, out of many: what stands out stays.

/// The indexes that are drawn, in order: of each of the equal stretches the first, the lowest and the highest, and the
/// very last. Everything, where that is few enough.
pub fn condensed(values: &[f64], most: usize) -> Vec<usize> {
    if values.len() <= most || most < 4 {
        return (0..values.len()).collect();
    }
    let stretch = values.len().div_ceil((most - 1) / 3);
    let mut kept: Vec<usize> = Vec::with_capacity(most);
    for begin in (0..values.len()).step_by(stretch) {
        let indexes = begin..(begin + stretch).min(values.len());
        let by_value = |left: &usize, right: &usize| values[*left].total_cmp(&values[*right]);
        kept.push(begin);
        kept.extend(indexes.clone().min_by(by_value));
        kept.extend(indexes.max_by(by_value));
    }
    kept.push(values.len() - 1);
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_bounded_and_keeps_the_ends_and_the_extremes(
            values in prop::collection::vec(-1e6f64..1e6, 1..2_000),
            most in 4usize..300,
        ) {
            let kept = condensed(&values, most);
            prop_assert!(kept.len() <= most);
            prop_assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!((kept.first(), kept.last()), (Some(&0), Some(&(values.len() - 1))));
            let extreme = |pick: fn(f64, f64) -> f64| values.iter().copied().reduce(pick);
            let drawn = |pick: fn(f64, f64) -> f64| kept.iter().map(|at| values[*at]).reduce(pick);
            prop_assert_eq!(extreme(f64::min), drawn(f64::min));
            prop_assert_eq!(extreme(f64::max), drawn(f64::max));
        }
    }
}
