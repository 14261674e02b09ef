//! What stands where there is nothing, not yet anything, or where something went wrong.

use afterimage_model::ApiError;
use leptos::prelude::*;

use super::{LONG_WORD, part, state, states};
use crate::{
    api::PageError,
    components::{
        empty_state::EmptyState,
        error_state::ErrorState,
        icons::{Glyph, Icon},
    },
};

pub(super) fn section() -> AnyView {
    view! { {places()} {notices()} }.into_any()
}

fn places() -> AnyView {
    let text = |text: &str| text.to_owned();
    let errors = [
        PageError(ApiError::NotFound(text("There is no change 999999999 in the archive."))),
        PageError(ApiError::Invalid {
            message: text("op:sideways: an op is insert, modify, remove or baseline."),
            column: Some(3),
        }),
        PageError(ApiError::Conflict(text("A replay is under way; one at a time."))),
        PageError(ApiError::Forbidden(text(
            "Nothing here writes to us-east-1; start with --allow-writes to change that.",
        ))),
        PageError(ApiError::Unavailable(format!("The stream {LONG_WORD} does not answer."))),
    ];
    let empty = view! {
        <EmptyState title="Nothing matches">
            <p>"No change in the archive is like that. " <a href="#states">"Look at all changes"</a> "."</p>
            <pre class="command">"aws dynamodb put-item --table-name demo-users --item '{\"user_id\": {\"S\": \"me\"}}'"</pre>
        </EmptyState>
    };
    let content = view! {
        <div class="gallery-places">
            <p class="loading">"Loading the changes…"</p>
            {empty}
            {errors.map(|error| view! { <ErrorState error=error /> }).collect_view()}
        </div>
    };
    part("states", "Loading, empty, error", content)
}

fn notices() -> AnyView {
    let notice = |class, text| view! { <p class=class>{text}</p> };
    let content = view! {
        {states([
            state("notice", notice("notice", "The item is as version 3 was.")),
            state("good", notice("notice notice-good", "Written: version 4 arrived after 38 ms.")),
            state("warning", notice("notice notice-warning", "The item has changed since the preview.")),
            state("bad", notice("notice notice-bad", "The table refused the write.")),
            state("note", notice("note", "Derived from the previous archived image.")),
        ])}
        <p class="banner"><strong>"Read-only."</strong>" Nothing here writes to us-east-1."</p>
        <p class="banner banner-warning">
            <Icon glyph=Glyph::Warning />
            <strong>"Writing is on."</strong>
            " What you write here changes real tables at us-east-1."
        </p>
    };
    part("notices", "Notices", content)
}
