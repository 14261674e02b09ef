//! The `afterimage` program: parse the configuration, wire the parts, run until a signal.

use std::process::ExitCode;

use afterimage_base::clock::{Clock, SystemClock};
use afterimage_server::{
    commands,
    config::{Cli, Command, ReplayArguments, ServeArguments, ServeOptions},
    open_files, program, shutdown, telemetry,
};
use clap::Parser;

/// The exit code of a program that could not do what it was asked: nothing was started and nothing touched.
const REFUSED: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Export(arguments)) => {
            commands::export::run(arguments, SystemClock.now()).await.map_err(anyhow::Error::from)
        }
        Some(Command::Import(arguments)) => {
            commands::import::run(arguments, SystemClock.now()).await.map_err(anyhow::Error::from)
        }
        Some(Command::Replay(arguments)) => return replay(*arguments).await,
        Some(Command::Serve(arguments)) => return serve(*arguments).await,
        None => return serve(cli.serve).await,
    };
    done.map_or_else(|error| refuse(&error.to_string()), |()| ExitCode::SUCCESS)
}

async fn replay(arguments: ReplayArguments) -> ExitCode {
    let shutdown = match shutdown::on_signals() {
        Ok(shutdown) => shutdown,
        Err(error) => return refuse(&format!("The program cannot listen for signals: {error}.")),
    };
    let replayed = Box::pin(commands::replay::run(arguments, SystemClock.now(), shutdown)).await;
    replayed.map_or_else(|error| refuse(&error.to_string()), |()| ExitCode::SUCCESS)
}

async fn serve(arguments: ServeArguments) -> ExitCode {
    telemetry::start(arguments.log_format);
    open_files::allow_enough();
    let shutdown = match shutdown::on_signals() {
        Ok(shutdown) => shutdown,
        Err(error) => return refuse(&format!("The program cannot listen for signals: {error}.")),
    };
    let started = match ServeOptions::from_arguments(arguments) {
        Ok(options) => program::serve(options, shutdown).await,
        Err(error) => Err(error.into()),
    };
    match started {
        Ok(running) => {
            eprintln!("\n  Afterimage is at {}\n  reading {}\n", running.url(), running.endpoint.label());
            end(running.finished().await)
        }
        Err(error) => refuse(&error.to_string()),
    }
}

fn end(ended: Result<(), program::EndError>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("afterimage: {why}");
    ExitCode::from(REFUSED)
}
