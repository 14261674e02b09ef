//! The change that is looked at, beside the list: it keeps its place while the list moves.

use leptos::prelude::*;

use super::{Live, drawn::Detail, parts};
use crate::{
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

/// Closes the drawer. The focus goes back to where it was opened from, as far as that is on the page; else to the row
/// that Tab comes to, or to the button that stops the list.
pub(super) fn close(live: Live) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let find = |selector: &str| document().query_selector(selector).ok().flatten();
        let place = [".row.is-shown a", ".row:not([hidden]) a[tabindex=\"0\"]", ".pause"].into_iter().find_map(find);
        let place = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok());
        if let (Some(place), Some(scroller)) = (place, find(".scroller")) {
            // Taking the focus would bring the row into view, and the list keeps its place.
            let top = scroller.scroll_top();
            drop(place.focus());
            scroller.set_scroll_top(top);
        }
    }
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
