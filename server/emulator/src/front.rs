//! What stands before dynoxide: the port that everybody knows is ours, and dynoxide has none.
//!
//! dynoxide answers whoever reaches it, and tells every browser that any web page may read the answers. So a request is
//! taken in whole, looked at by the [`guard`], asked of dynoxide over a connection that nobody else can have
//! ([`inside`]), and its answer is looked at before it leaves. What a request or an answer should be other than dynoxide
//! knows it is mended in [`asked`] and [`answers`].

mod answers;
mod arns;
mod asked;
mod errors;
mod guard;
mod inside;
mod records;
mod shards;
mod tables;

use std::{
    collections::BTreeSet,
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::Response,
    serve::ListenerExt,
};
use bytes::Bytes;
use http::{HeaderMap, header, request};
use tokio::{
    net::TcpListener,
    sync::{RwLock, Semaphore},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tower::limit::GlobalConcurrencyLimitLayer;

pub(super) use inside::Inside;

use asked::Asked;

use afterimage_base::data_folder::Presence;
use tables::TableChange;

use super::{beginnings::Beginnings, last_records::Following};

/// The largest request, in bytes: DynamoDB's own limit, and dynoxide's.
const MAX_REQUEST_BYTES: usize = 16 * 1024 * 1024;

/// How long a request's body may take to come.
const BODY_TIME_LIMIT: Duration = Duration::from_secs(60);

/// How many requests are being taken in at once; more wait.
const REQUESTS_COMING: usize = 1_024;

/// How many requests that are there as a whole are in hand at once; more wait. Who is slow with a body takes nothing of
/// what the stream reader and other programs need.
const REQUESTS_IN_HAND: usize = 256;

/// What answers requests.
#[derive(Debug)]
pub(super) struct Front {
    /// The way to dynoxide.
    pub(super) inside: Inside,
    /// The files that dynoxide keeps the tables in.
    files: Presence,
    /// Who follows the streams, once somebody does.
    following: Arc<OnceLock<Following>>,
    /// The tables that this program is told of by dynoxide's names.
    kept_names: Arc<OnceLock<Arc<BTreeSet<String>>>>,
    /// Where streams begin that are turned on.
    beginnings: Beginnings,
    /// While a stream may begin or end nobody reads records: by the time that they are read it is known where it begins.
    streams: RwLock<()>,
    /// See [`REQUESTS_IN_HAND`].
    in_hand: Semaphore,
}

impl Front {
    /// Before dynoxide, and before the files that it keeps the tables in.
    pub(super) fn new(
        inside: Inside,
        files: Presence,
        following: Arc<OnceLock<Following>>,
        kept_names: Arc<OnceLock<Arc<BTreeSet<String>>>>,
        beginnings: Beginnings,
    ) -> Self {
        let (in_hand, streams) = (Semaphore::new(REQUESTS_IN_HAND), RwLock::new(()));
        Self { inside, files, following, kept_names, beginnings, streams, in_hand }
    }

    /// Before a table's stream ends, its last records are read; and who follows streams is told of a new one at once.
    async fn change_table(
        &self,
        change: TableChange,
        head: request::Parts,
        body: Bytes,
    ) -> Result<Response<Bytes>, inside::Unanswered> {
        let following = self.following.get();
        if let Some(following) = following.filter(|_| change.ends_stream) {
            following.wait_for_last_records(&change.table).await;
        }
        let nobody_reads = self.streams.write().await;
        let answer = self.inside.ask(head, body).await?;
        if answer.status().is_success() {
            if let Some(label) = tables::stream_label(answer.body()) {
                self.beginnings.note(&change.table, &label);
            }
            drop(nobody_reads);
            if let Some(following) = following {
                following.tables_changed();
            }
        }
        Ok(answer)
    }
}

/// Answers requests until cancelled; those that have begun are then finished.
pub(super) async fn serve(listener: TcpListener, front: Front, cancel: CancellationToken) -> io::Result<()> {
    let limit = GlobalConcurrencyLimitLayer::new(REQUESTS_COMING);
    let service = Router::new().fallback(answer).layer(limit).with_state(Arc::new(front));
    // An answer shall leave at once, however small it is.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, service).with_graceful_shutdown(cancel.cancelled_owned()).await
}

async fn answer(State(front): State<Arc<Front>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let verdict = guard::check(&head);
    // Also of a request that is refused: who still writes does not read what is answered.
    let body = match timeout(BODY_TIME_LIMIT, to_bytes(body, MAX_REQUEST_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return errors::too_large(MAX_REQUEST_BYTES),
        Err(_) => return errors::too_slow(BODY_TIME_LIMIT),
    };
    if let Err(refusal) = verdict {
        // A page could fill the log.
        tracing::debug!(%refusal, "a request to the embedded DynamoDB was refused");
        return errors::access_denied(refusal);
    }
    // Nobody closes it; were it closed, nothing would be limited.
    let _in_hand = front.in_hand.acquire().await;
    if let Err(absence) = front.files.check() {
        return errors::internal(&absence.in_words().in_english());
    }
    match pass_on(&front, head, body).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!(%error, "the embedded DynamoDB did not answer");
            errors::internal("The embedded DynamoDB did not answer this request; the program's log has the cause.")
        }
    }
}

async fn pass_on(front: &Front, mut head: request::Parts, body: Bytes) -> Result<Response, inside::Unanswered> {
    drop_headers(&mut head.headers, guard::is_of_one_connection);
    let kept = front.kept_names.get().filter(|_| asked::is_own(&head.headers)).cloned().unwrap_or_default();
    let mut asked = Asked::read(&head.headers, &body);
    let Ok(body) = asked.mend(body) else { return Ok(errors::no_such_shard()) };
    head.headers.insert(header::CONTENT_LENGTH, body.len().into());
    let answer = match &asked {
        Asked::Table(change) => front.change_table(change.clone(), head, body).await?,
        Asked::GetRecords => {
            let _nothing_begins = front.streams.read().await;
            front.inside.ask(head, body).await?
        }
        _ => front.inside.ask(head, body).await?,
    };
    let (mut head, body) = answers::mend(asked, kept, answer).await.into_parts();
    drop_headers(&mut head.headers, |name| guard::is_of_one_connection(name) || guard::is_sharing(name));
    Ok(Response::from_parts(head, Body::from(body)))
}

fn drop_headers(headers: &mut HeaderMap, which: impl Fn(&str) -> bool) {
    let dropped: Vec<_> = headers.keys().filter(|name| which(name.as_str())).cloned().collect();
    for name in dropped {
        headers.remove(name);
    }
}
