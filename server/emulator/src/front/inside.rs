//! The way to dynoxide, which nobody else can take.
//!
//! dynoxide serves whatever connects to a TCP listener, and offers nothing else. Were the listener left open, every page
//! and program could go past the guard. So for each connection there is a listener for a moment only: it is opened on a
//! port and, where the system has more than one, a loopback address that nobody can guess, connected to, and closed as soon
//! as dynoxide has answered over the connection. That one lives on, and is used for request after request.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use dynoxide::Database;
use http::{Request, Response, Version, request};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Handle,
    sync::Semaphore,
    task::JoinError,
};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How many requests dynoxide has at once; more wait. Its database takes them one at a time.
const CONNECTIONS: usize = 4;

/// The largest answer, in bytes. DynamoDB's are of 1 MB, or 16 MB for a batch; dynoxide's may be somewhat longer.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// No connection can be made.
    #[error("no connection to it can be made: {0}")]
    Connection(#[from] io::Error),
    /// The connection broke: it does so when dynoxide panics.
    #[error("the connection to it broke: {0}")]
    Broken(#[from] hyper::Error),
    /// The answer broke off, or has no end.
    #[error("its answer cannot be read: {0}")]
    Answer(#[from] axum::Error),
    /// The task that asked is gone.
    #[error("asking it failed: {0}")]
    Task(#[from] JoinError),
    /// The program is being stopped.
    #[error("it is being stopped")]
    Stopped,
}

/// Connections to dynoxide, made when they are needed. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Inside(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    server: Server,
    /// Those that nobody uses.
    free: Mutex<Vec<SendRequest<Body>>>,
    places: Arc<Semaphore>,
}

impl Inside {
    /// The way to a server of this database, which runs on `runtime`.
    pub(crate) fn new(database: Database, runtime: Handle) -> Self {
        let server = Server { database, runtime, closing: CancellationToken::new().drop_guard() };
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        Self(Arc::new(Connections { server, free: Mutex::default(), places }))
    }

    /// Makes the connections, so that no request waits for one.
    pub(crate) async fn connect(&self) -> Result<(), Unanswered> {
        for _ in 0..CONNECTIONS {
            let connection = self.0.server.connect().await?;
            self.0.give_back(connection);
        }
        Ok(())
    }

    /// dynoxide's answer, whole. It is asked to the end also where nobody waits for the answer any more.
    pub(crate) async fn ask(&self, head: request::Parts, body: Bytes) -> Result<Response<Bytes>, Unanswered> {
        let place = Arc::clone(&self.0.places).acquire_owned().await.map_err(|_| Unanswered::Stopped)?;
        let connections = Arc::clone(&self.0);
        let asking = tokio::spawn(async move {
            let answer = connections.ask(head, body).await;
            drop(place);
            answer
        });
        asking.await?
    }
}

impl Connections {
    async fn ask(&self, head: request::Parts, body: Bytes) -> Result<Response<Bytes>, Unanswered> {
        let mut connection = self.connection().await?;
        let answer = connection.send_request(as_origin_form(head, body)).await?;
        let (head, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), MAX_ANSWER_BYTES).await?;
        self.give_back(connection);
        Ok(Response::from_parts(head, body))
    }

    /// One that works.
    async fn connection(&self) -> Result<SendRequest<Body>, Unanswered> {
        loop {
            let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut connection) = free else { return self.server.connect().await };
            if connection.ready().await.is_ok() {
                return Ok(connection);
            }
        }
    }

    fn give_back(&self, connection: SendRequest<Body>) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// HTTP/1.1 with a path alone, as a server is asked that is no proxy.
fn as_origin_form(mut head: request::Parts, body: Bytes) -> Request<Body> {
    head.version = Version::HTTP_11;
    if let Some(path) = head.uri.path_and_query() {
        head.uri = path.clone().into();
    }
    Request::from_parts(head, Body::from(body))
}

/// dynoxide's server.
struct Server {
    database: Database,
    /// Where it works: it blocks the threads that it works on.
    runtime: Handle,
    /// Closes the connections when nobody is left who could use them.
    closing: DropGuard,
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Server").finish_non_exhaustive()
    }
}

impl Server {
    async fn connect(&self) -> Result<SendRequest<Body>, Unanswered> {
        let listener = listen()?;
        let address = listener.local_addr()?;
        let (database, closing) = (self.database.clone(), self.closing.token().clone());
        let accepting = self.runtime.spawn(async move {
            let listener = TcpListener::from_std(listener)?;
            let served = dynoxide::server::serve_with_shutdown(listener, database, closing.cancelled_owned());
            served.await.map_err(io::Error::other)
        });
        let connected = first_answer(address).await;
        // The listener is closed with it; what it has accepted goes on.
        accepting.abort();
        let _ = accepting.await;
        connected
    }
}

fn listen() -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind((unguessable(), 0))
        .or_else(|_| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// All of 127.0.0.0/8 is this machine, on Linux by itself and elsewhere where somebody has set it up.
fn unguessable() -> IpAddr {
    let [second, third, fourth] = rand::random();
    Ipv4Addr::new(127, second, third, fourth).into()
}

/// A connection over which an answer has come: whoever gave it has accepted it.
async fn first_answer(address: SocketAddr) -> Result<SendRequest<Body>, Unanswered> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to dynoxide ended early");
        }
    });
    let answer = sender.send_request(Request::new(Body::empty())).await?;
    to_bytes(Body::new(answer.into_body()), MAX_ANSWER_BYTES).await?;
    Ok(sender)
}
