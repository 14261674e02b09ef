//! The change that is looked at, beside the list: it keeps its place while the list moves.

use leptos::prelude::*;

use super::{Live, drawn::Detail, parts};
use crate::{
    browser::focus::{self, Target},
    components::icons::{Glyph, Icon},
    say,
};

/// Downloads the drawer's part where the server has rendered a page with the drawer: it has to be there before the page
/// is taken over, or nothing would be known of what is in it.
#[cfg(feature = "hydrate")]
pub async fn download_what_is_shown() {
    let location = window().location();
    let is_shown = |search: String| !crate::links::parameter(&search, "change").is_empty();
    if location.pathname().is_ok_and(|path| path == "/") && location.search().is_ok_and(is_shown) {
        // Where it fails, the drawer tells so.
        drop(parts::download_drawer().await);
    }
}

/// Where the focus goes when the drawer is closed, the best first.
const CLOSED_TO: [&str; 3] = [".row.is-shown a", ".row:not([hidden]) a[tabindex=\"0\"]", ".pause"];

/// Closes the drawer. The focus goes back to where it was opened from, as far as that is on the page; else to the row
/// that Tab comes to, or to the button that stops the list.
pub(super) fn close(live: Live) {
    // The list keeps its place.
    focus::move_in_place(&Target::Any(CLOSED_TO.map(Target::Selector).to_vec()));
    live.show.run(None);
}

/// The drawer; nothing while no change is looked at.
#[component]
pub(super) fn Drawer(live: Live, detail: Detail) -> impl IntoView {
    let content = move || {
        let download: parts::Download = Box::pin(parts::drawer_content(detail));
        Suspend::new(async move { download.await.unwrap_or_else(AnyView::from) })
    };
    view! {
        <Show when=move || live.shown.get().is_some()>
            <aside class="drawer" aria-label=say!("live-the-change")>
                <button
                    type="button"
                    class="icon-button drawer-close"
                    title=say!("live-close")
                    aria-label=say!("frame-close")
                    on:click=move |_| close(live)
                >
                    <Icon glyph=Glyph::Close />
                </button>
                {content()}
            </aside>
        </Show>
    }
    .into_any()
}
