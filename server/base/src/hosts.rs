//! Which `Host` headers are answered.

use std::net::IpAddr;

/// The hosts under which the server answers.
///
/// A page of `evil.example` can have its name resolve to 127.0.0.1 after it was loaded; the browser then takes the
/// dashboard for a part of `evil.example` and lets the page read it. The `Host` header still says `evil.example`, so
/// names are answered only when they cannot be an attacker's. A bare address needs no name and cannot be rebound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHosts {
    listen: IpAddr,
}

impl AllowedHosts {
    /// For a server that listens on `listen`.
    pub fn listening_on(listen: IpAddr) -> Self {
        Self { listen }
    }

    /// Whether a request for `host` (`name`, `name:port`, `[address]:port`) is answered. The port does not matter:
    /// a forwarded port is another one, and rebinding is about names.
    pub fn allows(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<http::uri::Authority>() else { return false };
        if host.contains('@') {
            return false;
        }
        let name = authority.host().trim_start_matches('[').trim_end_matches(']');
        match name.parse::<IpAddr>() {
            Ok(address) => address.is_loopback() || self.listen.is_unspecified() || address == self.listen,
            Err(_) => is_localhost(name),
        }
    }
}

/// `localhost` and the names below it: resolvers answer them with loopback addresses only (RFC 6761, section 6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(listen: [u8; 4], host: &str) -> bool {
        AllowedHosts::listening_on(listen.into()).allows(host)
    }

    #[test]
    fn loopback_is_answered_under_any_port_and_other_names_are_not() {
        for host in ["localhost", "LOCALHOST:3000", "127.0.0.1:3000", "127.0.0.2", "[::1]:3000", "app.localhost:80"] {
            assert!(allows([127, 0, 0, 1], host), "{host} was refused");
        }
        for host in ["evil.example", "localhost.evil.example", "10.0.0.7", "user@localhost", "", "127.0.0.1.nip.io"] {
            assert!(!allows([127, 0, 0, 1], host), "{host} was allowed");
        }
    }

    #[test]
    fn the_address_listened_on_is_answered() {
        assert!(allows([10, 0, 0, 7], "10.0.0.7:3000"));
        assert!(!allows([10, 0, 0, 7], "10.0.0.8:3000"));
        assert!(allows([0, 0, 0, 0], "10.0.0.8:3000"), "every address is listened on");
        assert!(!allows([0, 0, 0, 0], "evil.example"));
    }
}
