//! The time.

use afterimage_model::Timestamp;

/// The browser's time.
pub fn present() -> Timestamp {
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and far below 2^53")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
