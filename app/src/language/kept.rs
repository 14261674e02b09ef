//! The reader's choice of a language, kept by the browser in a cookie: the server has to know it before it writes a word.

use afterimage_language::COOKIE;
use afterimage_model::Language;
use leptos::prelude::*;

/// How long the browser keeps it, in seconds: the longest that browsers keep a cookie (RFC 6265bis, 5.5).
const KEPT_S: u32 = 400 * 24 * 60 * 60;

/// The language that was chosen; nothing where the browser's counts, or forbids to look.
#[cfg(feature = "hydrate")]
pub fn chosen() -> Option<Language> {
    afterimage_language::of_cookie(&cookies()?.cookie().ok()?)
}

/// Nothing was chosen where there is no browser.
#[cfg(not(feature = "hydrate"))]
pub fn chosen() -> Option<Language> {
    None
}

/// Keeps the choice, or forgets it, and loads the page again in that language. Whether the browser keeps it.
pub fn choose(language: Option<Language>) -> bool {
    let set = match language {
        Some(language) => format!("{COOKIE}={}; Path=/; SameSite=Lax; Max-Age={KEPT_S}", language.tag()),
        None => format!("{COOKIE}=; Path=/; SameSite=Lax; Max-Age=0"),
    };
    let kept = keep(&set) && chosen() == language;
    if kept {
        // It fails for no document that has an address.
        drop(window().location().reload());
    }
    kept
}

#[cfg(feature = "hydrate")]
fn keep(set: &str) -> bool {
    cookies().is_some_and(|cookies| cookies.set_cookie(set).is_ok())
}

#[cfg(not(feature = "hydrate"))]
fn keep(_: &str) -> bool {
    false
}

#[cfg(feature = "hydrate")]
fn cookies() -> Option<web_sys::HtmlDocument> {
    use wasm_bindgen::JsCast;
    document().dyn_into().ok()
}
