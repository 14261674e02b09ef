//! The state of the connection to the server, and how long to wait before trying again.

use afterimage_model::{Timestamp, protocol::closing};

use crate::say;

/// Where the connection stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// The page is not alive yet.
    #[default]
    Starting,
    /// A socket is being opened, or the backlog is being read.
    Connecting {
        /// Why the connection before was lost, in words; nothing for the first one.
        after: Option<String>,
    },
    /// What follows is live.
    Live,
    /// The connection is lost and will be tried again.
    Lost {
        /// Why, in words.
        reason: String,
        /// When it is tried again.
        again_at: Timestamp,
    },
}

impl Connection {
    /// Why there is no connection; nothing while there is one, or the first is being made.
    pub fn trouble(&self) -> Option<&str> {
        match self {
            Self::Lost { reason, .. } | Self::Connecting { after: Some(reason) } => Some(reason),
            _ => None,
        }
    }
}

/// The longest first wait, in milliseconds.
const FIRST_WAIT_MS: u32 = 500;

/// The longest wait, in milliseconds.
const LONGEST_WAIT_MS: u32 = 30_000;

/// How long to wait before the attempt after `failures` in a row: doubling, up to a limit, and between half and all
/// of that at random (`chance` is from 0 to 1), so that many pages do not come back at the same moment.
pub fn wait_millis(failures: u32, chance: f64) -> u32 {
    let doubled = FIRST_WAIT_MS.saturating_mul(1u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX));
    let limit = doubled.clamp(FIRST_WAIT_MS, LONGEST_WAIT_MS);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the limit, and not negative")]
    let jitter = (f64::from(limit) / 2.0 * chance.clamp(0.0, 1.0)) as u32;
    limit / 2 + jitter
}

/// The code of a connection that ended without a word, or never began: the browser does not tell which.
pub const NO_CLOSE_FRAME: u16 = 1006;

/// What an answer to a request at the feed's address means, when the socket itself was refused without a word. Only
/// the server's own answers are told; nothing when it would take the socket now.
pub fn refusal(status: u16) -> Option<&'static str> {
    match status {
        // "Not a websocket": the server is there, and would have taken one.
        400 | 426 => None,
        403 => Some(say!("live-lost-address")),
        503 => Some(say!("live-lost-full")),
        502 | 504 => Some(say!("live-lost-unreached")),
        _ => Some(say!("live-lost-barred")),
    }
}

/// What a closed websocket means, in words: those of the page's language where it is this server that closes it.
pub fn close_reason(code: u16, told: &str, online: bool) -> String {
    let words = match (code, told) {
        _ if !online => say!("live-lost-offline"),
        (_, closing::STOPPING) | (1001, "") => say!("live-lost-stopping"),
        (_, closing::TOO_MANY_REQUESTS) => say!("live-lost-requests"),
        (_, closing::NO_SIGN_OF_LIFE) => say!("live-lost-no-sign"),
        (_, closing::ARCHIVE_UNREADABLE) => say!("live-lost-archive"),
        (_, told) if !told.is_empty() => told,
        (NO_CLOSE_FRAME, _) => say!("live-lost-no-answer"),
        (1008 | 1009, _) => say!("live-lost-refused"),
        (code, _) => return say!("live-lost-code", code = code),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_stay_within_their_limits(failures in 0u32..10_000, chance in 0.0f64..=1.0) {
            let wait = wait_millis(failures, chance);
            prop_assert!((FIRST_WAIT_MS / 2..=LONGEST_WAIT_MS).contains(&wait));
        }
    }

    #[test]
    fn waits_double_up_to_the_limit() {
        assert_eq!([1, 2, 3, 7, 40].map(|failures| wait_millis(failures, 1.0)), [500, 1_000, 2_000, 30_000, 30_000]);
        assert_eq!(wait_millis(1, 0.0), 250);
    }

    #[test]
    fn reasons_are_words() {
        assert_eq!(close_reason(1006, "", true), "the server does not answer");
        assert_eq!(close_reason(1006, "", false), "this device is offline");
        assert_eq!(close_reason(1013, "too many connections", true), "too many connections");
        assert_eq!(close_reason(1001, closing::STOPPING, true), "the server is stopping");
        assert_eq!(close_reason(1008, closing::NO_SIGN_OF_LIFE, true), "this page gave no sign of life");
        assert_eq!(refusal(503), Some("as many feeds are open as the server allows"));
        assert_eq!(refusal(400), None);
    }
}
