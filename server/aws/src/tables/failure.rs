//! Why the endpoint did not do what it was asked: a few kinds, each with a message for people.

use std::error::Error;

use afterimage_language::{Phrase, phrase};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use super::{Failure, FailureKind};

/// What the SDK's error means. `action` is the API's name for what was tried: it is what an IAM policy must allow.
pub(super) fn of<E, R>(action: &str, table: Option<&str>, error: &SdkError<E, R>) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    let Some(service) = error.as_service_error() else {
        let no_answer = phrase!("server-failure-no-answer", action = action, causes = causes(error));
        return Failure::new(FailureKind::Unavailable, no_answer);
    };
    let kind = kind_of(service.code().unwrap_or_default());
    Failure::new(kind, refused(kind, action, table, service))
}

/// What the service refused, and what it said.
fn refused(kind: FailureKind, action: &str, table: Option<&str>, service: &impl ProvideErrorMetadata) -> Phrase {
    let said = service.message().map_or_else(|| phrase!("server-failure-no-reason"), Phrase::from);
    let code = service.code().map_or_else(|| phrase!("server-failure-no-code"), Phrase::from);
    let on = |table: &str| phrase!("server-failure-on-table", action = action, table = table);
    let action = table.map_or_else(|| Phrase::from(action), on);
    match (kind, table) {
        (FailureKind::NotFound, Some(table)) => {
            phrase!("server-failure-no-table", table = table, said = said, code = code)
        }
        (FailureKind::NotFound, None) => phrase!("server-failure-no-such-table"),
        (FailureKind::Denied, _) => phrase!("server-failure-denied", action = action, said = said, code = code),
        (FailureKind::Throttled, _) => phrase!("server-failure-throttled", action = action, said = said),
        _ => phrase!("server-failure-refused", action = action, said = said, code = code),
    }
}

/// The error and what it comes from, in one line: "dispatch failure: … : Connection refused".
pub(super) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut told = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        // Some errors repeat what they come from in their own words.
        if !told.iter().any(|known| known.contains(&words)) {
            told.push(words);
        }
        next = cause.source();
    }
    told.join(": ")
}

fn kind_of(code: &str) -> FailureKind {
    match code {
        "ConditionalCheckFailedException" => FailureKind::Condition,
        "ResourceNotFoundException" => FailureKind::NotFound,
        "ResourceInUseException" | "TableAlreadyExistsException" => FailureKind::Exists,
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "IncompleteSignatureException"
        | "MissingAuthenticationTokenException" => FailureKind::Denied,
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "LimitExceededException" => FailureKind::Throttled,
        "ValidationException" | "ItemCollectionSizeLimitExceededException" | "SerializationException" => {
            FailureKind::Invalid
        }
        _ => FailureKind::Unavailable,
    }
}
