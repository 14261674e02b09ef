//! A body that holds something for as long as it is there: a place among the requests under way, most of all.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::body::{Body, HttpBody};
use hyper::body::{Bytes, Frame, SizeHint};

/// How much of a body is handed on at once, in bytes. A connection takes a piece whole, whether its client reads or not.
const PIECE_BYTES: usize = 256 * 1024;

/// A body that holds something until its last piece is handed on, or nobody wants it any more.
pub(crate) struct Holding<T> {
    body: Body,
    /// What was taken of the body and is handed on next.
    rest: Bytes,
    _held: T,
}

impl<T: Send + Unpin + 'static> Holding<T> {
    /// The body, with what it holds.
    pub(crate) fn body(body: Body, held: T) -> Body {
        Body::new(Self { body, rest: Bytes::new(), _held: held })
    }
}

impl<T: Unpin> HttpBody for Holding<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)?) else {
                return Poll::Ready(None);
            };
            match frame.into_data() {
                Ok(data) => self.rest = data,
                Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
            }
        }
        let length = self.rest.len().min(PIECE_BYTES);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (mut hint, rest) = (self.body.size_hint(), self.rest.len() as u64);
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(hint.lower() + rest);
        hint
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, sync::Arc};

    use super::*;

    /// Otherwise whoever asks for long answers and reads none of them is let go of at once, with all of them in memory.
    #[tokio::test]
    async fn what_is_held_is_held_until_the_last_piece_of_one_long_chunk_is_handed_on() {
        let (held, whole) = (Arc::new(()), vec![7; 2 * PIECE_BYTES + 1]);
        let mut body = Holding::body(Body::from(whole.clone()), Arc::clone(&held));
        let mut told = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let piece = frame.expect("a frame").into_data().expect("data");
            assert!(piece.len() <= PIECE_BYTES);
            told.extend(piece);
            assert_eq!(body.size_hint().exact(), Some((whole.len() - told.len()) as u64));
            assert_eq!(body.is_end_stream(), told.len() == whole.len());
            assert_eq!(Arc::strong_count(&held), 2);
        }
        drop(body);
        assert_eq!((told, Arc::strong_count(&held)), (whole, 1));
    }
}
