//! The demonstration, as pages reach it.

use afterimage_model::{
    ApiError, Context,
    backend::demonstration::DemonstrationBackend,
    demonstration::{Demonstration, StoryStep},
};
use async_trait::async_trait;

use super::{LiveBackend, answered};
use crate::{
    ServiceError,
    demonstration::{Demonstrator, elsewhere},
};

#[async_trait]
impl DemonstrationBackend for LiveBackend {
    async fn demonstration(&self, context: &Context) -> Result<Demonstration, ApiError> {
        if let Some(demonstrator) = &self.demonstrator {
            return answered(context, demonstrator.state(context).await);
        }
        let refusal = elsewhere(self.parts.tables.endpoint()).in_language(context.language);
        Ok(Demonstration { refusal: Some(refusal), run: None })
    }

    async fn take_story_step(
        &self,
        context: &Context,
        step: StoryStep,
        run: Option<u64>,
    ) -> Result<Demonstration, ApiError> {
        let taken = answered(context, demonstrator(self))?.take(context, step, run).await;
        self.forget_descriptions().await;
        answered(context, taken)
    }

    async fn reset_demonstration(&self, context: &Context, run: Option<u64>) -> Result<Demonstration, ApiError> {
        let reset = answered(context, demonstrator(self))?.reset(context, run).await;
        self.forget_descriptions().await;
        answered(context, reset)
    }
}

fn demonstrator(backend: &LiveBackend) -> Result<&Demonstrator, ServiceError> {
    backend.demonstrator.as_ref().ok_or_else(|| ServiceError::Forbidden(elsewhere(backend.parts.tables.endpoint())))
}
