//! Stretches of time: `2026-11-01`, `2026-11-01..2026-11-07`, `2026-11-01T14:00..`, `-2h..`.
//!
//! A time means as much as it is written to: `2026-11-01` is that day, `2026-11-01T14:09` that minute. A range holds
//! both of its ends. Without a zone, times are UTC.

use std::fmt;

use super::QueryProblem;
use crate::Timestamp;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The units of relative times, in milliseconds.
const UNITS: [(char, i64); 5] = [('s', SECOND_MS), ('m', MINUTE_MS), ('h', HOUR_MS), ('d', DAY_MS), ('w', 7 * DAY_MS)];

/// The furthest that a relative time reaches back.
const MAX_AGO_MS: i64 = 36_525 * DAY_MS;

/// What years of four digits can say, as the first moment and the one after the last.
const WRITABLE_MS: std::ops::Range<i64> = -62_167_219_200_000..253_402_300_800_000;

/// A stretch of time with at least one end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Span {
    /// From a moment on, until right before another; nothing where both are missing, where it would be empty, or where
    /// years of four digits cannot say it.
    pub fn new(from: Option<Timestamp>, until: Option<Timestamp>) -> Option<Self> {
        let writable = |at: i64| WRITABLE_MS.contains(&at);
        let holds = from.is_none_or(|from| writable(from.as_millis()))
            && until.is_none_or(|until| writable(until.as_millis() - 1))
            && (from.is_some() || until.is_some())
            && from.zip(until).is_none_or(|(from, until)| from < until);
        holds.then_some(Self { from, until })
    }

    /// Its first moment; nothing where it has no beginning.
    pub fn from(self) -> Option<Timestamp> {
        self.from
    }

    /// The first moment after it; nothing where it has no end.
    pub fn until(self) -> Option<Timestamp> {
        self.until
    }

    /// Whether the moment lies in it.
    pub fn contains(self, moment: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= moment) && self.until.is_none_or(|until| moment < until)
    }
}

/// Why a text is no span: where in it, in characters from 0, and the reason.
pub(super) type Refusal = (usize, QueryProblem);

/// A span as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// These moments.
    Known(Span),
    /// It is relative to a present that was not told.
    NeedsPresent,
}

/// One end of a range.
#[derive(Clone, Copy)]
enum End {
    /// A time of the calendar, and how long it lasts as it is written, in milliseconds.
    Calendar { at: i64, lasts: i64 },
    /// So many milliseconds before the present.
    Ago(i64),
}

/// Reads a span.
pub(super) fn read(text: &str, now: Option<Timestamp>) -> Result<Reading, Refusal> {
    let Some((left, right)) = text.split_once("..") else {
        return match end(text, 0)? {
            End::Calendar { at, lasts } => known(Some(at), Some(at + lasts)),
            End::Ago(_) => Err((0, QueryProblem::LoneMoment { text: text.to_owned() })),
        };
    };
    if left.is_empty() && right.is_empty() {
        return Err((0, QueryProblem::EndlessRange));
    }
    let right_at = left.chars().count() + 2;
    let some_end = |text: &str, at: usize| (!text.is_empty()).then(|| end(text, at)).transpose();
    let (from, until) = (some_end(left, 0)?, some_end(right, right_at)?);
    let moment = |end: Option<End>, is_last: bool| match end {
        None => Some(None),
        Some(End::Calendar { at, lasts }) => Some(Some(if is_last { at + lasts } else { at })),
        Some(End::Ago(ago)) => now.map(|now| Some(now.as_millis().saturating_sub(ago))),
    };
    let (Some(from), Some(until)) = (moment(from, false), moment(until, true)) else {
        return Ok(Reading::NeedsPresent);
    };
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        return Err((right_at, QueryProblem::BackwardRange));
    }
    known(from, until)
}

