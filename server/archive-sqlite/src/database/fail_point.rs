//! Points at which a debug build can be made to die, for the tests of what is left then. A release build has none.

/// Dies here, without a farewell, when `AFTERIMAGE_FAIL_POINT` is this point's name, a colon, and how often it was
/// passed before: `committed:4`.
#[cfg(debug_assertions)]
pub(crate) fn pass(point: &str) {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    };

    static PASSED: AtomicU32 = AtomicU32::new(0);
    static WANTED: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
        let text = std::env::var("AFTERIMAGE_FAIL_POINT").ok()?;
        let (point, passes) = text.split_once(':')?;
        Some((point.to_owned(), passes.parse().ok()?))
    });
    if let Some((wanted, passes)) = &*WANTED
        && wanted == point
        && PASSED.fetch_add(1, Ordering::Relaxed) == *passes
    {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(debug_assertions))]
pub(crate) fn pass(_point: &str) {}
