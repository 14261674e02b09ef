//! Which language this page is in, and what it says in it.
//!
//! The language is the one that the reader has chosen, which a cookie tells the server, or else the browser's; it stays for
//! as long as the page does. So a page does not name it: [`say!`](crate::say) finds it where the page is made.

pub mod kept;

use afterimage_language::Arguments;
pub use afterimage_language::Message;
use afterimage_model::Language;

/// The language of the page that is being rendered: the one that its request asks for.
#[cfg(not(feature = "hydrate"))]
pub fn current() -> Language {
    leptos::prelude::use_context().unwrap_or_default()
}

/// The language of this page.
#[cfg(feature = "hydrate")]
pub fn current() -> Language {
    afterimage_language::of_page()
}

/// Speaks the language that the server has rendered the page in, from the file that goes with it.
#[cfg(feature = "hydrate")]
pub fn take_over(source: String) {
    let tag = leptos::prelude::document().document_element().and_then(|root| root.get_attribute("lang"));
    let language = tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default();
    afterimage_language::take_over(language, source);
}

/// A message without arguments. One that there is not is told by its identifier.
pub fn text(id: &'static str) -> &'static str {
    afterimage_language::text(current(), id)
}

/// A message with arguments. One that there is not, or that wants others, is told by its identifier.
pub fn text_with(id: &'static str, arguments: &Arguments<'_>) -> String {
    afterimage_language::text_with(current(), id, arguments)
}

/// A message without arguments in its pieces, which `|` parts; empty ones where it has fewer.
pub fn pieces<const COUNT: usize>(id: &'static str) -> [&'static str; COUNT] {
    afterimage_language::pieces(current(), id)
}

/// A message in the language of the page: a `&'static str`, or with arguments (`say!("live-new", count = 3)`) a `String`.
#[macro_export]
macro_rules! say {
    ($id:literal) => {
        $crate::language::text($id)
    };
    ($id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::language::text_with($id, &[$((stringify!($name), $value.into())),+])
    };
}

/// A message without arguments that is told later: what lists and constants hold.
#[macro_export]
macro_rules! message {
    ($id:literal) => {
        $crate::language::Message($id)
    };
}

/// A message in pieces, parted by `|` where elements begin and end: `let [before, link, after] = pieces!("not-found")`.
#[macro_export]
macro_rules! pieces {
    ($id:literal) => {
        $crate::language::pieces($id)
    };
}
