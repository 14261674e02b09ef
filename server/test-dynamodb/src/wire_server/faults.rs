//! What goes wrong: errors as AWS words them, and connections that do not hold.

use std::time::Duration;

use serde_json::json;

/// What happens to one answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An error comes in its place.
    Error(WireError),
    /// Something comes in its place that is no JSON: a proxy's page.
    Plain(u16, &'static str),
    /// It comes late.
    Slow(Duration),
    /// It comes in pieces with pauses between them.
    Trickle(Duration),
    /// The connection is cut in the middle of it.
    Cut,
    /// It never comes.
    Silence,
}

/// An error as it goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireError {
    /// The status of the answer.
    pub status: u16,
    /// The whole type, namespace included: `com.amazonaws.dynamodb.v20120810#LimitExceededException`.
    pub type_name: &'static str,
    /// In words.
    pub message: &'static str,
    /// What the message's field is called: the services below DynamoDB write it large.
    message_field: &'static str,
}

impl WireError {
    /// The service's own errors.
    const fn of_dynamodb(status: u16, type_name: &'static str, message: &'static str) -> Self {
        Self { status, type_name, message, message_field: "message" }
    }

    /// The errors of what is in front of every AWS service: signatures, permissions.
    const fn in_front(type_name: &'static str, message: &'static str) -> Self {
        Self { status: 400, type_name, message, message_field: "Message" }
    }

    pub(super) fn body(&self) -> String {
        json!({ "__type": self.type_name, self.message_field: self.message }).to_string()
    }
}

/// What was asked for is older than the stream keeps.
pub const TRIMMED: WireError = WireError::of_dynamodb(
    400,
    "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException",
    "The operation attempted to read past the oldest stream record in a shard.",
);
/// An iterator is older than its fifteen minutes.
pub const EXPIRED_ITERATOR: WireError = WireError::of_dynamodb(
    400,
    "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException",
    "Iterator expired. The iterator was created more than 15 minutes ago.",
);
/// There is no such stream, table or shard.
pub const NOT_FOUND: WireError = WireError::of_dynamodb(
    400,
    "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    "Requested resource not found: Stream not found",
);
/// Too many calls at once, as DescribeStream tells it.
pub const LIMIT_EXCEEDED: WireError = WireError::of_dynamodb(
    400,
    "com.amazonaws.dynamodb.v20120810#LimitExceededException",
    "Subscriber limit exceeded: there are more readers of this shard than two.",
);
/// Too much was read, as GetRecords tells it.
pub const THROUGHPUT_EXCEEDED: WireError = WireError::of_dynamodb(
    400,
    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the shard was exceeded.",
);
/// Too many calls, as anything may be told.
pub const THROTTLED: WireError = WireError::of_dynamodb(
    400,
    "com.amazon.coral.availability#ThrottlingException",
    "Rate of requests exceeds the allowed throughput.",
);
/// Something went wrong at AWS.
pub const INTERNAL: WireError = WireError::of_dynamodb(
    500,
    "com.amazonaws.dynamodb.v20120810#InternalServerError",
    "The request processing has failed because of an unknown error.",
);
/// Nobody is there to answer for the moment.
pub const UNAVAILABLE: WireError = WireError::of_dynamodb(
    503,
    "com.amazon.coral.availability#ServiceUnavailableException",
    "The service is temporarily unavailable.",
);
/// The credentials do not permit it.
pub const ACCESS_DENIED: WireError = WireError::in_front(
    "com.amazon.coral.service#AccessDeniedException",
    "User: arn:aws:iam::000000000000:user/reader is not authorized to perform: dynamodb:GetRecords",
);
/// The credentials are no longer valid.
pub const EXPIRED_TOKEN: WireError = WireError::in_front(
    "com.amazon.coral.service#ExpiredTokenException",
    "The security token included in the request is expired",
);
/// The credentials are none.
pub const UNRECOGNIZED_CLIENT: WireError = WireError::in_front(
    "com.amazon.coral.service#UnrecognizedClientException",
    "The security token included in the request is invalid.",
);
/// A parameter is wrong or missing.
pub const INVALID: WireError = WireError::of_dynamodb(
    400,
    "com.amazon.coral.validate#ValidationException",
    "1 validation error detected: the value at 'shardIterator' failed to satisfy a constraint",
);
/// No operation has this name.
pub const UNKNOWN_OPERATION: WireError =
    WireError::of_dynamodb(400, "com.amazon.coral.service#UnknownOperationException", "There is no such operation.");
