//! What the fields of a record may hold. What is out of range is refused when it is read: in the archive it would break what looks
//! at it later, and for good.

use std::ops::RangeInclusive;

use afterimage_archive::IncomingChange;
use afterimage_model::{Timestamp, table::KeyAttribute};

/// Times, in milliseconds since 1970: the years 1970 to 2099. A number of seconds, milliseconds or microseconds of these years
/// can be taken for none of the others but in 1970's first weeks, before there was any stream.
const TIMES_MS: RangeInclusive<i64> = 0..=4_102_444_799_999;

/// The longest `eventID`, in bytes; DynamoDB's have 32.
const MAX_EVENT_ID_BYTES: usize = 256;

/// The longest ARN, in bytes (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html>).
const MAX_ARN_BYTES: usize = 2_048;

/// The longest name of a table, in bytes; DynamoDB's have up to 255, endpoints allow more.
const MAX_TABLE_BYTES: usize = 1_024;

/// The longest shard id, in bytes; DynamoDB's have up to 65, Kinesis' up to 128.
const MAX_SHARD_ID_BYTES: usize = 256;

/// The longest type or id of who did it, in bytes.
const MAX_ACTOR_BYTES: usize = 1_024;

/// The longest note, in bytes.
const MAX_NOTE_BYTES: usize = 64 * 1024;

/// The most bytes that keys and images have: two images of 400 KB and keys, and room for endpoints that allow more.
const MAX_SIZE_BYTES: u64 = 64 * 1024 * 1024;

/// The longest name of a key attribute, in bytes (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>).
const MAX_KEY_NAME_BYTES: usize = 255;

/// The types that key attributes have.
const KEY_TYPES: [&str; 3] = ["S", "N", "B"];

/// How many milliseconds since 1970 a creation time is, which is written in seconds, with or without a fraction, or in
/// milliseconds or microseconds, as tools beside the stream write it.
///
/// # Errors
/// In words, what it should be.
pub(super) fn creation_time(text: &str) -> Result<Timestamp, String> {
    let refused = || {
        format!(
            "ApproximateCreationDateTime {text} is no time from 1970 to 2099, in seconds, milliseconds or microseconds since 1970"
        )
    };
    let millionths = millionths_of(text).filter(|millionths| *millionths >= 0).ok_or_else(refused)?;
    // Of a second, a millisecond, a microsecond: how many of them a millisecond has.
    let units = [1_000, 1_000_000, 1_000_000_000];
    let of_units = units.into_iter().map(|millionths_a_milli| millionths / millionths_a_milli);
    let millis = of_units.filter_map(|millis| i64::try_from(millis).ok()).find(|millis| TIMES_MS.contains(millis));
    millis.map(Timestamp::from_millis).ok_or_else(refused)
}

/// How many millionths a number of JSON is; what is smaller is cut off.
fn millionths_of(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = mantissa.strip_prefix('-').map_or((1, mantissa), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if whole.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let shift = 6 + i64::from(exponent) - i64::try_from(fraction.len()).ok()?;
    let value = all.trim_start_matches('0');
    if value.is_empty() {
        return Some(0);
    }
    let kept = match usize::try_from(shift) {
        // More digits than any time has.
        Ok(zeros) if zeros > 30 => return None,
        Ok(zeros) => format!("{value}{}", "0".repeat(zeros)),
        Err(_) => {
            let cut = usize::try_from(-shift).ok()?;
            value.get(..value.len().saturating_sub(cut)).filter(|kept| !kept.is_empty()).unwrap_or("0").to_owned()
        }
    };
    kept.parse::<i128>().ok().map(|millionths| sign * millionths)
}

/// A time that the record tells in milliseconds since 1970.
///
/// # Errors
/// In words, what it should be.
pub(super) fn time(name: &str, millis: i64) -> Result<Timestamp, String> {
    if TIMES_MS.contains(&millis) {
        return Ok(Timestamp::from_millis(millis));
    }
    Err(format!("{name} {millis} is no time from 1970 to 2099, in milliseconds since 1970"))
}

/// Whether every other field is in range.
///
/// # Errors
/// In words, which is not, and what it should be.
pub(super) fn check(change: &IncomingChange, keys: [Option<&KeyAttribute>; 2]) -> Result<(), String> {
    let actor = change.actor.as_ref();
    let texts = [
        ("eventID", change.event_id.as_str(), 1, MAX_EVENT_ID_BYTES),
        ("eventSourceARN", &change.stream_arn, 1, MAX_ARN_BYTES),
        ("the table's name", &change.table, 1, MAX_TABLE_BYTES),
        ("afterimage.shard_id", &change.shard_id, 0, MAX_SHARD_ID_BYTES),
        ("userIdentity.type", actor.map_or("", |actor| &actor.kind), 0, MAX_ACTOR_BYTES),
        ("userIdentity.principalId", actor.map_or("", |actor| &actor.principal_id), 0, MAX_ACTOR_BYTES),
        ("afterimage.note", change.note.as_deref().unwrap_or_default(), 0, MAX_NOTE_BYTES),
    ];
    for (name, text, least, most) in texts {
        if text.len() < least {
            return Err(format!("{name} is empty"));
        }
        if text.len() > most {
            return Err(format!("{name} has {} bytes, and may have {most}", text.len()));
        }
    }
    if change.size_bytes > MAX_SIZE_BYTES {
        return Err(format!("SizeBytes is {}, and may be {MAX_SIZE_BYTES}", change.size_bytes));
    }
    for key in keys.into_iter().flatten() {
        if !(1..=MAX_KEY_NAME_BYTES).contains(&key.name.len()) {
            return Err(format!(
                "the name of a key attribute has 1 to {MAX_KEY_NAME_BYTES} bytes, not {}",
                key.name.len()
            ));
        }
        if !KEY_TYPES.contains(&key.type_tag.as_str()) {
            return Err(format!("the key attribute {:?} has the type S, N or B, not {:?}", key.name, key.type_tag));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_milliseconds_and_microseconds_are_recognised_and_read_exactly() {
        for (text, millis) in [
            ("0", 0),
            ("1795356557", 1_795_356_557_000),
            ("1795356557.0", 1_795_356_557_000),
            ("1795356557.042", 1_795_356_557_042),
            ("1795356557.0429999", 1_795_356_557_042),
            ("1.795356557e9", 1_795_356_557_000),
            ("1795356557042", 1_795_356_557_042),
            ("1.795356557042E12", 1_795_356_557_042),
            ("1795356557042.75", 1_795_356_557_042),
            ("1795356557042123", 1_795_356_557_042),
            ("4102444799.999", 4_102_444_799_999),
            ("4102444799999", 4_102_444_799_999),
            ("4102444799999999", 4_102_444_799_999),
        ] {
            assert_eq!(creation_time(text), Ok(Timestamp::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_of_these_years_is_refused() {
        for text in [
            "soon",
            "\"1795356557\"",
            "-1",
            "-0.5",
            "4102444800000000",
            "1795356557042123000",
            "1e300",
            "1e-",
            ".5",
            "",
        ] {
            let error = creation_time(text).expect_err(text);
            assert!(error.contains("from 1970 to 2099"), "{error}");
        }
        assert!(time("received_at_ms", -1).is_err() && time("received_at_ms", i64::MAX).is_err());
        assert!(time("received_at_ms", 1_795_356_557_042).is_ok());
    }
}
