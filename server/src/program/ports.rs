//! The ports, taken before anything else happens.

use std::{io, net::SocketAddr};

use afterimage_emulator::EmulatorPort;
use tokio::net::{TcpListener, TcpSocket};

use super::StartError;
use crate::config::{ServeOptions, Source};

/// Ports that are ours.
#[derive(Debug)]
pub(super) struct Ports {
    /// The dashboard's.
    pub(super) dashboard: TcpListener,
    /// Where the dashboard listens, with the port that the system chose where it was to choose.
    pub(super) address: SocketAddr,
    /// The embedded DynamoDB's, where there is one.
    pub(super) embedded: Option<EmulatorPort>,
}

impl Ports {
    /// Takes the ports that the options name.
    pub(super) fn take(options: &ServeOptions) -> Result<Self, StartError> {
        let failed = |source: io::Error| StartError::Listen { address: options.listen, source };
        let dashboard = listen(options.listen).map_err(failed)?;
        let address = dashboard.local_addr().map_err(failed)?;
        let embedded = match options.source {
            Source::Embedded { port } => Some(EmulatorPort::take(port)?),
            Source::Remote(_) => None,
        };
        Ok(Self { dashboard, address, embedded })
    }
}

/// How many connections the system takes on before the program does; it may allow fewer. For one too many it drops what
/// the client sends, and the client tries again after a second: thousands that come at once would make a health check late.
const BACKLOG: u32 = 4_096;

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A program that is started again does not wait for the connections of the one before. Windows means something else
    // by it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

#[cfg(test)]
mod tests {
    use std::{
        net::{Ipv4Addr, TcpStream},
        time::Duration,
    };

    use super::*;

    /// More than the runtime's own listeners let wait.
    const AT_ONCE: usize = 1_200;

    /// Less than after what a client tries again.
    const FIRST_TRY: Duration = Duration::from_millis(900);

    #[tokio::test]
    async fn whoever_comes_with_a_thousand_others_does_not_have_to_try_again() {
        crate::open_files::allow_enough();
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
        let address = listener.local_addr().expect("bound");
        // Nobody accepts meanwhile.
        let connect = |_| TcpStream::connect_timeout(&address, FIRST_TRY).expect("taken on");
        assert_eq!((0..AT_ONCE).map(connect).collect::<Vec<_>>().len(), AT_ONCE);
    }
}
