//! Signals: the first asks the program to finish what it holds and stop, the second stops it where it stands.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The exit code after a second signal: what shells use for an interrupted program.
const INTERRUPTED: i32 = 130;

/// A token that the first SIGINT or SIGTERM cancels. The archive survives the second one, which kills: what is not
/// committed yet is read from the stream again.
///
/// # Errors
/// When the system does not let the program listen for signals.
pub fn on_signals() -> io::Result<CancellationToken> {
    let mut signals =
        Signals { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? };
    let shutdown = CancellationToken::new();
    let asked = shutdown.clone();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("stopping: what is read is being archived; a second signal stops at once");
        asked.cancel();
        signals.next().await;
        #[expect(clippy::disallowed_methods, reason = "asked twice to stop, the person wants no orderly stop")]
        std::process::exit(INTERRUPTED);
    });
    Ok(shutdown)
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
