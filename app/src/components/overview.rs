//! The figures of the frame, for it and for pages.

use afterimage_model::health::Overview;
use leptos::prelude::*;

use super::resource::Resource;
use crate::api::PageError;

/// The figures of the frame, as every page finds them in its context. Read them within a `Transition`.
pub type OverviewResource = Resource<Result<Overview, PageError>>;

/// The figures of the frame.
///
/// # Panics
/// Outside the frame, where no page is.
pub fn use_overview() -> OverviewResource {
    expect_context()
}
