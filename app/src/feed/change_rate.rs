//! How fast changes come. Single rows can be followed while few do; when the whole list is another one several times a
//! second, marking each row and drawing each message would only keep the page from answering.

/// What is looked back upon, in milliseconds.
const WINDOW_MS: f64 = 1_000.0;

/// More changes than these in a window are more than can be followed one by one.
const FOLLOWED: i64 = 12;

/// How fast a list grows.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRate {
    /// When the window began.
    since_ms: f64,
    /// The number after the newest change then.
    from: i64,
    /// How many changes came in the window before.
    before: i64,
}

impl ChangeRate {
    /// Of a list whose newest change has the number before `end`.
    pub fn new(now_ms: f64, end: i64) -> Self {
        Self { since_ms: now_ms, from: end, before: 0 }
    }

    /// The list goes up to here now.
    pub fn note(&mut self, now_ms: f64, end: i64) {
        let passed = now_ms - self.since_ms;
        if passed < WINDOW_MS {
            return;
        }
        let came = if passed < 2.0 * WINDOW_MS { end - self.from } else { 0 };
        *self = Self { since_ms: now_ms, from: end, before: came };
    }

    /// Whether more changes come than can be followed one by one. One burst alone is none: it stays where it is.
    pub fn is_fast(&self) -> bool {
        self.before > FOLLOWED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_is_fast_and_a_burst_is_not() {
        let mut pace = ChangeRate::new(0.0, 0);
        pace.note(500.0, 400);
        assert!(!pace.is_fast(), "a second has not passed yet");
        pace.note(1_000.0, 800);
        assert!(pace.is_fast());
        pace.note(2_050.0, 810);
        assert!(!pace.is_fast(), "ten in a second can be followed");
        pace.note(9_000.0, 900);
        assert!(!pace.is_fast(), "after a silence, or a pause, it is a burst");
    }
}
