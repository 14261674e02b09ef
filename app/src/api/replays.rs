//! How a page begins, follows and ends a replay, and has a data model's tables created.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

use afterimage_model::{
    data_model::ModelOutcome,
    replay::{ReplayRequest, ReplayStatus},
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::{PageClient, PageError, text_json::Answer};

/// Begins a replay.
#[server(client = PageClient, prefix = "/ui", endpoint = "begin_replay", input = Answer, output = Answer)]
pub async fn begin_replay(request: ReplayRequest) -> Result<ReplayStatus, PageError> {
    Ok(super::backend()?.begin_replay(&super::context()?, request).await?)
}

/// How the replay with this number fares; without one, the newest.
#[server(client = PageClient, prefix = "/ui", endpoint = "replay", input = GetUrl, output = Answer)]
pub async fn load_replay(id: Option<u64>) -> Result<Option<ReplayStatus>, PageError> {
    Ok(super::backend()?.replay(&super::context()?, id).await?)
}

/// Ends a replay.
#[server(client = PageClient, prefix = "/ui", endpoint = "cancel_replay", input = Answer, output = Answer)]
pub async fn cancel_replay(id: u64) -> Result<(), PageError> {
    Ok(super::backend()?.cancel_replay(&super::context()?, id).await?)
}

/// Creates the tables of a `NoSQL` Workbench data model, given as the text of its file.
#[server(client = PageClient, prefix = "/ui", endpoint = "apply_model", input = Answer, output = Answer)]
pub async fn apply_model(text: String) -> Result<ModelOutcome, PageError> {
    Ok(super::backend()?.apply_model(&super::context()?, &text).await?)
}
