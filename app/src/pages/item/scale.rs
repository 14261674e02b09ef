//! Where an item's versions stand on the line of its life.
//!
//! True to time, most lives would be two clumps and a void. So a stretch counts by the logarithm of its length, and a
//! quiet one takes no more than a fixed share: it is folded, and named.

use afterimage_model::item::TimelineEntry;

use super::rows::quiet_threshold;

/// The most versions that get a mark of their own; beyond it the oldest loaded ones are left to the list.
pub const MAX_MARKS: usize = 60;

/// What a quiet stretch weighs, in units of the weightiest ordinary one.
const QUIET_WEIGHT: f64 = 1.6;

/// A version's place, in percent from the left.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The change and its version.
    pub entry: TimelineEntry,
    /// 0 at the oldest shown, 100 at the newest.
    pub percent: f64,
}

/// A folded stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    /// Its middle, in percent from the left.
    pub percent: f64,
    /// Its width in percent.
    pub width: f64,
    /// Its length in time, in milliseconds.
    pub millis: i64,
}

/// The line: marks and folds, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// The versions.
    pub marks: Vec<Mark>,
    /// The quiet stretches.
    pub folds: Vec<Fold>,
}

/// Lays the entries (newest first) out on the line.
pub fn scale(entries: &[TimelineEntry]) -> Scale {
    let shown = &entries[..entries.len().min(MAX_MARKS)];
    let threshold = quiet_threshold(shown);
    let stretches: Vec<i64> = shown
        .windows(2)
        .rev()
        .map(|pair| pair[0].summary.created_at.millis_since(pair[1].summary.created_at).max(0))
        .collect();
    let ordinary = |millis: i64| 1.0 + (millis as f64 / 1_000.0 + 1.0).log10();
    let widest = stretches.iter().filter(|millis| **millis < threshold).map(|millis| ordinary(*millis));
    let widest = widest.fold(1.0_f64, f64::max);
    let weight = |millis: i64| if millis >= threshold { widest * QUIET_WEIGHT } else { ordinary(millis) };
    let total: f64 = stretches.iter().map(|millis| weight(*millis)).sum();

    let mut scale = Scale::default();
    let mut passed = 0.0;
    for (at, entry) in shown.iter().rev().enumerate() {
        if let Some(&millis) = at.checked_sub(1).and_then(|before| stretches.get(before)) {
            let width = 100.0 * weight(millis) / total;
            if millis >= threshold {
                scale.folds.push(Fold { percent: passed + width / 2.0, width, millis });
            }
            passed += width;
        }
        scale.marks.push(Mark { entry: entry.clone(), percent: passed });
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::{super::rows::tests::entries, *};

    #[test]
    fn the_line_runs_from_the_oldest_to_the_newest_and_folds_the_quiet() {
        let scale = scale(&entries(&[20_000, 15, 10, 5, 0]));
        let versions: Vec<u64> = scale.marks.iter().map(|mark| mark.entry.version).collect();
        assert_eq!(versions, [1, 2, 3, 4, 5]);
        assert!(scale.marks.windows(2).all(|pair| pair[0].percent < pair[1].percent));
        assert!((scale.marks[4].percent - 100.0).abs() < 1e-9);
        assert_eq!(scale.folds.iter().map(|fold| fold.millis).collect::<Vec<_>>(), [19_985_000]);
        assert!(scale.folds[0].width < 40.0, "a quiet stretch does not take the line over");
    }

    #[test]
    fn one_version_stands_at_the_beginning_and_none_is_no_line() {
        assert!(scale(&entries(&[5])).marks[0].percent.abs() < f64::EPSILON);
        assert_eq!(scale(&[]), Scale::default());
    }

    #[test]
    fn only_the_newest_get_marks() {
        let many: Vec<i64> = (0..200).rev().collect();
        let scale = scale(&entries(&many));
        assert_eq!(scale.marks.len(), MAX_MARKS);
        assert_eq!(scale.marks.last().map(|mark| mark.entry.version), Some(200));
    }
}
