//! The HTML document around the interface, as the server sends it.

use leptos::prelude::*;
use serde::Serialize;

use crate::{app::App, components::document_head::MetaTags, inert, language, pieces, say};

/// Where the browser finds the built page's files. Their names carry a hash of their content, so they never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAssets {
    /// The JavaScript module that loads the WebAssembly.
    pub script: String,
    /// The WebAssembly that every page needs.
    pub wasm: String,
    /// The parts of it that pages ask for when they are gone to.
    pub parts: Vec<String>,
    /// The stylesheet.
    pub style: String,
}

/// Puts the settings that the browser has kept onto the document before anything is painted, so that nothing flashes
/// (`settings.rs` has the names and the form). Where times will not read as the server wrote them, that is noted too: the
/// stylesheet holds them back until they are right.
const SETTINGS_SCRIPT: &str = "\
const d=document.documentElement.dataset;\
try{for(const[,k,v]of(localStorage.getItem('afterimage-settings')||'').matchAll(/\\b(theme|density|times|keys)=(\\w+)/g))d[k]=v}catch{}\
if(d.times!=='utc'&&(d.times||new Date().getTimezoneOffset()))d.late=''";

/// The document. Without assets (the server was built before the page) it is still readable, only not alive.
pub fn shell(assets: Option<PageAssets>) -> impl IntoView {
    let not_alive = assets.is_none().then(not_alive);
    view! {
        <!DOCTYPE html>
        <html lang=language::current().tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content=say!("frame-about") />
                <link rel="icon" type="image/svg+xml" href=MARK />
                {settings_script()}
                {assets.map(asset_tags)}
                <MetaTags />
            </head>
            <body>
                // The browser's half takes the body over from its first node on: nothing may stand before the interface.
                <App />
                {not_alive}
            </body>
        </html>
    }
}

/// The script that keeps settings from flashing.
pub(crate) fn settings_script() -> impl IntoView {
    view! { <script nonce=use_nonce()>{SETTINGS_SCRIPT}</script> }
}

/// What is told in place of the page's browser half: nobody shall wonder why nothing moves.
fn not_alive() -> impl IntoView {
    let [before, command, after] = pieces!("frame-not-alive");
    view! {
        <p role="status">
            {before}
            <code>{command}</code>
            {after}
        </p>
    }
}

/// The mark as the tab's icon: two rings, the first one fading.
const MARK: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 22 16' fill='none' \
stroke='%23626ee8' stroke-width='2'%3E%3Ccircle cx='7.5' cy='8' r='6' opacity='.45'/%3E%3Ccircle cx='14.5' cy='8' \
r='6'/%3E%3C/svg%3E";

fn asset_tags(assets: PageAssets) -> impl IntoView {
    let PageAssets { script, wasm, parts, style } = assets;
    let messages = afterimage_language::address(language::current());
    // `alive` is for tools that drive a browser: from then on the page answers. Not before then, so that nothing of the
    // page waits for them, the other pages' parts are downloaded in the browser's own time: going there does not wait.
    let (module, said, main, others) = (literal(&script), literal(messages), literal(&wasm), literal(&parts));
    let start = format!(
        "import init, {{ hydrate }} from {module};\n\
         const [messages] = await Promise.all([fetch({said}), init({{ module_or_path: {main} }})]);\n\
         await hydrate(await messages.text());\n\
         document.documentElement.dataset.alive = '';\n\
         for (const href of {others}) document.head.append(Object.assign(document.createElement('link'), {{ rel: 'prefetch', href }}));"
    );
    view! {
        <link rel="stylesheet" href=style />
        <link rel="modulepreload" href=script />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
        <link rel="preload" href=messages r#as="fetch" crossorigin="" />
        <script type="module" nonce=use_nonce()>
            {start}
        </script>
    }
}

/// A value as JavaScript has it, within a script of the document.
fn literal<T: Serialize + ?Sized>(value: &T) -> String {
    // Texts and lists of texts always have a JSON form.
    inert::json(serde_json::to_string(value).unwrap_or_default())
}
