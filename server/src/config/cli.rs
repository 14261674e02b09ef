//! The command line. Every flag of `serve` can also be given as an environment variable.

use std::{net::SocketAddr, path::PathBuf};

use afterimage_model::replay::USUAL_RATE;
use afterimage_service::export::Format;
use clap::{Args, Parser, Subcommand, builder::BoolishValueParser};

use super::{StartAt, TableTag, endpoint::EndpointUrl};
use crate::telemetry::LogFormat;

/// The dashboard's port when nothing else is said.
const DEFAULT_LISTEN: &str = "127.0.0.1:3000";

/// The embedded DynamoDB's port when nothing else is said: where DynamoDB Local listens, too.
const DEFAULT_EMBEDDED_PORT: u16 = 8000;

/// Turns the 24-hour DynamoDB stream of a table into a permanent, browsable history of every item.
///
/// Without arguments it starts a DynamoDB of its own, fills it with sample tables, and shows what happens in them.
#[derive(Clone, Debug, Parser)]
#[command(name = "afterimage", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `serve` when it is not spelled out.
    #[command(flatten)]
    pub serve: ServeArguments,
}

/// What the program can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Archives the changes and serves the dashboard (the default)
    Serve(Box<ServeArguments>),
    /// Writes archived changes into a file: JSON lines, CSV or Parquet
    Export(ExportArguments),
    /// Reads an export, or events of Lambda functions, into an empty archive
    Import(ImportArguments),
    /// Sends archived changes to a table again, at a pace
    Replay(Box<ReplayArguments>),
}

/// `afterimage serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArguments {
    /// The address of the dashboard; loopback only
    #[arg(long, value_name = "ADDRESS:PORT", env = "AFTERIMAGE_LISTEN", default_value = DEFAULT_LISTEN)]
    pub listen: SocketAddr,
    /// The folder of the archive [default: `$XDG_DATA_HOME/afterimage` or `~/.local/share/afterimage`]
    #[arg(long, value_name = "DIR", env = "AFTERIMAGE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Uses the DynamoDB inside this program (the default without --endpoint-url, --region and --profile)
    #[arg(long, env = "AFTERIMAGE_EMBEDDED", value_parser = BoolishValueParser::new(), conflicts_with_all = ["endpoint_url", "region", "profile"])]
    pub embedded: bool,
    /// The embedded DynamoDB's port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "PORT", env = "AFTERIMAGE_EMBEDDED_PORT", default_value_t = DEFAULT_EMBEDDED_PORT)]
    pub embedded_port: u16,
    /// A DynamoDB endpoint that is not Amazon's own: DynamoDB Local, Alternator
    #[arg(long, value_name = "URL", env = "AFTERIMAGE_ENDPOINT_URL", hide_env_values = true, value_parser = EndpointUrl)]
    pub endpoint_url: Option<String>,
    /// The AWS region of the tables
    #[arg(long, value_name = "REGION", env = "AFTERIMAGE_REGION")]
    pub region: Option<String>,
    /// The profile of the AWS configuration files to use
    #[arg(long, value_name = "NAME", env = "AFTERIMAGE_PROFILE")]
    pub profile: Option<String>,
    /// A table to follow, or a pattern like 'orders-*'; may be given several times (in the variable, separated by commas)
    #[arg(long = "table", value_name = "NAME", env = "AFTERIMAGE_TABLES", value_delimiter = ',')]
    pub tables: Vec<String>,
    /// Follows the tables that carry this tag, also those that get it later
    #[arg(long, value_name = "KEY=VALUE", env = "AFTERIMAGE_TABLE_TAG", conflicts_with_all = ["tables", "all_tables"])]
    pub table_tag: Option<TableTag>,
    /// Follows every table at the endpoint, also those created later
    #[arg(long, env = "AFTERIMAGE_ALL_TABLES", value_parser = BoolishValueParser::new(), conflicts_with = "tables")]
    pub all_tables: bool,
    /// Where to begin with a stream that the archive knows nothing of
    #[arg(long, value_enum, env = "AFTERIMAGE_START", default_value_t)]
    pub start: StartAt,
    /// Lets the dashboard write items to tables outside this program
    #[arg(long, env = "AFTERIMAGE_ALLOW_WRITES", value_parser = BoolishValueParser::new())]
    pub allow_writes: bool,
    /// Changes a second that the demo writes to the sample tables; 0 turns it off [default: 2 with the embedded DynamoDB]
    #[arg(long, value_name = "N", env = "AFTERIMAGE_DEMO_RATE")]
    pub demo_rate: Option<f64>,
    /// Creates the tables of a data model of `NoSQL` Workbench that are not there yet, with streams on and its sample data
    #[arg(long, value_name = "FILE", env = "AFTERIMAGE_MODEL")]
    pub model: Option<PathBuf>,
    /// How the log looks
    #[arg(long, value_enum, env = "AFTERIMAGE_LOG_FORMAT", default_value_t)]
    pub log_format: LogFormat,
}

/// `afterimage export`.
#[derive(Clone, Debug, Args)]
pub struct ExportArguments {
    /// The folder of the archive [default: as for serve]
    #[arg(long, value_name = "DIR", env = "AFTERIMAGE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Which changes, in the query language of the dashboard: table:orders op:modify
    #[arg(long, value_name = "QUERY", default_value = "")]
    pub query: String,
    /// The form
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Begins CSV with a byte order mark, for spreadsheets that take UTF-8 for something else without it
    #[arg(long)]
    pub bom: bool,
    /// The file to write, which must not exist yet; standard output when left out
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `afterimage import`.
#[derive(Clone, Debug, Args)]
pub struct ImportArguments {
    /// The file: what `afterimage export` writes, or {"Records": […]} as Lambda functions get it; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The folder of the archive, which is made where there is none [default: as for serve]
    #[arg(long, value_name = "DIR", env = "AFTERIMAGE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
}

/// `afterimage replay`.
#[derive(Clone, Debug, Args)]
pub struct ReplayArguments {
    /// Which changes, in the query language of the dashboard: table:orders at:-24h..
    #[arg(long, value_name = "QUERY", default_value = "")]
    pub query: String,
    /// The table that is written to
    #[arg(long, value_name = "NAME")]
    pub to_table: String,
    /// Changes a second, at most
    #[arg(long, value_name = "N", default_value_t = USUAL_RATE)]
    pub rate: f64,
    /// The folder of the archive [default: as for serve]
    #[arg(long, value_name = "DIR", env = "AFTERIMAGE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// The port of the DynamoDB inside a running Afterimage, which is written to without --endpoint-url, --region and
    /// --profile
    #[arg(long, value_name = "PORT", env = "AFTERIMAGE_EMBEDDED_PORT", default_value_t = DEFAULT_EMBEDDED_PORT)]
    pub embedded_port: u16,
    /// A DynamoDB endpoint that is not Amazon's own: DynamoDB Local, Alternator
    #[arg(long, value_name = "URL", env = "AFTERIMAGE_ENDPOINT_URL", hide_env_values = true, value_parser = EndpointUrl)]
    pub endpoint_url: Option<String>,
    /// The AWS region of the table
    #[arg(long, value_name = "REGION", env = "AFTERIMAGE_REGION")]
    pub region: Option<String>,
    /// The profile of the AWS configuration files to use
    #[arg(long, value_name = "NAME", env = "AFTERIMAGE_PROFILE")]
    pub profile: Option<String>,
    /// Allows writing to a table outside this program
    #[arg(long, env = "AFTERIMAGE_ALLOW_WRITES", value_parser = BoolishValueParser::new())]
    pub allow_writes: bool,
}
