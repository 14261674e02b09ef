//! What keeps other web sites away from the dashboard of a person who has both open.
//!
//! Five independent guards. Three are for every request:
//! - [`hosts`]: the `Host` is one of ours, so a name that an attacker points at 127.0.0.1 (DNS rebinding) gets nothing;
//! - [`origin`]: whatever changes something, and the feed, is refused to pages of other origins; so is every fetch of
//!   theirs that is no plain navigation;
//! - [`headers`]: what a page may load and who may frame it.
//!
//! Two ask what no form of another site can do, whatever its browser tells of itself:
//! - [`json_alone`]: what changes something is JSON, and says so;
//! - [`page_calls`]: what pages ask has a header of theirs.

pub mod headers;
pub mod json_alone;
pub mod origin;
pub mod page_calls;

pub use afterimage_base::hosts;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri, header};

use super::problem::Problem;

/// How the server is protected; made once, from the address that it listens on.
#[derive(Clone, Debug)]
pub struct SecurityOptions {
    hosts: hosts::AllowedHosts,
}

impl SecurityOptions {
    /// For a server that listens on `listen`.
    pub fn listening_on(listen: SocketAddr) -> Self {
        Self { hosts: hosts::AllowedHosts::listening_on(listen.ip()) }
    }
}

/// Refuses requests with a foreign `Host` or from a foreign origin.
pub async fn guard(State(options): State<Arc<SecurityOptions>>, request: Request, next: Next) -> Response {
    match check(&options, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn check(options: &SecurityOptions, request: &Request) -> Result<(), Problem> {
    let host = host_of(request.headers(), request.uri()).ok_or_else(|| {
        // RFC 9112, section 3.2.
        Problem::bad_request("no_host", "An HTTP/1.1 request names its host in one Host header.")
    })?;
    if !options.hosts.allows(host) {
        let detail = "This server answers only under the address it listens on, localhost and loopback addresses.";
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "foreign_host", detail));
    }
    origin::check(request.method(), request.uri().path(), request.headers(), host).map_err(|refusal| {
        let detail = format!("The request comes from another web site ({refusal}), so it is refused.");
        Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail)
    })
}

/// The host that the request is for: the one `Host` header, or the target's authority (HTTP/2, absolute form).
fn host_of<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => uri.authority().map(http::uri::Authority::as_str),
        (Some(_), Some(_)) => None,
    }
}
