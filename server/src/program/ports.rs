//! The ports, taken before anything else happens.

use std::{io, net::SocketAddr};

use tokio::net::TcpListener;

use super::StartError;
use crate::{
    config::{ServeOptions, Source},
    emulator::EmulatorPort,
};

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
    pub(super) async fn take(options: &ServeOptions) -> Result<Self, StartError> {
        let failed = |source: io::Error| StartError::Listen { address: options.listen, source };
        let dashboard = TcpListener::bind(options.listen).await.map_err(failed)?;
        let address = dashboard.local_addr().map_err(failed)?;
        let embedded = match options.source {
            Source::Embedded { port } => Some(EmulatorPort::take(port)?),
            Source::Remote(_) => None,
        };
        Ok(Self { dashboard, address, embedded })
    }
}
