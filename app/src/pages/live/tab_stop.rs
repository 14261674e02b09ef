//! Which row of the list Tab comes to. A list without an end is one stop and not hundreds: arrow keys go from row to row.

use std::ops::Range;

/// The rows that are seen whole, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InSight(Range<i64>);

impl InSight {
    /// Those in a part of the list, of which the newest is at the top: `top_px` down, `height_px` high.
    #[allow(clippy::cast_possible_truncation, reason = "a few thousand rows")]
    pub(super) fn of(listed: Range<i64>, top_px: f64, height_px: f64, row_height_px: f64) -> Self {
        let above = (top_px.max(0.0) / row_height_px).ceil() as i64;
        let until = ((top_px.max(0.0) + height_px) / row_height_px).floor() as i64;
        let newest_first = |row: i64| (listed.end - row).clamp(listed.start, listed.end);
        Self(newest_first(until)..newest_first(above))
    }

    /// The row that the keyboard was on last, as long as it is seen; else the topmost.
    pub(super) fn tab_stop(&self, last_focused: Option<i64>) -> Option<i64> {
        let topmost = (!self.0.is_empty()).then_some(self.0.end - 1);
        last_focused.filter(|number| self.0.contains(number)).or(topmost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tab_comes_to_the_topmost_row_that_is_seen_whole() {
        assert_eq!(InSight::of(0..100, 0.0, 300.0, 30.0).tab_stop(None), Some(99));
        assert_eq!(InSight::of(0..100, 31.0, 300.0, 30.0).tab_stop(None), Some(97));
        assert_eq!(InSight::of(-3..2, 0.0, 300.0, 30.0).tab_stop(None), Some(1));
    }

    #[test]
    fn tab_comes_back_to_the_row_that_the_keyboard_was_on_as_long_as_it_is_seen() {
        let in_sight = InSight::of(0..100, 0.0, 300.0, 30.0);
        assert_eq!([90, 99].map(|row| in_sight.tab_stop(Some(row))), [Some(90), Some(99)]);
        assert_eq!([89, 100, -1].map(|row| in_sight.tab_stop(Some(row))), [Some(99); 3]);
    }

    #[test]
    fn an_empty_list_is_no_stop() {
        assert_eq!(InSight::of(5..5, 0.0, 300.0, 30.0).tab_stop(Some(4)), None);
    }
}
