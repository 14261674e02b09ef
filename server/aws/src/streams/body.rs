//! The text of an answer, taken from AWS's client before the client makes values of it.
//!
//! The client still signs, connects, times out and tells errors apart. But GetRecords' answers are most of what comes
//! in, and reading them into the client's types costs several times what it takes to read them into ours.

use std::sync::{Arc, Mutex, PoisonError};

use afterimage_capture::source::{SourceError, SourceErrorKind};
use afterimage_language::{Phrase, phrase};
use aws_sdk_dynamodbstreams::{
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeDeserializationInterceptorContextMut},
    error::BoxError,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use bytes::BytesMut;

use super::REQUEST_TIMEOUT;

/// The longest answer: a page has 1 MB of data, which JSON's escapes and names make several times larger.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// What the client is given to read instead: an answer that says nothing.
const NOTHING: &str = "{}";

/// Takes the body of one successful answer. An error's is left to the client.
#[derive(Clone, Debug, Default)]
pub(crate) struct TakenBody(Arc<Mutex<Option<SdkBody>>>);

impl Intercept for TakenBody {
    fn name(&self) -> &'static str {
        "TakenBody"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = context.response_mut();
        if answer.status().is_success() {
            let body = std::mem::replace(answer.body_mut(), SdkBody::from(NOTHING));
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
        Ok(())
    }
}

impl TakenBody {
    /// The whole text, once the request has succeeded.
    ///
    /// # Errors
    /// When the connection breaks, nothing comes for too long, or the answer is no text or too long.
    pub(crate) async fn text(self) -> Result<String, SourceError> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let body = body.ok_or_else(|| failed(phrase!("server-stream-no-body")))?;
        match tokio::time::timeout(REQUEST_TIMEOUT, collect(ByteStream::new(body))).await {
            Ok(text) => text,
            Err(_) => Err(failed(phrase!("server-stream-slow-body"))),
        }
    }
}

async fn collect(mut stream: ByteStream) -> Result<String, SourceError> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| failed(phrase!("server-stream-broken-body", error = error.to_string())))?;
        if bytes.len() + piece.len() > MAX_ANSWER_BYTES {
            return Err(failed(phrase!("server-stream-large-body", most = MAX_ANSWER_BYTES.to_string())));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes.into()).map_err(|error| failed(phrase!("server-stream-no-text", error = error.to_string())))
}

fn failed(why: Phrase) -> SourceError {
    SourceError::new(SourceErrorKind::Unavailable, why)
}