fn known(from: Option<i64>, until: Option<i64>) -> Result<Reading, Refusal> {
    let span = Span::new(from.map(Timestamp::from_millis), until.map(Timestamp::from_millis));
    span.map(Reading::Known).ok_or((0, QueryProblem::YearTooFar))
}

fn end(text: &str, column: usize) -> Result<End, Refusal> {
    if let Some(ago) = text.strip_prefix('-') {
        return relative(ago).map(End::Ago).map_err(|problem| (column, problem(text.to_owned())));
    }
    let not_a_time = || (column, QueryProblem::NoTime { text: text.to_owned() });
    let (at, lasts) = calendar(text).ok_or_else(not_a_time)?;
    Ok(End::Calendar { at, lasts })
}

/// `2h`: a whole number and a unit; or what is wrong with what was written.
fn relative(text: &str) -> Result<i64, fn(String) -> QueryProblem> {
    let unit = text.chars().last().and_then(|last| UNITS.into_iter().find(|(unit, _)| *unit == last));
    let amount = |(unit, length): (char, i64)| {
        let digits = text.strip_suffix(unit)?;
        let whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        whole.then(|| digits.parse::<i64>().ok().and_then(|amount| amount.checked_mul(length)))
    };
    match unit.and_then(amount) {
        None => Err(|text| QueryProblem::NoRelativeTime { text }),
        Some(Some(ago)) if ago <= MAX_AGO_MS => Ok(ago),
        Some(_) => Err(|text| QueryProblem::TooFarBack { text }),
    }
}

/// The first moment of what is written, and how long that lasts, in milliseconds.
fn calendar(text: &str) -> Option<(i64, i64)> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        None => (text, None),
        Some((date, time)) => (date, Some(time)),
    };
    let (clock, zone) = time.map_or(("00:00", "Z"), split_zone);
    let (whole, fraction) = clock.split_once('.').map_or((clock, None), |(whole, fraction)| (whole, Some(fraction)));
    let (whole, lasts) = match (time, whole.len(), fraction) {
        (None, _, _) => (format!("{whole}:00"), DAY_MS),
        (Some(_), 5, None) => (format!("{whole}:00"), MINUTE_MS),
        (Some(_), 8, None) => (whole.to_owned(), SECOND_MS),
        (Some(_), 8, Some(fraction)) if !fraction.is_empty() => (format!("{whole}.{fraction}"), 1),
        _ => return None,
    };
    let zone = if zone == "z" { "Z" } else { zone };
    let at = format!("{date}T{whole}{zone}").parse::<Timestamp>().ok()?.as_millis();
    WRITABLE_MS.contains(&at).then_some((at, lasts))
}

/// The time of day and the zone, which is UTC where none is written.
fn split_zone(time: &str) -> (&str, &str) {
    match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    }
}

/// As short as it can be said: a day, a minute, a second or a millisecond.
fn written(moment: Timestamp, lasts: i64) -> String {
    let full = moment.to_string();
    match lasts {
        DAY_MS => moment.date(),
        MINUTE_MS => format!("{}Z", &full[.."2026-11-01T14:09".len()]),
        SECOND_MS => format!("{}Z", &full[.."2026-11-01T14:09:17".len()]),
        _ => full,
    }
}

