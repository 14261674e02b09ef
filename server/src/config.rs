//! What the program is told at its start: flags, environment variables, and what follows from them.

mod cli;
mod endpoint;
mod error;

use std::{net::SocketAddr, path::PathBuf};

use clap::ValueEnum;

pub use afterimage_aws::Remote;
pub use afterimage_capture::selection::{TableSelection, TableTag};
pub use cli::{Cli, Command, ExportArguments, ImportArguments, ReplayArguments, ServeArguments};
pub use error::UsageError;

/// Changes a second that the demo generator writes when nothing else is said.
pub const DEFAULT_DEMO_RATE: f64 = 2.0;

/// The fastest that the demo generator may be asked to write: what one embedded DynamoDB takes without falling behind.
pub const MAX_DEMO_RATE: f64 = 200.0;

/// All that `afterimage serve` needs to know. Everything in it has been checked as far as flags alone can tell.
#[derive(Clone, Debug, PartialEq)]
pub struct ServeOptions {
    /// Where the dashboard listens; always loopback, because there is no login yet.
    pub listen: SocketAddr,
    /// Where the archive, and the embedded DynamoDB's data, lie.
    pub data_dir: PathBuf,
    /// Where the tables are.
    pub source: Source,
    /// Which of them are followed.
    pub tables: TableSelection,
    /// Where reading a stream begins that the archive knows nothing of.
    pub start: StartAt,
    /// Changes a second of the demo generator; 0 is off.
    pub demo_rate: f64,
    /// The file of a data model whose tables are created.
    pub model: Option<PathBuf>,
}

/// Where the tables are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The DynamoDB inside this program.
    Embedded {
        /// The loopback port it listens on; 0 lets the system choose.
        port: u16,
    },
    /// Tables outside this program.
    Remote(Remote),
}

/// Where reading a stream begins that the archive knows nothing of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StartAt {
    /// With the oldest change that the stream still holds (24 hours).
    #[default]
    TrimHorizon,
    /// With what happens from now on.
    Latest,
    /// As trim-horizon, and a scan of each table archives version 0 of the items that are older.
    Baseline,
}

impl ServeOptions {
    /// Checks what the flags say together.
    ///
    /// # Errors
    /// When they contradict each other, or ask for what this version does not do.
    pub fn from_arguments(arguments: ServeArguments) -> Result<Self, UsageError> {
        refuse_beyond_loopback(arguments.listen)?;
        let source = source(&arguments);
        let tables = selection(&arguments, &source)?;
        Ok(Self {
            listen: arguments.listen,
            demo_rate: demo_rate(asked_demo_rate(&arguments), &source, &tables)?,
            model: model(&arguments, &source)?,
            tables,
            start: arguments.start,
            data_dir: data_dir(arguments.data_dir)?,
            source,
        })
    }
}

/// The folder named, or the one that the system's conventions name.
///
/// # Errors
/// When nothing is named and there is no home folder to derive one from.
pub fn data_dir(named: Option<PathBuf>) -> Result<PathBuf, UsageError> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    named
        .or_else(|| absolute("XDG_DATA_HOME").map(|data| data.join("afterimage")))
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share/afterimage")))
        .ok_or_else(|| {
            UsageError("There is no home folder to keep the archive in. Name a folder with --data-dir.".to_owned())
        })
}

fn refuse_beyond_loopback(listen: SocketAddr) -> Result<(), UsageError> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    Err(UsageError(format!(
        "--listen {listen} would show the archive to everyone who reaches this machine, and there is no login yet. \
         Listen on a loopback address such as 127.0.0.1:{port}, and reach it from elsewhere through a tunnel: \
         ssh -L {port}:127.0.0.1:{port} THIS-MACHINE.",
        port = listen.port()
    )))
}

fn source(arguments: &ServeArguments) -> Source {
    let remote = arguments.endpoint_url.is_some() || arguments.region.is_some() || arguments.profile.is_some();
    if !remote {
        return Source::Embedded { port: arguments.embedded_port };
    }
    Source::Remote(Remote {
        endpoint_url: arguments.endpoint_url.clone(),
        region: arguments.region.clone(),
        profile: arguments.profile.clone(),
        allow_writes: arguments.allow_writes,
    })
}

