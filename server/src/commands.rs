//! What the command line does beside serving.

pub mod export;
pub mod import;
pub mod replay;

use afterimage_model::{Context, Language};

/// Whoever works at this machine asks, in the command line's language, and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}
