//! What is said of each step: what it is called, what will happen, and what its button says.

use crate::model::{ViewType, demonstration::StoryStep};

/// What the step is called.
pub(super) const fn title(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => "Turn streams on",
        StoryStep::Write => "Write an item",
        StoryStep::Read => "Read the stream",
        StoryStep::Change => "Before and after",
        StoryStep::Expire => "Let it expire",
        StoryStep::Retain => "Retention passes",
    }
}

/// What will happen.
pub(super) const fn lead(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => {
            "Four tables, alike but for what their streams tell of a change. CreateTable makes each one, UpdateTable turns \
             its stream on, and Afterimage begins to read."
        }
        StoryStep::Write => {
            "PutItem places one order in each of the tables. DynamoDB appends a record to each stream; it comes through a \
             shard into the archive, and over a socket to this page."
        }
        StoryStep::Read => {
            "Ask the stream itself: DescribeStream names its shard, GetShardIterator finds the beginning, GetRecords reads. \
             What the archive holds must be the same records."
        }
        StoryStep::Change => {
            "UpdateItem moves the order on, in each of the tables. It is one and the same change, and four streams tell \
             four stories of it: that is what the view type decides."
        }
        StoryStep::Expire => {
            "UpdateItem sets the order's time to live to two seconds from now. Then nobody deletes it but DynamoDB itself, \
             in a sweep every five seconds; on AWS within a few days."
        }
        StoryStep::Retain => {
            "On AWS a stream forgets after 24 hours, always. Here a tag on the tables makes the embedded DynamoDB forget \
             after five seconds. Then both are asked: the stream, and the archive."
        }
    }
}

/// The requests that the step sends, each with what matters in it.
pub(super) const fn requests(step: StoryStep) -> &'static [(&'static str, &'static str)] {
    match step {
        StoryStep::Enable => &[
            ("CreateTable", "four times, with order_id as the key"),
            ("UpdateTimeToLive", "items expire by expires_at"),
            ("UpdateTable", "StreamEnabled: true, StreamViewType: another one each"),
        ],
        StoryStep::Write => &[("PutItem", "{ order_id, customer: \"Ada\", status: \"placed\", total: 129 }")],
        StoryStep::Read => &[
            ("DescribeStream", "which shards are there?"),
            ("GetShardIterator", "TRIM_HORIZON: from the oldest record that is left"),
            ("GetRecords", "up to 1,000 of them"),
        ],
        StoryStep::Change => &[("UpdateItem", "the order's next status, and with the first one its payment")],
        StoryStep::Expire => &[("UpdateItem", "expires_at = two seconds from now")],
        StoryStep::Retain => &[
            ("TagResource", "afterimage:stream-retention-seconds = 5"),
            ("GetRecords", "what is left in the stream?"),
            ("the archive", "what is left of the item?"),
        ],
    }
}

/// What the step's button says.
pub(super) const fn button(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => "Create the tables",
        StoryStep::Write => "Write an order",
        StoryStep::Read => "Ask the stream",
        StoryStep::Change => "Change the order",
        StoryStep::Expire => "Let it expire",
        StoryStep::Retain => "Let retention pass",
    }
}

/// What is waited for while the step is being taken.
pub(super) const fn working(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => "Creating four tables, and waiting until their shards are read…",
        StoryStep::Write | StoryStep::Change | StoryStep::Expire => "Sent. Waiting for the records to arrive…",
        StoryStep::Read => "Asking the stream…",
        StoryStep::Retain => "Waiting until the newest record is older than five seconds…",
    }
}

/// What is said when the step was taken.
pub(super) const fn done(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => "Done.",
        StoryStep::Write => "Done. Enter writes another one.",
        StoryStep::Read | StoryStep::Retain => "Done. Enter asks again.",
        StoryStep::Change => "Done. Enter changes it once more.",
        StoryStep::Expire => "Done. DynamoDB has deleted it.",
    }
}

/// What a record carries under a view type.
pub(super) const fn carries(view_type: ViewType) -> &'static str {
    match view_type {
        ViewType::KeysOnly => "the key alone",
        ViewType::NewImage => "the item after",
        ViewType::OldImage => "the item before",
        ViewType::NewAndOldImages => "both images",
    }
}