fn coarsest(boundary: Timestamp) -> i64 {
    let divides = |length: &i64| boundary.as_millis() % length == 0;
    [DAY_MS, MINUTE_MS, SECOND_MS].into_iter().find(divides).unwrap_or(1)
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.from.map_or_else(String::new, |from| written(from, coarsest(from)));
        let until = self
            .until
            .map_or_else(String::new, |until| written(Timestamp::from_millis(until.as_millis() - 1), coarsest(until)));
        if from == until { formatter.write_str(&from) } else { write!(formatter, "{from}..{until}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-11-22T14:09:17.412Z.
    const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

    fn ends(text: &str) -> (Option<String>, Option<String>) {
        match read(text, Some(NOW)) {
            Ok(Reading::Known(span)) => {
                (span.from().map(|from| from.to_string()), span.until().map(|until| until.to_string()))
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_time_lasts_as_long_as_it_is_written_to() {
        for (text, from, until) in [
            ("2026-11-01", "2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z"),
            ("2026-11-01T14:09", "2026-11-01T14:09:00.000Z", "2026-11-01T14:10:00.000Z"),
            ("2026-11-01 14:09:17", "2026-11-01T14:09:17.000Z", "2026-11-01T14:09:18.000Z"),
            ("2026-11-01T14:09:17.5Z", "2026-11-01T14:09:17.500Z", "2026-11-01T14:09:17.501Z"),
            ("2026-11-01T14:09-03:00", "2026-11-01T17:09:00.000Z", "2026-11-01T17:10:00.000Z"),
            ("2026-11-01..2026-11-07", "2026-11-01T00:00:00.000Z", "2026-11-08T00:00:00.000Z"),
            ("-2h..-30m", "2026-11-22T12:09:17.412Z", "2026-11-22T13:39:17.412Z"),
            ("2026-11-20..-1d", "2026-11-20T00:00:00.000Z", "2026-11-21T14:09:17.412Z"),
        ] {
            assert_eq!(ends(text), (Some(from.to_owned()), Some(until.to_owned())), "{text}");
        }
        assert_eq!(ends("-1w.."), (Some("2026-11-15T14:09:17.412Z".to_owned()), None));
        assert_eq!(ends("..2026-11-07"), (None, Some("2026-11-08T00:00:00.000Z".to_owned())));
    }

    #[test]
    fn what_is_no_time_is_refused_where_it_stands() {
        for (text, column, about) in [
            ("", 0, "is no time"),
            ("yesterday", 0, "is no time"),
            ("2026-13-01", 0, "is no time"),
            ("2026-11-31", 0, "is no time"),
            ("2026-11-01T", 0, "is no time"),
            ("2026-11-01T25:00", 0, "is no time"),
            ("2026-11-01T14", 0, "is no time"),
            ("+2026-11-01", 0, "is no time"),
            ("2026-11-01..x", 12, "is no time"),
            ("..", 0, "at least one end"),
            ("-2h", 0, "at:-2h.."),
            ("-2x..", 0, "s, m, h, d or w"),
            ("-h..", 0, "s, m, h, d or w"),
            ("-1.5h..", 0, "s, m, h, d or w"),
            ("-99999999999999999999h..", 0, "a hundred years"),
            ("-40000d..", 0, "a hundred years"),
            ("2026-11-07..2026-11-01", 12, "ends before"),
            ("-1h..-2h", 5, "ends before"),
            ("0000-01-01T00:00+10:00", 0, "is no time"),
        ] {
            let (at, reason) = read(text, Some(NOW)).expect_err(text);
            assert_eq!(at, column, "{text}: {reason}");
            assert!(reason.to_string().contains(about), "{text}: {reason}");
        }
    }

    #[test]
    fn without_a_present_only_relative_times_stay_open() {
        assert_eq!(read("-2h..", None), Ok(Reading::NeedsPresent));
        assert!(matches!(read("2026-11-01..", None), Ok(Reading::Known(_))));
    }

    proptest! {
        #[test]
        fn a_span_is_read_back_from_its_text(
            from in WRITABLE_MS, length in 1..100 * DAY_MS, unit in prop::sample::select(vec![1, SECOND_MS, MINUTE_MS, DAY_MS]),
            open in 0..3u8,
        ) {
            let (from, until) = (from / unit * unit, (from + length) / unit * unit);
            let from = (open != 1).then(|| Timestamp::from_millis(from));
            let until = (open != 2).then(|| Timestamp::from_millis(until));
            if let Some(span) = Span::new(from, until) {
                prop_assert_eq!(read(&span.to_string(), None), Ok(Reading::Known(span)));
            }
        }
    }
}
