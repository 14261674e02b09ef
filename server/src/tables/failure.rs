//! Why the endpoint did not do what it was asked: a few kinds, each with a message for people.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// What went wrong with a request, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// What happened and what to do, in words.
    pub message: String,
}

/// The kinds of failure that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The condition of a write did not hold.
    Condition,
    /// There is no such table.
    NotFound,
    /// The credentials are not good for this.
    Denied,
    /// Too many requests; later it would work.
    Throttled,
    /// The request itself is wrong; the message is the service's.
    Invalid,
    /// There is one by this name already.
    Exists,
    /// The program cannot even ask: no credentials, no region.
    Configuration,
    /// No answer, or none that could be understood.
    Unavailable,
}

impl Failure {
    /// A failure of this program's own finding.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// What the SDK's error means. `action` is the API's name for what was tried: it is what an IAM policy must allow.
    pub(super) fn of<E, R>(action: &str, table: Option<&str>, error: &SdkError<E, R>) -> Self
    where
        E: Error + ProvideErrorMetadata + 'static,
        R: std::fmt::Debug + 'static,
    {
        let Some(service) = error.as_service_error() else {
            return Self::new(FailureKind::Unavailable, format!("{action} got no answer: {}.", causes(error)));
        };
        let said = service.message().unwrap_or("no reason given");
        let code = service.code().unwrap_or("an unnamed error");
        let on = table.map(|table| format!(" on table {table}")).unwrap_or_default();
        let kind = kind_of(code);
        let message = match kind {
            FailureKind::NotFound => format!("There is no table {} at the endpoint.", table.unwrap_or("of this name")),
            FailureKind::Denied => format!("dynamodb:{action}{on} is not allowed: {said} ({code})."),
            FailureKind::Throttled => format!("DynamoDB throttled {action}{on}: {said}. Try again in a moment."),
            _ => format!("DynamoDB refused {action}{on}: {said} ({code})."),
        };
        Self { kind, message }
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
