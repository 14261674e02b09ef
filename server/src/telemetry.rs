//! The log: on standard error, so that standard output stays free for data.

use std::io::{IsTerminal, stderr};

use clap::ValueEnum;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// What is logged when neither `AFTERIMAGE_LOG` nor `RUST_LOG` says otherwise: this program's doings, and what goes
/// wrong elsewhere. The embedded DynamoDB warns of every conditional write that fails, which is no news. The AWS SDK repeats
/// an endpoint from a profile that it does not understand, which may have a password in it; `tables` says what is wrong.
const DEFAULT_FILTER: &str = "warn,afterimage=info,afterimage_server=info,afterimage_app=info,dynoxide=error,\
    aws_config::default_provider::endpoint_url=off";

/// The variables that choose what is logged; the first one that is set counts.
const FILTER_VARIABLES: [&str; 2] = ["AFTERIMAGE_LOG", "RUST_LOG"];

/// How the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// An object per line for programs.
    Json,
}

/// Starts logging. A second call, as in tests that start the program twice, changes nothing.
pub fn start(format: LogFormat) {
    let registry = tracing_subscriber::registry().with(filter());
    let started = match format {
        LogFormat::Text => {
            let lines = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal()).with_target(false);
            registry.with(lines.compact()).try_init()
        }
        LogFormat::Json => registry.with(fmt::layer().with_writer(stderr).json()).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging had been started before");
    }
}

fn filter() -> EnvFilter {
    let asked = FILTER_VARIABLES.into_iter().find_map(|name| std::env::var(name).ok());
    asked.and_then(|directives| EnvFilter::try_new(directives).ok()).unwrap_or_else(|| EnvFilter::new(DEFAULT_FILTER))
}
