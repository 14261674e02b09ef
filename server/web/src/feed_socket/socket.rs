//! One open socket: waits for the client, the archive or a clock, and does one thing at a time.

use std::{pin::pin, sync::Arc, time::Duration};

use afterimage_model::{
    ChangeId, Context,
    backend::SharedBackend,
    protocol::{FLUSH_MS, FeedMessage, HEARTBEAT_MS, MAX_BACKLOG, closing},
};
use afterimage_service::{
    ArchiveError,
    feed::{Feed, Watched},
};
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use metrics::counter;
use serde::Serialize;
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    IDLE_LIMIT, MAX_REQUESTS_PER_PING, PING_INTERVAL, WRITE_TIME_LIMIT,
    session::{Archive, Subscription, named_position, react, read},
};

/// Why the socket ends.
enum End {
    /// The other end is gone, or does not take what is sent.
    Gone,
    /// We say why.
    Close(u16, &'static str),
}

type Flow = Result<(), End>;

/// Serves the socket until it ends.
pub async fn run(context: Context, socket: WebSocket, feed: Feed, backend: SharedBackend, shutdown: CancellationToken) {
    let mut connection = Connection::new(context, socket, feed, backend);
    let end = tokio::select! {
        end = connection.serve() => end,
        () = shutdown.cancelled() => End::Close(close_code::AWAY, closing::STOPPING),
    };
    if let End::Close(code, reason) = end {
        let _ = connection.send_message(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}

struct Connection {
    /// Who listens.
    context: Context,
    socket: WebSocket,
    /// Subscribed to before anything is read: what is committed meanwhile wakes us afterwards.
    wake: watch::Receiver<ChangeId>,
    feed: Feed,
    /// Asked for the time.
    backend: SharedBackend,
    subscription: Option<Subscription>,
    /// The subscription's query, as the feed looks for it.
    watched: Option<Arc<Watched>>,
    next_flush: Instant,
    last_heard: Instant,
    requests: u32,
}

enum Event {
    Heard(Option<Result<Message, axum::Error>>),
    More,
    Heartbeat,
    Ping,
}

impl Connection {
    fn new(context: Context, socket: WebSocket, feed: Feed, backend: SharedBackend) -> Self {
        let (wake, now) = (feed.wake(), Instant::now());
        Self {
            context,
            socket,
            wake,
            feed,
            backend,
            subscription: None,
            watched: None,
            next_flush: now,
            last_heard: now,
            requests: 0,
        }
    }

    async fn serve(&mut self) -> End {
        let mut heartbeats = every(Duration::from_millis(HEARTBEAT_MS));
        let mut pings = every(PING_INTERVAL);
        loop {
            let event = tokio::select! {
                message = self.socket.recv() => Event::Heard(message),
                () = more(&mut self.wake, self.subscription.as_ref(), self.next_flush) => Event::More,
                _ = heartbeats.tick() => Event::Heartbeat,
                _ = pings.tick() => Event::Ping,
            };
            let step = match event {
                Event::Heard(Some(Ok(message))) => self.hear(message).await,
                Event::Heard(_) => Err(End::Gone),
                Event::More => self.tell(&mut heartbeats).await,
                Event::Heartbeat => self.heartbeat().await,
                Event::Ping => self.ping().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Flow {
        self.last_heard = Instant::now();
        self.requests += 1;
        if self.requests > MAX_REQUESTS_PER_PING {
            return Err(End::Close(close_code::POLICY, closing::TOO_MANY_REQUESTS));
        }
        match message {
            Message::Text(text) => self.react(&text).await,
            Message::Binary(_) => Err(End::Close(close_code::UNSUPPORTED, closing::NOT_TEXT)),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn react(&mut self, text: &str) -> Flow {
        let request = match read(self.context.language, text) {
            Ok(request) => request,
            Err(message) => return self.send(&message).await,
        };
        let mut newest = self.feed.announced();
        // A page that has just been rendered may know a change before it is announced. Nothing else needs the archive.
        // What comes after the change is told once it is announced.
        if let Some(named) = named_position(&request).filter(|named| *named > newest) {
            newest = self.feed.newest().await.map_err(|error| failed(&error))?.min(named);
        }
        let is_too_far = match named_position(&request) {
            Some(named) => self.feed.is_further(named, newest, MAX_BACKLOG).await.map_err(|error| failed(&error))?,
            None => false,
        };
        let (now, language) = (self.backend.now(), self.context.language);
        let archive = Archive { epoch: self.feed.epoch(), newest, is_too_far, now, language };
        let message = react(&mut self.subscription, request, &archive);
        self.watch();
        match message {
            Some(message) => self.send(&message).await,
            None => Ok(()),
        }
    }

    /// Looks for the subscription's query from now on.
    fn watch(&mut self) {
        let Some(Subscription { query, .. }) = &self.subscription else { return };
        if self.watched.as_ref().is_none_or(|watched| watched.query() != query) {
            self.watched = Some(self.feed.watch(query));
        }
    }

    /// Tells the next batch. However long the archive takes to say what that is, the other end hears in time that it is
    /// waited for.
    async fn tell(&mut self, heartbeats: &mut Interval) -> Flow {
        let Some((subscription, watched)) = self.subscription.as_ref().zip(self.watched.clone()) else {
            return Ok(());
        };
        let (context, feed, cursor) = (self.context.clone(), self.feed.clone(), subscription.cursor);
        let mut next = pin!(feed.next(&context, &watched, cursor));
        let next = loop {
            tokio::select! {
                next = &mut next => break next,
                _ = heartbeats.tick() => self.heartbeat().await?,
            }
        };
        // Also where nothing matches: hundreds of sockets that each look at every commit by itself look all the time.
        self.next_flush = Instant::now() + Duration::from_millis(FLUSH_MS);
        let Some(subscription) = self.subscription.as_mut() else { return Ok(()) };
        let batch = match next {
            Ok(batch) => batch,
            // Nothing was told, and nothing is lost: it is asked for again.
            Err(ArchiveError::Busy | ArchiveError::Overloaded(_)) => {
                sleep_until(self.next_flush).await;
                return Ok(());
            }
            Err(error) => return Err(failed(&error)),
        };
        let frame = subscription.telling(&batch).as_ref().map(json);
        let caught_up = subscription.advance(&batch).then(|| subscription.caught_up(self.feed.epoch()));
        if let Some(frame) = frame {
            counter!("afterimage_feed_changes_sent_total").increment(batch.rows.len() as u64);
            self.send_message(frame).await?;
        }
        match caught_up {
            Some(message) => self.send(&message).await,
            None => Ok(()),
        }
    }

    async fn heartbeat(&mut self) -> Flow {
        let Some(subscription) = &self.subscription else { return Ok(()) };
        let cursor = subscription.cursor;
        let message = FeedMessage::Heartbeat { cursor, lag_ms: self.feed.lag_ms(), behind: self.feed.behind(cursor) };
        self.send(&message).await
    }

    async fn ping(&mut self) -> Flow {
        self.requests = 0;
        if self.last_heard.elapsed() > IDLE_LIMIT {
            return Err(End::Close(close_code::POLICY, closing::NO_SIGN_OF_LIFE));
        }
        self.send_message(Message::Ping(axum::body::Bytes::new())).await
    }

    async fn send(&mut self, message: &FeedMessage) -> Flow {
        self.send_message(json(message)).await
    }

    async fn send_message(&mut self, message: Message) -> Flow {
        match timeout(WRITE_TIME_LIMIT, self.socket.send(message)).await {
            Ok(Ok(())) => {
                self.next_flush = Instant::now() + Duration::from_millis(FLUSH_MS);
                Ok(())
            }
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// Resolves when there may be something to tell: at once within the backlog, and otherwise when the archive has moved
/// past the cursor, but not sooner after the last frame than the protocol allows.
async fn more(wake: &mut watch::Receiver<ChangeId>, subscription: Option<&Subscription>, next_flush: Instant) {
    let Some(Subscription { cursor, backlog_until, .. }) = subscription else { return std::future::pending().await };
    if backlog_until.is_some() {
        return;
    }
    if wake.wait_for(|newest| newest > cursor).await.is_err() {
        // The writer is closed: nothing more will come, and the program is about to end.
        return std::future::pending().await;
    }
    sleep_until(next_flush).await;
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn json(frame: &impl Serialize) -> Message {
    Message::Text(serde_json::to_string(frame).unwrap_or_default().into())
}

fn failed(error: &ArchiveError) -> End {
    tracing::error!(%error, "the archive could not be read for a feed");
    End::Close(close_code::ERROR, closing::ARCHIVE_UNREADABLE)
}
