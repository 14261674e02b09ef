//! How the browser's half of a page asks the server's: in a way that no form, and no other site's script, can.

use bytes::Bytes;
use futures::{Sink, Stream};
use leptos::server_fn::{
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};

/// Every request of a page has this header, and the server functions answer none without it. A form has no way to send
/// it, and a script of another site would have to be let by this server first, which lets none.
pub const PAGE_HEADER: &str = "x-afterimage-ui";

/// What the header says: it is there, and that is all that counts.
pub const PAGE_HEADER_VALUE: &str = "1";

/// The framework's own client, and the header.
pub struct PageClient;

impl<E: FromServerFnError, I: FromServerFnError, O: FromServerFnError> Client<E, I, O> for PageClient {
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: BrowserRequest) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        request.headers().set(PAGE_HEADER, PAGE_HEADER_VALUE);
        <BrowserClient as Client<E, I, O>>::send(request)
    }

    /// No server function is a websocket; the one that there is belongs to the feed.
    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}
