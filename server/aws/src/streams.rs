//! DynamoDB Streams itself, behind [`StreamSource`]: requests, answers and errors of AWS's client.

mod answers;
mod body;

use std::error::Error;

use afterimage_model::Timestamp;
use async_trait::async_trait;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodbstreams::{
    Client,
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
    types::{ShardFilter, ShardFilterType, ShardIteratorType},
};

use afterimage_base::clock::SharedClock;
pub use afterimage_capture::source::REQUEST_TIMEOUT;
use afterimage_capture::{
    convert,
    source::{
        IteratorStart, RecordsPage, ShardAddress, ShardIterator, SourceError, SourceErrorKind, StreamPage,
        StreamSource, StreamsPage,
    },
};
pub(crate) use body::TakenBody;

/// The streams of one account and region, or of an endpoint that speaks their language.
pub struct AwsStreamSource {
    client: Client,
    clock: SharedClock,
}

impl AwsStreamSource {
    /// Reads through `client`, but without its retries: the engine has its own, which are seen in the registry and wait
    /// longer.
    pub fn new(client: &Client, clock: SharedClock) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(REQUEST_TIMEOUT).build();
        let config = client.config().to_builder().retry_config(RetryConfig::disabled()).timeout_config(timeouts);
        Self { client: Client::from_conf(config.build()), clock }
    }

    async fn describe(
        &self,
        stream_arn: &str,
        filter: Option<ShardFilter>,
        after_shard_id: Option<&str>,
    ) -> Result<StreamPage, SourceError> {
        let request = self.client.describe_stream().stream_arn(stream_arn).set_shard_filter(filter);
        let answer = request.set_exclusive_start_shard_id(after_shard_id.map(str::to_owned)).send().await;
        answers::stream_page(stream_arn, answer.map_err(source_error)?.stream_description)
    }
}

#[async_trait]
impl StreamSource for AwsStreamSource {
    async fn list_streams(&self, table: &str, after_arn: Option<&str>) -> Result<StreamsPage, SourceError> {
        let request = self.client.list_streams().table_name(table);
        let answer = request.set_exclusive_start_stream_arn(after_arn.map(str::to_owned)).send().await;
        answers::streams_page(answer.map_err(source_error)?, table)
    }

    async fn describe_stream(&self, stream_arn: &str, after_shard_id: Option<&str>) -> Result<StreamPage, SourceError> {
        self.describe(stream_arn, None, after_shard_id).await
    }

    async fn describe_children(
        &self,
        stream_arn: &str,
        parent_shard_id: &str,
        after_shard_id: Option<&str>,
    ) -> Result<StreamPage, SourceError> {
        let filter = ShardFilter::builder().r#type(ShardFilterType::ChildShards).shard_id(parent_shard_id).build();
        self.describe(stream_arn, Some(filter), after_shard_id).await
    }

    async fn shard_iterator(&self, shard: &ShardAddress, start: &IteratorStart) -> Result<ShardIterator, SourceError> {
        let request = self.client.get_shard_iterator().stream_arn(&shard.stream_arn).shard_id(&shard.shard_id);
        let request = match start {
            IteratorStart::TrimHorizon => request.shard_iterator_type(ShardIteratorType::TrimHorizon),
            IteratorStart::Latest => request.shard_iterator_type(ShardIteratorType::Latest),
            IteratorStart::AfterSequenceNumber(number) => {
                request.shard_iterator_type(ShardIteratorType::AfterSequenceNumber).sequence_number(number.as_str())
            }
        };
        answers::shard_iterator(request.send().await.map_err(source_error)?)
    }

    async fn records(
        &self,
        shard: &ShardAddress,
        iterator: &ShardIterator,
        limit: usize,
    ) -> Result<RecordsPage, SourceError> {
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let body = TakenBody::default();
        let request = self.client.get_records().shard_iterator(&iterator.0).limit(limit);
        request.customize().interceptor(body.clone()).send().await.map_err(source_error)?;
        let text = body.text().await?;
        let received_at = self.clock.now();
        if text.len() <= READ_AT_ONCE_BYTES {
            return page(&text, shard, received_at);
        }
        let shard = shard.clone();
        let reading = tokio::task::spawn_blocking(move || page(&text, &shard, received_at));
        reading.await.unwrap_or_else(|fault| Err(SourceError::new(SourceErrorKind::Other, fault.to_string())))
    }
}

/// The longest answer that is read on the spot; a longer one would hold up what else runs on the thread.
const READ_AT_ONCE_BYTES: usize = 32 * 1024;

fn page(text: &str, shard: &ShardAddress, received_at: Timestamp) -> Result<RecordsPage, SourceError> {
    // Damaged on the way: it may come through the next time.
    convert::page(text, shard, received_at).map_err(|error| answers::unavailable(error.in_words()))
}

/// What an error of any AWS client means to the engine, by its type, its code and its HTTP status.
pub fn source_error<E>(error: SdkError<E>) -> SourceError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let kind = match &error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            let by_code = error.code().and_then(kind_of_code).filter(|_| status != NOT_IMPLEMENTED);
            by_code.unwrap_or_else(|| kind_of_status(status))
        }
        _ if is_about_credentials(&error) => SourceErrorKind::Credentials,
        SdkError::ConstructionFailure(_) => SourceErrorKind::Other,
        _ => SourceErrorKind::Unavailable,
    };
    let message = error.message().map_or_else(|| in_words(&error), str::to_owned);
    SourceError::new(kind, message)
}

/// The codes of DynamoDB Streams and those common to all of AWS
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html>).
fn kind_of_code(code: &str) -> Option<SourceErrorKind> {
    Some(match code {
        "ExpiredIteratorException" => SourceErrorKind::ExpiredIterator,
        "TrimmedDataAccessException" => SourceErrorKind::Trimmed,
        "ResourceNotFoundException" => SourceErrorKind::StreamNotFound,
        "LimitExceededException"
        | "ThrottlingException"
        | "Throttling"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException" => SourceErrorKind::Throttled,
        "AccessDeniedException" | "AccessDenied" | "NotAuthorized" | "OptInRequired" => SourceErrorKind::AccessDenied,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "ExpiredTokenException"
        | "ExpiredToken"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "RequestExpired" => SourceErrorKind::Credentials,
        "InternalServerError" | "InternalFailure" | "ServiceUnavailable" | "ServiceUnavailableException" => {
            SourceErrorKind::Unavailable
        }
        _ => return None,
    })
}

/// An operation that the endpoint does not have: some emulators call that a failure of theirs, and it will not pass.
const NOT_IMPLEMENTED: u16 = 501;

fn kind_of_status(status: u16) -> SourceErrorKind {
    match status {
        429 => SourceErrorKind::Throttled,
        401 | 403 => SourceErrorKind::AccessDenied,
        NOT_IMPLEMENTED | 400..=499 => SourceErrorKind::Other,
        // Also an answer that tells of success and cannot be read: something on the way has damaged it.
        _ => SourceErrorKind::Unavailable,
    }
}

/// The error and what is behind it, outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

fn is_about_credentials(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(<dyn Error>::is::<CredentialsError>)
}

/// The whole chain as one line; an outer message that repeats the inner one is left out.
fn in_words(error: &(dyn Error + 'static)) -> String {
    let mut words: Vec<String> = Vec::new();
    for message in chain(error).map(ToString::to_string) {
        match words.last_mut() {
            Some(last) if last.contains(&message) => {}
            Some(last) if message.contains(last.as_str()) => *last = message,
            _ => words.push(message),
        }
    }
    words.join(": ")
}

#[cfg(test)]
#[path = "streams_tests.rs"]
mod tests;
