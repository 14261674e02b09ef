//! Addresses of endpoints. They are shown on every page and in the log, so nothing that is secret may be in them; and what
//! is wrong with one is said without repeating it.

/// What is wrong with an endpoint's address. The messages say what to do, and never what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointFault {
    /// It is no address.
    #[error("it must be a URL that begins with http:// or https://, as in http://127.0.0.1:8000")]
    NoUrl,
    /// There is a user or a password in it.
    #[error(
        "there is a user name or a password in it, and it is shown on pages and in the log. Credentials belong into \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or into a profile that --profile names; the endpoint is the URL \
         without what stands before the @"
    )]
    Credentials,
    /// There is a query or a fragment in it, as in a signed address.
    #[error(
        "there is a query (?) or a fragment (#) in it, as in an address that is signed, and it is shown on pages and in \
         the log. An endpoint has a host, a port and at most a path: requests are signed with the credentials in \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in a profile that --profile names"
    )]
    Query,
}

/// Whether the text is an endpoint's address and nothing else.
///
/// # Errors
/// When it is none, or has more in it.
pub fn check_endpoint_url(text: &str) -> Result<(), EndpointFault> {
    let Ok(uri) = text.parse::<http::Uri>() else {
        return Err(if text.contains('@') { EndpointFault::Credentials } else { EndpointFault::NoUrl });
    };
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    if authority.contains('@') {
        return Err(EndpointFault::Credentials);
    }
    if text.contains(['?', '#']) {
        return Err(EndpointFault::Query);
    }
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    if is_web && uri.host().is_some_and(|host| !host.is_empty()) { Ok(()) } else { Err(EndpointFault::NoUrl) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_scheme_a_host_a_port_and_at_most_a_path() {
        for url in [
            "http://127.0.0.1:8000",
            "https://dynamodb.eu-west-1.amazonaws.com",
            "http://[::1]:8000/",
            "http://gateway/dynamodb",
            "http://gateway/a@b",
        ] {
            assert_eq!(check_endpoint_url(url), Ok(()), "{url}");
        }
        for text in ["", "127.0.0.1:8000", "ftp://127.0.0.1", "http://", "/path", "http://a b"] {
            assert_eq!(check_endpoint_url(text), Err(EndpointFault::NoUrl), "{text}");
        }
    }

    #[test]
    fn what_may_be_secret_is_not_taken_and_not_repeated() {
        for (url, fault) in [
            ("http://user:hunter2@127.0.0.1:8000", EndpointFault::Credentials),
            ("https://hunter2@127.0.0.1", EndpointFault::Credentials),
            ("user:hunter2@127.0.0.1:8000", EndpointFault::Credentials),
            ("http://user:hunter 2@127.0.0.1", EndpointFault::Credentials),
            ("http://:hunter2@127.0.0.1", EndpointFault::Credentials),
            ("http://127.0.0.1:8000/?X-Amz-Signature=hunter2", EndpointFault::Query),
            ("http://127.0.0.1:8000?hunter2", EndpointFault::Query),
            ("http://127.0.0.1:8000/#hunter2", EndpointFault::Query),
        ] {
            assert_eq!(check_endpoint_url(url), Err(fault), "{url}");
            assert!(!fault.to_string().contains("hunter"), "{fault}");
        }
    }
}
