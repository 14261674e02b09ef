//! How a message of the server is read: in one pass.
//!
//! What serde derives for an enum with a tag keeps the whole message aside until it has seen the tag, and reads it from
//! there: a page that is told of a thousand changes a second has no time for that, and its WebAssembly would have every
//! type's reader a second time.

use serde::Deserialize;

use super::FeedMessage;
use crate::{ChangeId, ChangeSummary};

/// Every field that a message may have.
#[derive(Deserialize)]
pub(super) struct Told {
    r#type: Type,
    rows: Option<Vec<ChangeSummary>>,
    changes: Option<Vec<ChangeSummary>>,
    cursor: Option<ChangeId>,
    epoch: Option<String>,
    lag_ms: Option<u64>,
    behind: Option<u64>,
    why: Option<String>,
    message: Option<String>,
    column: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Type {
    Rows,
    CaughtUp,
    Changes,
    Heartbeat,
    Refetch,
    Error,
}

impl TryFrom<Told> for FeedMessage {
    type Error = &'static str;

    fn try_from(told: Told) -> Result<Self, &'static str> {
        let cursor = told.cursor.ok_or("a message without its `cursor`");
        Ok(match told.r#type {
            Type::Rows => Self::Rows { rows: told.rows.ok_or("`rows` without `rows`")? },
            Type::CaughtUp => {
                Self::CaughtUp { cursor: cursor?, epoch: told.epoch.ok_or("`caught_up` without `epoch`")? }
            }
            Type::Changes => Self::Changes { changes: told.changes.ok_or("`changes` without `changes`")? },
            Type::Heartbeat => {
                Self::Heartbeat { cursor: cursor?, lag_ms: told.lag_ms, behind: told.behind.unwrap_or_default() }
            }
            Type::Refetch => Self::Refetch { why: told.why.ok_or("`refetch` without `why`")? },
            Type::Error => {
                Self::Error { message: told.message.ok_or("`error` without `message`")?, column: told.column }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_read_as_it_was_sent() {
        let messages = [
            FeedMessage::Rows { rows: Vec::new() },
            FeedMessage::CaughtUp { cursor: ChangeId(3), epoch: "e".into() },
            FeedMessage::Changes { changes: Vec::new() },
            FeedMessage::Heartbeat { cursor: ChangeId(4), lag_ms: None, behind: 7 },
            FeedMessage::Refetch { why: "epoch_changed".into() },
            FeedMessage::Error { message: "no".into(), column: Some(2) },
            FeedMessage::Error { message: "no".into(), column: None },
        ];
        for message in messages {
            let text = serde_json::to_string(&message).expect("a message can be written");
            assert_eq!(serde_json::from_str::<FeedMessage>(&text).expect("and read"), message);
        }
    }

    #[test]
    fn what_is_missing_is_told_and_what_is_more_is_let_be() {
        let read = |text: &str| serde_json::from_str::<FeedMessage>(text);
        assert_eq!(
            read(r#"{"cursor":1,"new":[{}],"type":"heartbeat"}"#).ok(),
            Some(FeedMessage::Heartbeat { cursor: ChangeId(1), lag_ms: None, behind: 0 })
        );
        assert!(read(r#"{"type":"caught_up","cursor":1}"#).is_err());
        assert!(read(r#"{"type":"of a newer server"}"#).is_err());
    }
}
