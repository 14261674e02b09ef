//! The languages that the interface speaks, which of them this page is in, and what it says in it.
//!
//! Every text that people read is a message with an identifier, written in `app/locales/LANGUAGE/AREA.ftl` in the form of
//! Project Fluent; [`say!`](crate::say) tells it. The language is the one that the reader has chosen, which a cookie tells
//! the server, or else the browser's; it stays for as long as the page does.

mod choice;
#[cfg(all(test, feature = "ssr"))]
mod complete_tests;
pub mod kept;
mod messages;
#[cfg(feature = "ssr")]
mod sources;

#[cfg(feature = "hydrate")]
pub use self::messages::take_over;
#[cfg(feature = "ssr")]
pub use self::sources::{address, of_pages};
pub use self::{
    choice::{COOKIE, Language},
    messages::{Arguments, Message, pieces, text, text_with},
};

/// The language of the page that is being rendered: the one that its request asks for.
#[cfg(not(feature = "hydrate"))]
pub fn current() -> Language {
    leptos::prelude::use_context().unwrap_or_default()
}

/// The language of this page.
#[cfg(feature = "hydrate")]
pub fn current() -> Language {
    messages::language()
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
