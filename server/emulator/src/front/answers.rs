//! dynoxide's answers on their way out: made what Amazon's are, where they are not.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use serde_json::Value;

use super::{arns, asked::Asked, records, shards};

/// Answers larger than this are looked through where nobody waits for the thread.
const LONG_ANSWER_BYTES: usize = 64 * 1024;

/// The header that tells of an answer's checksum; AWS's clients compare it.
const CHECKSUM: &str = "x-amz-crc32";

/// The answer as Amazon would give it, but for the names of the tables in `kept`. One that cannot be read goes on as it is.
pub(super) async fn mend(asked: Asked, kept: Arc<BTreeSet<String>>, answer: Response<Bytes>) -> Response<Bytes> {
    if matches!(asked, Asked::Other | Asked::GetShardIterator(_)) || !answer.status().is_success() {
        return answer;
    }
    let (head, body) = answer.into_parts();
    let told = body.clone();
    let mended = if body.len() > LONG_ANSWER_BYTES {
        tokio::task::spawn_blocking(move || mended(&asked, &kept, &told)).await.ok().flatten()
    } else {
        mended(&asked, &kept, &told)
    };
    if let Some(mended) = mended {
        return with_body(Response::from_parts(head, mended));
    }
    tracing::warn!("an answer of the embedded DynamoDB is not understood and goes on as it is");
    Response::from_parts(head, body)
}

fn mended(asked: &Asked, kept: &BTreeSet<String>, body: &Bytes) -> Option<Bytes> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    match asked {
        Asked::Table(_) | Asked::DescribeTable => arns::mend_table(&mut answer, kept),
        Asked::ListStreams(request) => arns::mend_list(request, &mut answer, kept),
        Asked::DescribeStream(request) => {
            shards::mend_description(request, &mut answer);
            arns::mend_stream(request, &mut answer);
        }
        Asked::GetRecords => records::mend(&mut answer),
        Asked::GetShardIterator(_) | Asked::Other => {}
    }
    serde_json::to_vec(&answer).ok().map(Bytes::from)
}

/// With the headers that tell of the body.
fn with_body(mut answer: Response<Bytes>) -> Response<Bytes> {
    let (length, checksum) = (answer.body().len(), crc32fast::hash(answer.body()));
    answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    answer.headers_mut().insert(CHECKSUM, HeaderValue::from(checksum));
    answer
}
