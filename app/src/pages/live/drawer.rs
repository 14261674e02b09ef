//! The change that is looked at, beside the list: it keeps its place while the list moves.

use leptos::prelude::*;

use super::Live;
use crate::{
    api::{ApiError, ChangeDetail},
    components::{
        change_detail::ChangeDetailView,
        error_state::ErrorState,
        icons::{Glyph, Icon},
    },
    say,
};

/// Closes the drawer. The focus goes back to where it was opened from, as far as that is on the page.
pub(super) fn close(live: Live) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let find = |selector| document().query_selector(selector).ok().flatten();
        let link = find(".row.is-shown a").and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
        if let (Some(link), Some(scroller)) = (link, find(".scroller")) {
            // Taking the focus would bring the row into view, and the list keeps its place.
            let top = scroller.scroll_top();
            drop(link.focus());
            scroller.set_scroll_top(top);
        }
    }
    live.show.run(None);
}

/// The drawer; nothing while no change is looked at.
#[component]
pub(super) fn Drawer(live: Live, detail: Resource<Option<Result<ChangeDetail, ApiError>>>) -> impl IntoView {
    let content = move || {
        detail.get().flatten().map(|detail| match detail {
            Ok(detail) => view! { <ChangeDetailView detail=detail side_by_side=None /> }.into_any(),
            Err(error) => view! { <ErrorState error=error /> }.into_any(),
        })
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
                <Transition>{content}</Transition>
            </aside>
        </Show>
    }
    .into_any()
}
