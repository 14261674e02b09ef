//! What is said to people, and in which language: whoever says something names the language, and nothing here looks for it.
//!
//! Every text that people read is a message with an identifier, written in `app/language/locales/LANGUAGE/AREA.ftl` in the
//! form of Project Fluent; [`say!`] tells it, and [`phrase!`] keeps it until somebody reads it. The program carries all of
//! them. The browser is given those of the page's language (`take_over`), and whatever language is named there, it is that
//! one.

mod choice;
#[cfg(all(test, not(target_family = "wasm")))]
mod complete_tests;
mod messages;
mod phrase;
mod problem;
#[cfg(not(target_family = "wasm"))]
mod sources;

#[cfg(target_family = "wasm")]
pub use self::messages::{of_page, take_over};
#[cfg(not(target_family = "wasm"))]
pub use self::sources::{address, of_pages};
pub use self::{
    choice::{COOKIE, of_cookie, of_request},
    messages::{Arguments, Message, pieces, text, text_with},
    phrase::{Argument, Phrase},
    problem::{key_in_words, number_in_words, problem_in_words},
};

/// A message in a language: a `&'static str`, or with arguments (`say!(language, "live-new", count = 3)`) a `String`.
#[macro_export]
macro_rules! say {
    ($language:expr, $id:literal) => {
        $crate::text($language, $id)
    };
    ($language:expr, $id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::text_with($language, $id, &[$((stringify!($name), $value.into())),+])
    };
}

/// A message that is told later, with what it is told with then: a [`Phrase`].
#[macro_export]
macro_rules! phrase {
    ($id:literal) => {
        $crate::Phrase::new($id, ::std::vec::Vec::new())
    };
    ($id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::Phrase::new($id, ::std::vec![$((stringify!($name), $value.into())),+])
    };
}

/// A message without arguments that is told later: what lists and constants hold.
#[macro_export]
macro_rules! message {
    ($id:literal) => {
        $crate::Message($id)
    };
}
