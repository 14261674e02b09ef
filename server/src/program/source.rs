//! Where the tables are: reached and checked, or started.

use afterimage_aws::{AwsTables, Clients, Remote};
use afterimage_base::data_folder::Presence;
use afterimage_capture::{
    selection::TableSelection,
    tables::{Failure, FailureKind},
};
use afterimage_emulator::{Emulator, EmulatorPort};
use afterimage_model::health::WritePermission;
use afterimage_service::workbench::DataModel;
use tokio_util::sync::CancellationToken;

use super::{StartError, running::Components};
use crate::config::{ServeOptions, Source};

/// How many existing tables a message about a missing one lists.
const TABLES_LISTED: usize = 8;

/// The tables, reached.
#[derive(Clone, Debug)]
pub(super) struct Connected {
    /// For whoever speaks to the endpoint directly.
    pub(super) clients: Clients,
    /// The tables that are followed.
    pub(super) tables: AwsTables,
    /// The files that the tables are in, where they are this program's.
    pub(super) files: Option<Presence>,
}

impl Connected {
    /// The same endpoint with every table at it.
    pub(super) fn all_tables(&self) -> AwsTables {
        AwsTables::new(&self.clients, TableSelection::All, self.tables.permission().clone())
    }
}

/// The tables outside this program, where the options name them: reached, and all of them there, but for those that a
/// model is about to create.
pub(super) async fn reach(options: &ServeOptions, model: Option<&DataModel>) -> Result<Option<Connected>, StartError> {
    let Source::Remote(remote) = &options.source else { return Ok(None) };
    let clients = Clients::remote(remote).await.map_err(StartError::Client)?;
    let tables = AwsTables::new(&clients, options.tables.clone(), permission(remote));
    if options.tables.needs_listing() {
        tables.all_names().await.map_err(|failure| unusable(&tables, failure))?;
    }
    let is_modelled =
        |name: &String| model.is_some_and(|model| model.tables.iter().any(|table| table.table.name == *name));
    all_there(&tables, options.tables.literal_names().filter(|name| !is_modelled(name))).await?;
    Ok(Some(Connected { clients, tables, files: None }))
}

/// Starts the embedded DynamoDB. Tables that were named and are not there yet are followed once somebody creates them:
/// before this moment nobody could.
pub(super) fn start_embedded(
    options: &ServeOptions,
    port: EmulatorPort,
    components: &mut Components,
) -> Result<Connected, StartError> {
    let stop = CancellationToken::new();
    let emulator = Emulator::start(&options.data_dir, port, stop.clone())?;
    let clients = Clients::embedded_for_the_archive(emulator.url());
    let files = Some(emulator.files());
    components.keep_emulator(emulator, stop);
    let tables = AwsTables::new(&clients, options.tables.clone(), WritePermission::Allowed);
    Ok(Connected { clients, tables, files })
}

fn permission(remote: &Remote) -> WritePermission {
    if remote.allow_writes { WritePermission::AllowedOnRemote } else { WritePermission::ReadOnly }
}

async fn all_there(tables: &AwsTables, names: impl Iterator<Item = &String>) -> Result<(), StartError> {
    let mut missing = Vec::new();
    for name in names {
        match tables.describe(name).await {
            Ok(_) => {}
            Err(failure) if failure.kind == FailureKind::NotFound => missing.push(name.clone()),
            Err(failure) => return Err(unusable(tables, failure)),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    // To list them may be forbidden; then the message does without.
    let there = tables.all_names().await.unwrap_or_default().into_iter().take(TABLES_LISTED).collect();
    Err(StartError::MissingTable { missing, there, endpoint: tables.endpoint().label() })
}

fn unusable(tables: &AwsTables, failure: Failure) -> StartError {
    let advice = match failure.kind {
        FailureKind::Unavailable => "Is it running, and is the address right (--endpoint-url, --region)?",
        FailureKind::Denied => "Check the credentials, and give them the permissions that the README lists.",
        _ => "Check --endpoint-url, --region and --profile.",
    };
    StartError::Endpoint { endpoint: tables.endpoint().label(), failure, advice }
}
