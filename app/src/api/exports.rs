//! How a page asks how its export fares.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

use afterimage_model::export::ExportProgress;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::{PageClient, PageError, text_json::Answer};

/// How the export by this name fares.
#[server(client = PageClient, prefix = "/ui", endpoint = "export_standing", input = GetUrl, output = Answer)]
pub async fn load_export_standing(name: String) -> Result<Option<ExportProgress>, PageError> {
    Ok(super::backend()?.export_standing(&super::context()?, &name).await?)
}

/// Ends the export by this name.
#[server(client = PageClient, prefix = "/ui", endpoint = "cancel_export", input = Answer, output = Answer)]
pub async fn cancel_export(name: String) -> Result<(), PageError> {
    Ok(super::backend()?.cancel_export(&super::context()?, &name).await?)
}
