//! The demonstration, as pages reach it.

use afterimage_model::{
    ApiError,
    backend::demonstration::DemonstrationBackend,
    demonstration::{Demonstration, StoryStep},
};
use async_trait::async_trait;

use super::LiveBackend;
use crate::demonstration::{Demonstrator, elsewhere};

#[async_trait]
impl DemonstrationBackend for LiveBackend {
    async fn demonstration(&self) -> Result<Demonstration, ApiError> {
        match &self.demonstrator {
            Some(demonstrator) => demonstrator.state().await,
            None => Ok(Demonstration { refusal: Some(elsewhere(self.parts.tables.endpoint())), run: None }),
        }
    }

    async fn take_story_step(&self, step: StoryStep, run: Option<u64>) -> Result<Demonstration, ApiError> {
        let taken = demonstrator(self)?.take(step, run).await;
        self.forget_descriptions().await;
        taken
    }

    async fn reset_demonstration(&self, run: Option<u64>) -> Result<Demonstration, ApiError> {
        let reset = demonstrator(self)?.reset(run).await;
        self.forget_descriptions().await;
        reset
    }
}

fn demonstrator(backend: &LiveBackend) -> Result<&Demonstrator, ApiError> {
    backend.demonstrator.as_ref().ok_or_else(|| ApiError::Forbidden(elsewhere(backend.parts.tables.endpoint())))
}
