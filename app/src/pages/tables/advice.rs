//! What to do about a table whose changes are not captured.

use afterimage_model::{health::Endpoint, table::StreamState};

use crate::{components::aws_command, say};

/// Words, and a command where one helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is the matter, and what to do.
    pub words: String,
    /// The AWS command line that does it.
    pub command: Option<String>,
}

/// The advice for a table; nothing while all is well.
pub fn advice(table: &str, stream: &StreamState, endpoint: Option<&Endpoint>) -> Option<Advice> {
    match stream {
        StreamState::Enabled { .. } => None,
        StreamState::Off => Some(Advice {
            words: say!("tables-advice-off").to_owned(),
            command: Some(aws_command::enable_stream(table, endpoint)),
        }),
        StreamState::Disabled { .. } => Some(Advice {
            words: say!("tables-advice-disabled").to_owned(),
            command: Some(aws_command::enable_stream(table, endpoint)),
        }),
        StreamState::TableGone => Some(Advice { words: say!("tables-advice-gone").to_owned(), command: None }),
        StreamState::Unknown { reason } => {
            Some(Advice { words: say!("tables-advice-unknown", reason = reason.as_str()), command: None })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_is_off_comes_with_the_command_that_turns_it_on() {
        let command = advice("orders", &StreamState::Off, None).and_then(|advice| advice.command);
        assert!(command.is_some_and(|command| command.starts_with("aws dynamodb update-table --table-name orders ")));
    }

    #[test]
    fn what_works_needs_no_advice_and_what_is_gone_needs_no_command() {
        let view_type = afterimage_model::ViewType::NewAndOldImages;
        assert_eq!(advice("t", &StreamState::Enabled { arn: "arn".to_owned(), view_type }, None), None);
        assert_eq!(advice("t", &StreamState::TableGone, None).and_then(|advice| advice.command), None);
    }
}
