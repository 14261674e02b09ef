//! A frame of the feed as a message. Pure.

use afterimage_model::protocol::FeedMessage;

/// Why a page loads anew after a frame that it could not read.
pub const UNREADABLE: &str = "frame_unreadable";

/// The message that a frame is; nothing when it cannot be read, being of a newer server or damaged on the way. Such a frame may
/// have told of changes: the page's position is lost with it.
pub fn message(text: Option<&str>) -> Option<FeedMessage> {
    serde_json::from_str(text?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::ChangeId;

    #[test]
    fn a_frame_that_can_be_read_is_its_message() {
        let text = r#"{"type":"heartbeat","cursor":7,"behind":0}"#;
        let heartbeat = FeedMessage::Heartbeat { cursor: ChangeId(7), lag_ms: None, behind: 0 };
        assert_eq!(message(Some(text)), Some(heartbeat));
    }

    #[test]
    fn what_is_no_frame_of_the_protocol_is_no_message() {
        let odd = [
            None,
            Some(""),
            Some("{"),
            Some(r#"{"type":"of a newer server"}"#),
            Some(r#"{"type":"changes","changes":[{"id":"seven"}]}"#),
        ];
        for frame in odd {
            assert_eq!(message(frame), None, "{frame:?}");
        }
    }
}
