//! What is said of each step: what it is called, what will happen, and what its button says.

use afterimage_model::{ViewType, demonstration::StoryStep};

use crate::say;

/// What the step is called.
pub(super) fn title(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => say!("demonstration-title-enable"),
        StoryStep::Write => say!("demonstration-title-write"),
        StoryStep::Read => say!("demonstration-title-read"),
        StoryStep::Change => say!("demonstration-title-change"),
        StoryStep::Expire => say!("demonstration-title-expire"),
        StoryStep::Retain => say!("demonstration-title-retain"),
    }
}

/// What will happen.
pub(super) fn lead(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => say!("demonstration-lead-enable"),
        StoryStep::Write => say!("demonstration-lead-write"),
        StoryStep::Read => say!("demonstration-lead-read"),
        StoryStep::Change => say!("demonstration-lead-change"),
        StoryStep::Expire => say!("demonstration-lead-expire"),
        StoryStep::Retain => say!("demonstration-lead-retain"),
    }
}

/// The requests that the step sends, each with what matters in it.
pub(super) fn requests(step: StoryStep) -> Vec<(&'static str, &'static str)> {
    match step {
        StoryStep::Enable => vec![
            ("CreateTable", say!("demonstration-create-table")),
            ("UpdateTimeToLive", say!("demonstration-update-time-to-live")),
            ("UpdateTable", say!("demonstration-update-table")),
        ],
        StoryStep::Write => vec![("PutItem", "{ order_id, customer: \"Ada\", status: \"placed\", total: 129 }")],
        StoryStep::Read => vec![
            ("DescribeStream", say!("demonstration-describe-stream")),
            ("GetShardIterator", say!("demonstration-get-shard-iterator")),
            ("GetRecords", say!("demonstration-get-records")),
        ],
        StoryStep::Change => vec![("UpdateItem", say!("demonstration-update-order"))],
        StoryStep::Expire => vec![("UpdateItem", say!("demonstration-update-expiry"))],
        StoryStep::Retain => vec![
            ("TagResource", "afterimage:stream-retention-seconds = 5"),
            ("GetRecords", say!("demonstration-left-in-stream")),
            (say!("demonstration-the-archive"), say!("demonstration-left-of-item")),
        ],
    }
}

/// What the step's button says.
pub(super) fn button(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => say!("demonstration-button-enable"),
        StoryStep::Write => say!("demonstration-button-write"),
        StoryStep::Read => say!("demonstration-button-read"),
        StoryStep::Change => say!("demonstration-button-change"),
        StoryStep::Expire => say!("demonstration-button-expire"),
        StoryStep::Retain => say!("demonstration-button-retain"),
    }
}

/// What is waited for while the step is being taken.
pub(super) fn working(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => say!("demonstration-working-enable"),
        StoryStep::Write | StoryStep::Change | StoryStep::Expire => say!("demonstration-working-sent"),
        StoryStep::Read => say!("demonstration-working-read"),
        StoryStep::Retain => say!("demonstration-working-retain"),
    }
}

/// What is said when the step was taken.
pub(super) fn done(step: StoryStep) -> &'static str {
    match step {
        StoryStep::Enable => say!("demonstration-done-enable"),
        StoryStep::Write => say!("demonstration-done-write"),
        StoryStep::Read | StoryStep::Retain => say!("demonstration-done-asked"),
        StoryStep::Change => say!("demonstration-done-change"),
        StoryStep::Expire => say!("demonstration-done-expire"),
    }
}

/// What a record carries under a view type.
pub(super) fn carries(view_type: ViewType) -> &'static str {
    match view_type {
        ViewType::KeysOnly => say!("demonstration-carries-key"),
        ViewType::NewImage => say!("demonstration-carries-after"),
        ViewType::OldImage => say!("demonstration-carries-before"),
        ViewType::NewAndOldImages => say!("demonstration-carries-both"),
    }
}
