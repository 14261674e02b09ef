//! DynamoDB Streams on the wire, scripted: the JSON protocol that AWS's client speaks, over HTTP on a loopback port.
//!
//! What there is to read is a [`Script`]: tables, streams, shards, records. What goes wrong on the way is a [`Fault`].
//! Streams for load come from canned pages, so that answering costs little more than a copy.

pub mod canned;
pub mod faults;
mod protocol;
pub mod script;
pub mod shard;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use afterimage_aws::Clients;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
    routing::post,
};
use futures::stream;
use tokio::net::TcpListener;

use faults::{Fault, WireError};
use protocol::Call;
pub use protocol::Operation;
pub use script::Script;

/// How many pieces an answer comes in that trickles.
const TRICKLED_PIECES: usize = 4;

/// A running server; clones are the same one.
#[derive(Clone)]
pub struct WireServer {
    url: String,
    script: Arc<Mutex<Script>>,
}

impl WireServer {
    /// Serves on a free port, on the runtime that this is called on.
    pub async fn start(script: Script) -> Self {
        Self::start_on(0, script).await
    }

    /// Serves on this port of the loopback address; 0 takes any free one.
    pub async fn start_on(port: u16, script: Script) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Self { url, script: Arc::new(Mutex::new(script)) };
        let routes = Router::new().route("/", post(answer)).layer(DefaultBodyLimit::disable());
        tokio::spawn(axum::serve(listener, routes.with_state(server.clone())).into_future());
        server
    }

    /// Serves on a thread of its own, as a service elsewhere would, until the process ends.
    pub fn on_its_own_thread(script: Script) -> Self {
        let (started, server) = std::sync::mpsc::sync_channel(1);
        let serve = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                started.send(Self::start(script).await).expect("somebody waits");
                std::future::pending::<()>().await;
            });
        };
        std::thread::Builder::new().name("wire-server".to_owned()).spawn(serve).expect("a thread");
        server.recv().expect("the server starts")
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// AWS's clients for it, made as the program makes them.
    pub fn clients(&self) -> Clients {
        Clients::embedded(&self.url)
    }

    /// What there is to read, to look at and to change.
    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is sent back.
pub(crate) struct Answer {
    status: u16,
    body: Bytes,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<Bytes>) -> Self {
        Self { status: 200, body: body.into() }
    }
}

impl From<WireError> for Answer {
    fn from(error: WireError) -> Self {
        Self { status: error.status, body: error.body().into() }
    }
}

async fn answer(State(server): State<WireServer>, headers: HeaderMap, body: Bytes) -> Response {
    let (fault, answer) = match Call::read(&headers, &body) {
        Ok(call) => server.script().answer(&call),
        Err(error) => (None, Err(error)),
    };
    let answer = answer.unwrap_or_else(Answer::from);
    match fault {
        None => whole(answer),
        Some(Fault::Error(error)) => whole(error.into()),
        Some(Fault::Plain(status, text)) => whole(Answer { status, body: Bytes::from_static(text.as_bytes()) }),
        Some(Fault::Slow(delay)) => {
            tokio::time::sleep(delay).await;
            whole(answer)
        }
        Some(Fault::Trickle(pause)) => in_pieces(answer, Ending::Trickled(pause)),
        Some(Fault::Cut) => in_pieces(answer, Ending::Cut),
        Some(Fault::Silence) => std::future::pending().await,
    }
}

fn whole(answer: Answer) -> Response {
    let length = answer.body.len();
    response(answer.status, length, Body::from(answer.body))
}

/// How an answer goes on after its first piece.
enum Ending {
    /// The connection is gone.
    Cut,
    /// The next piece follows after a pause.
    Trickled(std::time::Duration),
}

fn in_pieces(answer: Answer, ending: Ending) -> Response {
    let length = answer.body.len();
    let piece = length.div_ceil(TRICKLED_PIECES).max(1);
    let pieces: Vec<_> = (0..length).step_by(piece).map(|at| answer.body.slice(at..length.min(at + piece))).collect();
    let body = stream::unfold((pieces.into_iter(), ending, 0), |(mut pieces, ending, sent)| async move {
        match (&ending, sent) {
            (Ending::Cut, 1) => return Some((Err(std::io::Error::other("cut")), (pieces, ending, 2))),
            (Ending::Trickled(pause), 1..) => tokio::time::sleep(*pause).await,
            _ => {}
        }
        pieces.next().map(|piece| (Ok(piece), (pieces, ending, sent + 1)))
    });
    response(answer.status, length, Body::from_stream(body))
}

/// The length is told beforehand, as AWS does: so a client knows when something is missing.
fn response(status: u16, length: usize, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers
        .insert("x-amzn-requestid", HeaderValue::from_static("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEF"));
    response
}
