//! Who is answered: programs on this machine, and no web page that a person on it happens to look at.
//!
//! | request | answered |
//! |---|---|
//! | `Host` names something else than this machine (a name that an attacker points at 127.0.0.1), or nothing | no |
//! | `Origin` is another than the endpoint's own: a page's script or form | no |
//! | `Sec-Fetch-Site` is neither `same-origin` nor `none`: whatever else a page can cause | no |
//! | none of these: an SDK, the AWS command line, curl | yes |
//!
//! Browsers send `Origin` with every POST, whether a script or a form sends it, and `Sec-Fetch-Site` with every request
//! to an address of this machine; no page can leave them out or choose their value. No page of this program's own asks
//! this port either: the dashboard's server does it for them.

use afterimage_base::hosts::AllowedHosts;
use http::{HeaderMap, header, request};

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// It is for another host, for several, or for none.
    #[error("its Host is not this machine: it is answered as localhost and under loopback addresses only")]
    Host,
    /// A page of another origin sent it.
    #[error("its Origin is a web page's: only programs are answered")]
    Origin,
    /// A page of another site caused it.
    #[error("its Sec-Fetch-Site says that another web site caused it: only programs are answered")]
    Site,
}

/// Whether the request may be answered.
pub(super) fn check(head: &request::Parts) -> Result<(), Refusal> {
    let host = host_of(head).filter(|host| is_this_machine(host)).ok_or(Refusal::Host)?;
    let own = format!("http://{host}");
    let all = |name: &str, is_fine: &dyn Fn(&str) -> bool| {
        head.headers.get_all(name).iter().all(|value| value.to_str().is_ok_and(is_fine))
    };
    if !all("origin", &|origin| origin.eq_ignore_ascii_case(&own)) {
        return Err(Refusal::Origin);
    }
    if !all("sec-fetch-site", &|site| site == "same-origin" || site == "none") {
        return Err(Refusal::Site);
    }
    Ok(())
}

/// The one host that the request is for: its `Host` header, and where its target names one (absolute form) the same.
fn host_of(head: &request::Parts) -> Option<&str> {
    let host = only(&head.headers);
    match (host, head.uri.authority()) {
        (Ok(None), Some(target)) => Some(target.as_str()),
        (Ok(Some(host)), Some(target)) => (host == target.as_str()).then_some(host),
        (Ok(host), None) => host,
        (Err(()), _) => None,
    }
}

/// The `Host` header, where there is at most one.
fn only(headers: &HeaderMap) -> Result<Option<&str>, ()> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().map(Some).map_err(|_| ()),
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(()),
    }
}

fn is_this_machine(host: &str) -> bool {
    AllowedHosts::listening_on(std::net::Ipv4Addr::LOCALHOST.into()).allows(host)
}

/// Whether a header tells a browser which other pages may read the answer: none may.
pub(super) fn is_sharing(name: &str) -> bool {
    name.starts_with("access-control-")
}

/// Whether a header is about the connection and not about what is sent over it (RFC 9110, section 7.6.1), and therefore
/// goes no further.
pub(super) fn is_of_one_connection(name: &str) -> bool {
    const OF_ONE_CONNECTION: [&str; 8] =
        ["connection", "expect", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];
    OF_ONE_CONNECTION.contains(&name)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    const HOST: (&str, &str) = ("host", "127.0.0.1:8000");

    fn verdict(target: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let request = Request::post(target);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        check(&request.body(()).expect("a request").into_parts().0)
    }

    #[test]
    fn programs_are_answered() {
        for host in ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "dynamodb.localhost:8000"] {
            assert_eq!(verdict("/", &[("host", host)]), Ok(()), "{host}");
        }
        assert_eq!(verdict("http://127.0.0.1:8000/", &[HOST]), Ok(()), "an absolute target");
        assert_eq!(verdict("/", &[HOST, ("origin", "http://127.0.0.1:8000")]), Ok(()), "the endpoint's own origin");
        for site in ["same-origin", "none"] {
            assert_eq!(verdict("/", &[HOST, ("sec-fetch-site", site)]), Ok(()), "{site}");
        }
    }

    #[test]
    fn names_that_an_attacker_can_point_here_are_not_answered() {
        for host in ["evil.example:8000", "127.0.0.1.nip.io", "10.0.0.7:8000", "user@localhost", ""] {
            assert_eq!(verdict("/", &[("host", host)]), Err(Refusal::Host), "{host}");
        }
        assert_eq!(verdict("/", &[]), Err(Refusal::Host), "none");
        assert_eq!(verdict("/", &[HOST, HOST]), Err(Refusal::Host), "two");
        assert_eq!(verdict("http://evil.example/", &[HOST]), Err(Refusal::Host), "two different ones");
    }

    #[test]
    fn pages_of_other_origins_are_not_answered() {
        for origin in [
            "http://evil.example",
            "http://127.0.0.1:3000",
            "http://localhost:8000",
            "https://127.0.0.1:8000",
            "null",
            "file://",
            "",
        ] {
            assert_eq!(verdict("/", &[HOST, ("origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        let two = [HOST, ("origin", "http://127.0.0.1:8000"), ("origin", "http://evil.example")];
        assert_eq!(verdict("/", &two), Err(Refusal::Origin));
        for site in ["cross-site", "same-site", "unheard-of", ""] {
            assert_eq!(verdict("/", &[HOST, ("sec-fetch-site", site)]), Err(Refusal::Site), "{site}");
        }
    }
}
