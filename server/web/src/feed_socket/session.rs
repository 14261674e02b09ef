//! What a feed socket has been asked for, and what it has told: decisions only, no socket.

use std::sync::Arc;

use afterimage_language::{problem_in_words, say};
use afterimage_model::{
    ChangeId, Language, Query, Timestamp,
    protocol::{FeedMessage, FeedRequest},
    query::QueryError,
};
use afterimage_service::feed::Batch;
use serde::Serialize;
use serde_json::value::RawValue;

/// A client's subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// What the client wants to see.
    pub query: Query,
    /// Everything up to here has been looked at.
    pub cursor: ChangeId,
    /// The newest change when the client subscribed, while the backlog up to there is being told.
    pub backlog_until: Option<ChangeId>,
}

/// The archive as a new subscription finds it, and who asks for that.
pub struct Archive<'a> {
    /// Its epoch.
    pub epoch: &'a str,
    /// Its newest change.
    pub newest: ChangeId,
    /// Whether more than [`MAX_BACKLOG`](afterimage_model::protocol::MAX_BACKLOG) changes lie between the position that the request
    /// names and the newest.
    pub is_too_far: bool,
    /// The time now, for what a query says relative to it.
    pub now: Timestamp,
    /// The language of whoever asks.
    pub language: Language,
}

/// A frame with rows that are JSON already; reads as the [`FeedMessage`] of the same name.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Telling<'a> {
    /// A part of the backlog.
    Rows {
        /// Summaries, oldest first.
        rows: &'a [Arc<RawValue>],
    },
    /// What was archived just now.
    Changes {
        /// Summaries, oldest first.
        changes: &'a [Arc<RawValue>],
    },
}

/// What a frame from the client asks.
///
/// # Errors
/// What is answered where it asks for nothing that there is.
pub fn read(language: Language, text: &str) -> Result<FeedRequest, FeedMessage> {
    serde_json::from_str(text).map_err(|error| FeedMessage::Error {
        message: say!(language, "server-feed-no-request", error = error.to_string()),
        column: None,
    })
}

/// The position that a request names, where it names one.
pub fn named_position(request: &FeedRequest) -> Option<ChangeId> {
    match request {
        FeedRequest::Subscribe { cursor, .. } => *cursor,
        FeedRequest::SetQuery { .. } | FeedRequest::Ack { .. } => None,
    }
}

/// Does what the client asks; what is to be answered at once, if anything.
pub fn react(subscription: &mut Option<Subscription>, request: FeedRequest, archive: &Archive) -> Option<FeedMessage> {
    match request {
        FeedRequest::Subscribe { cursor, epoch, query } => match subscribe(cursor, epoch, &query, archive) {
            Ok(new) => {
                *subscription = Some(new);
                None
            }
            Err(message) => Some(message),
        },
        FeedRequest::SetQuery { query } => set_query(subscription, &query, archive),
        // The connection's own flow control says as much; it counts as a sign of life.
        FeedRequest::Ack { .. } => None,
    }
}

fn subscribe(
    cursor: Option<ChangeId>,
    epoch: Option<String>,
    query: &str,
    archive: &Archive,
) -> Result<Subscription, FeedMessage> {
    let query = Query::read(query, archive.now).map_err(|error| bad_query(archive.language, &error))?;
    let refetch = |why: &str| Err(FeedMessage::Refetch { why: why.to_owned() });
    let cursor = cursor.unwrap_or(archive.newest);
    // A position that was never reached is of another history, too.
    if epoch.is_some_and(|epoch| epoch != archive.epoch) || cursor > archive.newest {
        return refetch("epoch_changed");
    }
    if archive.is_too_far {
        return refetch("cursor_too_old");
    }
    Ok(Subscription { query, cursor, backlog_until: Some(archive.newest) })
}

fn set_query(subscription: &mut Option<Subscription>, query: &str, archive: &Archive) -> Option<FeedMessage> {
    let Some(subscription) = subscription else {
        return Some(FeedMessage::Error {
            message: say!(archive.language, "server-feed-subscribe-first").to_owned(),
            column: None,
        });
    };
    match Query::read(query, archive.now) {
        Ok(query) => {
            subscription.query = query;
            // Told again, so that the client knows which frames are of the new query.
            subscription.backlog_until.is_none().then(|| subscription.caught_up(archive.epoch))
        }
        Err(error) => Some(bad_query(archive.language, &error)),
    }
}

fn bad_query(language: Language, error: &QueryError) -> FeedMessage {
    FeedMessage::Error { message: problem_in_words(language, &error.problem), column: Some(error.column) }
}

