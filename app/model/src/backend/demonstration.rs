//! What the demonstration asks of the server.

use async_trait::async_trait;

use crate::{
    ApiError, Context,
    demonstration::{Demonstration, StoryStep},
};

/// What the demonstration asks of the server.
#[async_trait]
pub trait DemonstrationBackend: Send + Sync + 'static {
    /// Where it stands.
    async fn demonstration(&self, context: &Context) -> Result<Demonstration, ApiError>;
    /// Takes a step of the run that the page shows.
    async fn take_story_step(
        &self,
        context: &Context,
        step: StoryStep,
        run: Option<u64>,
    ) -> Result<Demonstration, ApiError>;
    /// Deletes what the run that the page shows has made.
    async fn reset_demonstration(&self, context: &Context, run: Option<u64>) -> Result<Demonstration, ApiError>;
}
