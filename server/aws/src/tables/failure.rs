//! Why the endpoint did not do what it was asked: a few kinds, each with a message for people.

use std::error::Error;

use afterimage_base::words::{Words, reader};
use afterimage_language::say;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use super::{Failure, FailureKind};

/// What the SDK's error means. `action` is the API's name for what was tried: it is what an IAM policy must allow.
pub(super) fn of<E, R>(action: &str, table: Option<&str>, error: &SdkError<E, R>) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    let Some(service) = error.as_service_error() else {
        let (action, causes) = (action.to_owned(), causes(error));
        let say =
            move || say!(reader(), "server-failure-no-answer", action = action.as_str(), causes = causes.as_str());
        return Failure::new(FailureKind::Unavailable, Words::later(say));
    };
    let refusal = Refusal {
        kind: kind_of(service.code().unwrap_or_default()),
        action: action.to_owned(),
        table: table.map(str::to_owned),
        said: service.message().map(str::to_owned),
        code: service.code().map(str::to_owned),
    };
    Failure::new(refusal.kind, Words::later(move || refusal.in_words()))
}

/// What the service refused, and what it said.
struct Refusal {
    kind: FailureKind,
    action: String,
    table: Option<String>,
    said: Option<String>,
    code: Option<String>,
}

impl Refusal {
    fn in_words(&self) -> String {
        let said = self.said.as_deref().unwrap_or_else(|| say!(reader(), "server-failure-no-reason"));
        let code = self.code.as_deref().unwrap_or_else(|| say!(reader(), "server-failure-no-code"));
        let on = |table: &String| {
            format!("{} {}", self.action, say!(reader(), "server-failure-on-table", table = table.as_str()))
        };
        let action = self.table.as_ref().map_or_else(|| self.action.clone(), on);
        match (self.kind, &self.table) {
            (FailureKind::NotFound, Some(table)) => say!(reader(), "server-failure-no-table", table = table.as_str()),
            (FailureKind::NotFound, None) => say!(reader(), "server-failure-no-such-table").to_owned(),
            (FailureKind::Denied, _) => {
                say!(reader(), "server-failure-denied", action = action, said = said, code = code)
            }
            (FailureKind::Throttled, _) => say!(reader(), "server-failure-throttled", action = action, said = said),
            _ => say!(reader(), "server-failure-refused", action = action, said = said, code = code),
        }
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