impl Subscription {
    /// Moves to where the batch ends; whether that ended the backlog.
    pub fn advance(&mut self, batch: &Batch) -> bool {
        self.cursor = batch.cursor;
        let ended = self.backlog_until.is_some_and(|until| self.cursor >= until);
        if ended {
            self.backlog_until = None;
        }
        ended
    }

    /// The frame that tells the batch; nothing when there is nothing to tell. Called before [`Self::advance`]: the
    /// batch that ends the backlog is still a part of it.
    pub fn telling<'a>(&self, batch: &'a Batch) -> Option<Telling<'a>> {
        let rows = batch.rows.as_slice();
        let frame =
            if self.backlog_until.is_some() { Telling::Rows { rows } } else { Telling::Changes { changes: rows } };
        (!rows.is_empty()).then_some(frame)
    }

    /// The backlog is told.
    pub fn caught_up(&self, epoch: &str) -> FeedMessage {
        FeedMessage::CaughtUp { cursor: self.cursor, epoch: epoch.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);
    const ARCHIVE: Archive<'static> =
        Archive { epoch: "e1", newest: ChangeId(20_000), is_too_far: false, now: NOW, language: Language::English };

    fn reaction(text: &str) -> (Option<Subscription>, Option<FeedMessage>) {
        let mut subscription = None;
        let message = told(&mut subscription, text);
        (subscription, message)
    }

    fn told(subscription: &mut Option<Subscription>, text: &str) -> Option<FeedMessage> {
        read(Language::English, text).map_or_else(Some, |request| react(subscription, request, &ARCHIVE))
    }

    fn refetch(why: &str) -> FeedMessage {
        FeedMessage::Refetch { why: why.to_owned() }
    }

    #[test]
    fn without_a_cursor_it_begins_with_what_comes_next() {
        let (subscription, message) = reaction(r#"{"type":"subscribe"}"#);
        assert_eq!(message, None);
        let subscription = subscription.expect("subscribed");
        assert_eq!((subscription.cursor, subscription.query.is_all()), (ChangeId(20_000), true));
    }

    #[test]
    fn a_cursor_of_another_history_or_too_far_back_is_refused() {
        let cases = [
            (r#"{"type":"subscribe","cursor":19999,"epoch":"e0"}"#, "epoch_changed"),
            (r#"{"type":"subscribe","cursor":20001,"epoch":"e1"}"#, "epoch_changed"),
        ];
        for (text, why) in cases {
            assert_eq!(reaction(text), (None, Some(refetch(why))), "{text}");
        }
        let too_far = Archive { is_too_far: true, ..ARCHIVE };
        let request = read(Language::English, r#"{"type":"subscribe","cursor":9999,"epoch":"e1"}"#).expect("a request");
        assert_eq!(react(&mut None, request, &too_far), Some(refetch("cursor_too_old")));
        assert!(reaction(r#"{"type":"subscribe","cursor":10000,"epoch":"e1"}"#).0.is_some());
    }

    #[test]
    fn a_bad_query_points_at_its_column_and_leaves_the_subscription_as_it_was() {
        let mut subscription = reaction(r#"{"type":"subscribe","query":"op:insert"}"#).0;
        let before = subscription.clone();
        let message = told(&mut subscription, r#"{"type":"set_query","query":"paid op:nonsense"}"#);
        assert!(matches!(message, Some(FeedMessage::Error { column: Some(column), .. }) if column >= 5), "{message:?}");
        assert_eq!(subscription, before);
    }

    #[test]
    fn a_relative_time_is_taken_relative_to_the_subscription() {
        let subscription = reaction(r#"{"type":"subscribe","query":"at:-2h.."}"#).0.expect("subscribed");
        assert_eq!(subscription.query.to_string(), "at:2026-11-22T12:09:17.412Z..");
    }

    #[test]
    fn what_is_no_request_is_answered_with_one_that_is() {
        for text in ["", "{}", "[]", r#"{"type":"shout"}"#, r#"{"type":"subscribe","cursor":"x"}"#] {
            assert!(matches!(reaction(text), (None, Some(FeedMessage::Error { column: None, .. }))), "{text}");
        }
    }

    #[test]
    fn rows_written_beforehand_read_as_the_protocol_has_them() {
        for frame in [Telling::Rows { rows: &[] }, Telling::Changes { changes: &[] }] {
            let text = serde_json::to_string(&frame).expect("JSON");
            let message: FeedMessage = serde_json::from_str(&text).expect("a message");
            assert_eq!(serde_json::to_string(&message).expect("JSON"), text);
        }
    }
}
