//! Who asks, in which language and until when, at each of the web server's doors: where a login will be read.

use std::convert::Infallible;

use afterimage_base::work::within;
use afterimage_model::{Context, Language};
use axum::extract::FromRequestParts;
use http::{HeaderMap, header, request::Parts};

use super::limits::REQUEST_TIME_LIMIT;

/// A page asks: in the language that its reader has chosen, or that the browser asks for.
pub fn of_page(headers: &HeaderMap) -> Context {
    Context::local_user(language(headers)).until(within(REQUEST_TIME_LIMIT))
}

/// A feed is open for as long as both ends want: a page's in the page's language, a program's in English. Only browsers say
/// where a handshake comes from.
pub fn of_feed(handshake: &HeaderMap) -> Context {
    let is_page = handshake.contains_key(header::ORIGIN);
    Context::local_user(if is_page { language(handshake) } else { Language::English })
}

/// A program asks, and is answered in English.
#[derive(Clone, Debug)]
pub struct ForProgram(pub Context);

impl<S: Sync> FromRequestParts<S> for ForProgram {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Context::local_user(Language::English).until(within(REQUEST_TIME_LIMIT))))
    }
}

/// The language that the request asks for.
fn language(headers: &HeaderMap) -> Language {
    let joined = |name| {
        let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
        lines.collect::<Vec<_>>()
    };
    afterimage_language::of_request(&joined(header::COOKIE).join("; "), &joined(header::ACCEPT_LANGUAGE).join(", "))
}
