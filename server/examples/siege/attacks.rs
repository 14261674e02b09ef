//! Whatever wants to stop the program: so many clients of each kind, until it is over.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Arguments, endpoint::TABLE, raw};

const SLOW_HEADS: usize = 200;
const SLOW_BODIES: usize = 100;
const LARGE_BODIES: usize = 4;
const HEAVY_QUERIES: usize = 2;
const MODELS: usize = 2;

/// How many words a heavy query has.
const QUERY_WORDS: usize = 90;

/// About how large a model is: as large as may be sent.
const MODEL_BYTES: usize = 984_000;

/// How much a client sends that sends too much.
const LARGE_BYTES: usize = 3 * 1024 * 1024;

/// How long a slow client waits with its next byte.
const SLOWLY: Duration = Duration::from_secs(1);

/// How long anybody waits before the next try.
const PAUSE: Duration = Duration::from_millis(100);

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often each attack was answered how.
#[derive(Clone, Debug, Default)]
pub struct Counts(Arc<Mutex<BTreeMap<(&'static str, String), usize>>>);

impl Counts {
    fn note(&self, attack: &'static str, outcome: io::Result<u16>) {
        let outcome = outcome.map_or_else(|error| error.kind().to_string(), |status| status.to_string());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((attack, outcome)).or_default() += 1;
    }

    pub fn print(&self) {
        for ((attack, outcome), count) in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            println!("{attack:<28} {outcome:<24} {count:>8}");
        }
    }
}

/// What all of them need.
#[derive(Clone)]
struct Siege {
    address: SocketAddr,
    counts: Counts,
    over: CancellationToken,
    tasks: TaskTracker,
}

/// Begins everything that is asked for.
pub fn begin(address: SocketAddr, asked: &Arguments, over: &CancellationToken, tasks: &TaskTracker) -> Counts {
    let siege = Siege { address, counts: Counts::default(), over: over.clone(), tasks: tasks.clone() };
    let wants = |attack: &str| asked.only.is_empty() || asked.only.iter().any(|only| only == attack);
    if wants("exports") {
        siege.each(usize::from(asked.exports), |siege, _| async move { siege.unread_export().await });
    }
    if wants("heads") {
        siege.each(SLOW_HEADS, |siege, _| async move { siege.slow_head().await });
    }
    if wants("bodies") {
        siege.each(SLOW_BODIES, |siege, _| async move { siege.slow_body().await });
    }
    if wants("large") {
        siege.each(LARGE_BODIES, |siege, _| async move { siege.large_body().await });
    }
    if wants("queries") {
        siege.each(HEAVY_QUERIES, |siege, at| async move { siege.heavy_query(at).await });
    }
    if wants("models") {
        siege.each(MODELS, |siege, _| async move { siege.model().await });
    }
    siege.counts
}

impl Siege {
    /// So many clients, each of which tries again and again.
    fn each<F: Future<Output = ()> + Send + 'static>(
        &self,
        count: usize,
        client: impl Fn(Self, usize) -> F + Clone + Send + Sync + 'static,
    ) {
        for at in 0..count {
            let (siege, client) = (self.clone(), client.clone());
            self.tasks.spawn(async move {
                let again = async {
                    loop {
                        client(siege.clone(), at).await;
                        sleep(PAUSE).await;
                    }
                };
                let () = siege.over.run_until_cancelled(again).await.unwrap_or_default();
            });
        }
    }

    /// Asks for everything and takes nothing of it, for ever.
    async fn unread_export(&self) {
        let Ok(stream) = raw::begin(self.address, "GET", "/api/v1/export", "").await else { return };
        // What it is answered is looked at without taking it.
        let mut line = [0; 12];
        let outcome = match timeout(PATIENCE, stream.peek(&mut line)).await {
            Ok(Ok(12)) => Ok(std::str::from_utf8(&line[9..]).ok().and_then(|status| status.parse().ok()).unwrap_or(0)),
            Ok(Ok(_)) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
        self.counts.note("export that nobody reads", outcome);
        std::future::pending::<()>().await;
    }

    /// A byte a second, until it is cut.
    async fn slow_head(&self) {
        let Ok(mut stream) = TcpStream::connect(self.address).await else { return };
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nx-slow: ").await;
        while stream.write_all(b"x").await.is_ok() {
            sleep(SLOWLY).await;
        }
        self.counts.note("slow head", Err(io::ErrorKind::ConnectionReset.into()));
    }

    /// A byte a second of a body that is wanted, until it is answered.
    async fn slow_body(&self) {
        let path = format!("/api/v1/items/{TABLE}");
        let lines = "content-type: application/json\r\ncontent-length: 1000\r\n";
        let Ok(mut stream) = raw::begin(self.address, "POST", &path, lines).await else { return };
        loop {
            if stream.write_all(b" ").await.is_err() {
                return self.counts.note("slow body", Err(io::ErrorKind::ConnectionReset.into()));
            }
            if let Ok(outcome) = timeout(SLOWLY, raw::status(&mut stream)).await {
                return self.counts.note("slow body", outcome);
            }
        }
    }

    /// More than may be sent, all of it, and then the answer.
    async fn large_body(&self) {
        let path = format!("/api/v1/items/{TABLE}");
        self.ask("too large a body", "POST", &path, &vec![b' '; LARGE_BYTES]).await;
    }

    /// Words that no item has: every large one is looked through for each of them.
    async fn heavy_query(&self, at: usize) {
        let words: Vec<String> = (0..QUERY_WORDS).map(|word| format!("nowhere{at}x{word}")).collect();
        let path = format!("/api/v1/search?q={}", words.join("%20OR%20"));
        self.ask("query of 90 words", "GET", &path, b"").await;
    }

    /// A model as large as may be, of a table that is there already.
    async fn model(&self) {
        let mut items = String::with_capacity(MODEL_BYTES);
        let mut at = 0;
        while items.len() < MODEL_BYTES {
            items.push_str(if at == 0 { "" } else { "," });
            items.push_str(&format!(r#"{{"id":{{"S":"{at:08}"}}}}"#));
            at += 1;
        }
        let body = format!(
            r#"{{"ModelName":"siege","DataModel":[{{"TableName":"{TABLE}","KeyAttributes":{{"PartitionKey":{{"AttributeName":"id","AttributeType":"S"}}}},"TableData":[{items}]}}]}}"#
        );
        self.ask("large model", "POST", "/api/v1/models", body.as_bytes()).await;
    }

    async fn ask(&self, attack: &'static str, method: &str, path: &str, body: &[u8]) {
        let lines = if method == "GET" {
            String::new()
        } else {
            format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
        };
        let asked = timeout(PATIENCE, raw::whole(self.address, method, path, &lines, body)).await;
        self.counts.note(attack, asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())));
    }
}
