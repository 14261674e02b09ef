//! Putting a text into the clipboard, and what to do where the browser does not let a page do that.

use leptos::{prelude::*, web_sys::HtmlTextAreaElement};

use super::icons::{Glyph, Icon};
use crate::{
    browser::focus::{self, Target, When},
    inert, say,
};

/// A text that begins with `/` is an address of this page's server: it is copied whole.
#[cfg(feature = "hydrate")]
pub fn whole(text: String) -> String {
    let origin = || window().location().origin().unwrap_or_default();
    if text.starts_with('/') { format!("{}{text}", origin()) } else { text }
}

/// Puts the text into the clipboard; whether the browser did it. Outside secure contexts there is no clipboard, and
/// inside them the reader may have forbidden it.
#[cfg(feature = "hydrate")]
pub async fn write(text: &str) -> bool {
    let navigator = window().navigator();
    let name = wasm_bindgen::JsValue::from_str("clipboard");
    let is_there = js_sys::Reflect::get(&navigator, &name).is_ok_and(|clipboard| !clipboard.is_undefined());
    is_there && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// The text that could not be copied, selected: one key press takes it.
#[component]
pub fn RefusedCopy(
    /// The text; nothing while none was refused.
    text: RwSignal<Option<String>>,
) -> impl IntoView {
    let field = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move |_| {
        if text.with(Option::is_some)
            && let Some(field) = field.get()
        {
            select(field);
        }
    });
    let shown = move || {
        text.get().map(|text_shown| {
            view! {
                <div class="copy-refused" role="alert">
                    <p>{say!("frame-copy-refused")}</p>
                    <textarea node_ref=field readonly rows="4" aria-label=say!("frame-copy-refused-text") prop:value=text_shown.clone()>
                        {inert::as_written(text_shown.clone())}
                    </textarea>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=say!("frame-close")
                        title=say!("frame-close")
                        on:click=move |_| text.set(None)
                    >
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

/// The field is made before it is in the page, and can take the focus only there.
fn select(field: HtmlTextAreaElement) {
    request_animation_frame(move || {
        focus::request(Target::Element(field.clone().into()), When::Now);
        field.select();
    });
}
