//! A body that comes too slowly is waited for no longer: its request holds a turn that others could have.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{limits::WebLimits, problem::Problem};

/// Gives a body its time, and answers 408 where it does not come in it, whatever became of the request.
pub async fn limit(State(limits): State<WebLimits>, request: Request, next: Next) -> Response {
    let is_late = Arc::new(AtomicBool::new(false));
    let of_body = Arc::clone(&is_late);
    let request = request.map(|body| {
        if body.is_end_stream() { body } else { Body::new(Timed { body, limits, is_late: of_body, waits: None }) }
    });
    let response = next.run(request).await;
    if is_late.load(Ordering::Relaxed) { too_slow(&limits).into_response() } else { response }
}

fn too_slow(limits: &WebLimits) -> Problem {
    let (whole, pause) = (limits.body_time.as_secs_f64(), limits.body_pause.as_secs_f64());
    let detail = format!("A body is sent within {whole} seconds, and without a pause of more than {pause}.");
    Problem::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", detail)
}

/// A body that ends with an error when it comes too slowly.
struct Timed {
    body: Body,
    limits: WebLimits,
    is_late: Arc<AtomicBool>,
    /// From the first time that somebody wants it.
    waits: Option<Waits>,
}

/// How long it is still waited for.
struct Waits {
    /// When the body must have ended.
    end: Pin<Box<Sleep>>,
    /// When its next piece must have come.
    next: Pin<Box<Sleep>>,
}

#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
struct TooSlow;

fn after(time: Duration) -> Pin<Box<Sleep>> {
    Box::pin(sleep_until(Instant::now() + time))
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        let limits = self.limits;
        let usual = || Waits { end: after(limits.body_time), next: after(limits.body_pause) };
        let Waits { end, next } = self.waits.get_or_insert_with(usual);
        if frame.is_ready() {
            next.as_mut().reset(Instant::now() + limits.body_pause);
        }
        // The end is looked at also where pieces come all the time.
        if end.as_mut().poll(context).is_pending() && (frame.is_ready() || next.as_mut().poll(context).is_pending()) {
            return frame;
        }
        if matches!(frame, Poll::Ready(None)) {
            return frame;
        }
        self.is_late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use futures::stream;

    use super::*;
    use crate::limits::{BODY_PAUSE_LIMIT, BODY_TIME_LIMIT};

    /// A body of a byte after each pause, as long as there are pauses; whether it is read whole, and how long that takes.
    async fn read_with(pauses: Vec<Duration>) -> (bool, Duration) {
        let pieces = stream::iter(pauses);
        let pieces = stream::StreamExt::then(pieces, |pause| async move {
            tokio::time::sleep(pause).await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"x"))
        });
        let (body, is_late) = (Body::from_stream(pieces), Arc::new(AtomicBool::new(false)));
        let timed = Timed { body, limits: WebLimits::default(), is_late: Arc::clone(&is_late), waits: None };
        let begun = Instant::now();
        let is_whole = to_bytes(Body::new(timed), usize::MAX).await.is_ok();
        assert_eq!(is_whole, !is_late.load(Ordering::Relaxed));
        (is_whole, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_come_slowly_but_not_for_ever_and_not_with_long_pauses() {
        let pause = BODY_TIME_LIMIT / 10;
        assert!(pause < BODY_PAUSE_LIMIT);
        let (is_whole, took) = read_with(vec![pause; 7]).await;
        assert!(is_whole && took == 7 * pause, "{took:?}");
        let (is_whole, took) = read_with(vec![pause; 100]).await;
        assert!(!is_whole && took.as_secs() == BODY_TIME_LIMIT.as_secs(), "{took:?}");
        let (is_whole, took) = read_with(vec![pause, 2 * BODY_PAUSE_LIMIT]).await;
        assert!(!is_whole && took.as_secs() == (pause + BODY_PAUSE_LIMIT).as_secs(), "{took:?}");
    }
}
