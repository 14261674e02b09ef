//! Counts, sizes and durations in few characters, in the language of the page.

use crate::{language, say};

/// `1.2 M`: a count that need not be exact.
pub fn short_count(count: u64) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => scaled(count as f64 / 1_000.0, "k"),
        1_000_000..1_000_000_000 => scaled(count as f64 / 1_000_000.0, "M"),
        _ => scaled(count as f64 / 1_000_000_000.0, "G"),
    }
}

/// `12,345`: a count to the last one.
pub fn exact_count(count: u64) -> String {
    let digits = count.to_string();
    let mark = language::current().thousands_mark();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    grouped
}

/// `517 B`, `1.8 kB`, `38 MB`: decimal, as disks are sold and as DynamoDB's documents count.
pub fn short_size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..1_000_000 => scaled(bytes as f64 / 1_000.0, "kB"),
        1_000_000..1_000_000_000 => scaled(bytes as f64 / 1_000_000.0, "MB"),
        _ => scaled(bytes as f64 / 1_000_000_000.0, "GB"),
    }
}

/// `412 ms`, `3.2 s`, `4 min`, `2 h 29 min`, `12 d`.
pub fn short_duration(millis: i64) -> String {
    let seconds = millis / 1_000;
    match millis {
        ..1_000 => format!("{} ms", millis.max(0)),
        1_000..10_000 => {
            format!("{}{}{} s", seconds, language::current().decimal_mark(), millis % 1_000 / 100)
        }
        10_000..60_000 => format!("{seconds} s"),
        60_000..3_600_000 => format!("{} min", seconds / 60),
        3_600_000..86_400_000 if seconds / 60 % 60 == 0 => format!("{} h", seconds / 3_600),
        3_600_000..86_400_000 => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// `3 days without a change`, `2 h 29 min without a change`.
pub fn idle(millis: i64) -> String {
    const DAY_MS: i64 = 86_400_000;
    let long = match millis / DAY_MS {
        ..1 => short_duration(millis),
        days => say!("figures-days", days = days),
    };
    say!("figures-idle", long = long)
}

/// `just now`, `4 s ago`, `3 min ago`.
pub fn ago(millis: i64) -> String {
    match millis {
        ..1_000 => say!("figures-just-now").to_owned(),
        1_000..60_000 => say!("figures-ago", long = format!("{} s", millis / 1_000)),
        _ => say!("figures-ago", long = short_duration(millis)),
    }
}

/// `1 attempt`, `2 attempts`.
pub fn attempts(count: u64) -> String {
    say!("figures-attempts", count = count, shown = short_count(count))
}

/// `1 attribute`, `2 attributes`.
pub fn attributes(count: u64) -> String {
    say!("figures-attributes", count = count, shown = short_count(count))
}

/// `1 change`, `2 changes`.
pub fn changes(count: u64) -> String {
    say!("figures-changes", count = count, shown = short_count(count))
}

/// `1 gap`, `2 gaps`.
pub fn gaps(count: u64) -> String {
    say!("figures-gaps", count = count, shown = short_count(count))
}

/// `1 item`, `2 items`.
pub fn items(count: u64) -> String {
    say!("figures-items", count = count, shown = short_count(count))
}

/// `1 shard`, `2 shards`.
pub fn shards(count: u64) -> String {
    say!("figures-shards", count = count, shown = short_count(count))
}

/// `1 step`, `2 steps`.
pub fn steps(count: u64) -> String {
    say!("figures-steps", count = count, shown = short_count(count))
}

/// `1 table`, `2 tables`.
pub fn tables(count: u64) -> String {
    say!("figures-tables", count = count, shown = short_count(count))
}

/// `1 version`, `2 versions`.
pub fn versions(count: u64) -> String {
    say!("figures-versions", count = count, shown = short_count(count))
}

/// Two digits are enough to compare by.
fn scaled(value: f64, unit: &str) -> String {
    if value >= 10.0 {
        return format!("{value:.0} {unit}");
    }
    let tenths = format!("{value:.1}");
    format!("{} {unit}", tenths.replace('.', language::current().decimal_mark().encode_utf8(&mut [0; 4])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_sizes_are_short() {
        assert_eq!(short_count(9_999), "9999");
        assert_eq!(short_count(12_345), "12 k");
        assert_eq!(short_count(1_234_567), "1.2 M");
        assert_eq!([0, 999, 1_000, 1_234_567].map(exact_count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(short_size(517), "517 B");
        assert_eq!(short_size(38_400_000), "38 MB");
        assert_eq!(items(1), "1 item");
        assert_eq!(gaps(0), "0 gaps");
        assert_eq!(changes(1_234_567), "1.2 M changes");
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        for (millis, words) in [
            (-5, "0 ms"),
            (412, "412 ms"),
            (3_250, "3.2 s"),
            (45_000, "45 s"),
            (240_000, "4 min"),
            (8_940_000, "2 h 29 min"),
            (7_200_000, "2 h"),
            (1_040_000_000, "12 d"),
        ] {
            assert_eq!(short_duration(millis), words);
        }
        assert_eq!(idle(3 * 86_400_000), "3 days without a change");
        assert_eq!(idle(8_940_000), "2 h 29 min without a change");
        assert_eq!(ago(-3), "just now");
        assert_eq!(ago(4_900), "4 s ago");
        assert_eq!(ago(240_000), "4 min ago");
    }

    #[test]
    fn portuguese_parts_numbers_with_other_marks() {
        let owner = leptos::prelude::Owner::new();
        owner.with(|| {
            leptos::prelude::provide_context(afterimage_model::Language::Portuguese);
            assert_eq!(exact_count(1_234_567), "1.234.567");
            assert_eq!(short_count(1_234_567), "1,2 M");
            assert_eq!(short_size(1_800_000), "1,8 MB");
            assert_eq!(short_duration(3_250), "3,2 s");
            assert_eq!(ago(3_250), "há 3 s");
            assert_eq!([0, 1, 2].map(items), ["0 itens", "1 item", "2 itens"]);
        });
    }
}
