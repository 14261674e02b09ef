//! How the demonstration's page asks where it stands, takes a step, and starts over.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

use afterimage_model::demonstration::{Demonstration, StoryStep};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::{PageClient, PageError, text_json::Answer};

/// Where the demonstration stands.
#[server(client = PageClient, prefix = "/ui", endpoint = "demonstration", input = GetUrl, output = Answer)]
pub async fn load_demonstration() -> Result<Demonstration, PageError> {
    Ok(super::backend()?.demonstration(&super::context()?).await?)
}

/// Takes a step of the run that the page shows.
#[server(client = PageClient, prefix = "/ui", endpoint = "demonstration_step", input = Answer, output = Answer)]
pub async fn take_story_step(step: StoryStep, run: Option<u64>) -> Result<Demonstration, PageError> {
    Ok(super::backend()?.take_story_step(&super::context()?, step, run).await?)
}

/// Deletes what the run that the page shows has made.
#[server(client = PageClient, prefix = "/ui", endpoint = "demonstration_reset", input = Answer, output = Answer)]
pub async fn reset_demonstration(run: Option<u64>) -> Result<Demonstration, PageError> {
    Ok(super::backend()?.reset_demonstration(&super::context()?, run).await?)
}
