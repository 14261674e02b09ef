//! The switch of the demo, which pages turn. The demo itself is the program's.

use std::sync::Arc;

use afterimage_model::health::DemoStatus;
use tokio::sync::watch;

/// Pauses and resumes the demo. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DemoSwitch {
    running: Arc<watch::Sender<bool>>,
    rate_millihertz: u32,
}

impl DemoSwitch {
    /// A handle to a demo of `rate` changes a second, which runs.
    pub fn new(rate: f64) -> Self {
        Self { running: Arc::new(watch::Sender::new(true)), rate_millihertz: millihertz(rate) }
    }

    /// Whether it runs, now and later.
    pub fn subscribe(&self) -> watch::Receiver<bool> {
        self.running.subscribe()
    }

    /// Pauses or resumes the demo; whether it runs now.
    pub fn set_running(&self, running: bool) -> bool {
        self.running.send_replace(running);
        running
    }

    /// Whether it runs, and how fast.
    pub fn status(&self) -> DemoStatus {
        DemoStatus { running: *self.running.borrow(), rate_millihertz: self.rate_millihertz }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are checked to be 0 to 200")]
fn millihertz(rate: f64) -> u32 {
    (rate * 1000.0).round() as u32
}
