//! Counts, sizes and durations in few characters.

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
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
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
        1_000..10_000 => format!("{}.{} s", seconds, millis % 1_000 / 100),
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
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    format!("{long} without a change")
}

/// `just now`, `4 s ago`, `3 min ago`.
pub fn ago(millis: i64) -> String {
    match millis {
        ..1_000 => "just now".to_owned(),
        1_000..60_000 => format!("{} s ago", millis / 1_000),
        _ => format!("{} ago", short_duration(millis)),
    }
}

/// `1 change`, `2 changes`: with the noun in its number.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", short_count(count), if count == 1 { "" } else { "s" })
}

/// Two digits are enough to compare by.
fn scaled(value: f64, unit: &str) -> String {
    if value < 10.0 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
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
        assert_eq!(counted(1, "item"), "1 item");
        assert_eq!(counted(0, "gap"), "0 gaps");
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
}