/// Following every table of an AWS account is a decision; following every table of the embedded DynamoDB is the point.
fn selection(arguments: &ServeArguments, source: &Source) -> Result<TableSelection, UsageError> {
    // An empty variable is how some tools say that there is none.
    let named = arguments.tables.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    let named: Vec<String> = named.map(str::to_owned).collect();
    if !named.is_empty() {
        return Ok(TableSelection::Named(named));
    }
    if let Some(tag) = &arguments.table_tag {
        return Ok(TableSelection::Tagged(tag.clone()));
    }
    if arguments.all_tables || matches!(source, Source::Embedded { .. }) {
        return Ok(TableSelection::All);
    }
    Err(UsageError(
        "Which tables? Name each with --table NAME (also --table 'orders-*'), follow those with a tag with --table-tag \
         KEY=VALUE, or every table at the endpoint with --all-tables."
            .to_owned(),
    ))
}

/// Who brings a data model has no use for the demo's people, unless they ask for them.
fn asked_demo_rate(arguments: &ServeArguments) -> Option<f64> {
    arguments.demo_rate.or(arguments.model.is_some().then_some(0.0))
}

fn model(arguments: &ServeArguments, source: &Source) -> Result<Option<PathBuf>, UsageError> {
    match source {
        Source::Remote(remote) if arguments.model.is_some() && !remote.allow_writes => Err(UsageError(
            "--model creates tables, and outside the embedded DynamoDB nothing is written unless you allow it: add \
             --allow-writes, or leave --model out."
                .to_owned(),
        )),
        _ => Ok(arguments.model.clone()),
    }
}

/// Invented items belong into the embedded DynamoDB only.
fn demo_rate(asked: Option<f64>, source: &Source, tables: &TableSelection) -> Result<f64, UsageError> {
    let embedded = matches!(source, Source::Embedded { .. });
    match asked {
        None if embedded && *tables == TableSelection::All => Ok(DEFAULT_DEMO_RATE),
        None => Ok(0.0),
        Some(rate) if !(0.0..=MAX_DEMO_RATE).contains(&rate) => Err(UsageError(format!(
            "--demo-rate {rate} is outside 0 to {MAX_DEMO_RATE} changes a second. 0 turns the demo off."
        ))),
        Some(rate) if rate > 0.0 && !embedded => Err(UsageError(
            "--demo-rate writes invented items, and does so to the embedded DynamoDB only. Leave it out, or leave out \
             --endpoint-url, --region and --profile."
                .to_owned(),
        )),
        Some(rate) => Ok(rate),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn options(arguments: &[&str]) -> Result<ServeOptions, UsageError> {
        let all = ["afterimage", "--data-dir", "/nowhere"].iter().chain(arguments);
        ServeOptions::from_arguments(Cli::try_parse_from(all).expect("well-formed flags").serve)
    }

    #[test]
    fn without_flags_it_is_the_embedded_dynamodb_with_the_demo() {
        let options = options(&[]).expect("options");
        assert_eq!(options.source, Source::Embedded { port: 8000 });
        assert_eq!(options.tables, TableSelection::All);
        assert_eq!(options.start, StartAt::TrimHorizon);
        assert!((options.demo_rate - DEFAULT_DEMO_RATE).abs() < f64::EPSILON);
    }

    #[test]
    fn a_remote_endpoint_is_read_only_and_without_the_demo() {
        let options = options(&["--endpoint-url", "http://127.0.0.1:8001", "--all-tables"]).expect("options");
        let Source::Remote(remote) = options.source else { panic!("not remote") };
        assert!(!remote.allow_writes);
        assert!(options.demo_rate.abs() < f64::EPSILON);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_what_to_do() {
        for (arguments, advice) in [
            (vec!["--listen", "0.0.0.0:3000"], "ssh -L"),
            (vec!["--region", "eu-west-1"], "--all-tables"),
            (vec!["--region", "eu-west-1", "--all-tables", "--demo-rate", "1"], "embedded DynamoDB only"),
            (vec!["--region", "eu-west-1", "--all-tables", "--model", "shop.json"], "--allow-writes"),
            (vec!["--demo-rate", "100000"], "0 to 200"),
            (vec!["--demo-rate", "NaN"], "0 to 200"),
        ] {
            let error = options(&arguments).expect_err("a refusal").to_string();
            assert!(error.contains(advice), "{arguments:?}: {error}");
        }
    }

    #[test]
    fn contradicting_flags_are_refused() {
        for arguments in [
            vec!["--embedded", "--region", "eu-west-1"],
            vec!["--table", "orders", "--all-tables"],
            vec!["--endpoint-url", "127.0.0.1:8000"],
            vec!["--listen", "localhost"],
        ] {
            let parsed = Cli::try_parse_from(["afterimage"].iter().chain(&arguments));
            assert!(parsed.is_err(), "{arguments:?} was accepted");
        }
    }
}
