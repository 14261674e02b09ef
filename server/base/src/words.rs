//! Words for people that are put into a language only when they are read.
//!
//! What goes wrong in the background is noted there, and read by pages in any language, by programs and by the log. While
//! a page or a server function of one is being made, [`reader`] finds its reader's language; everywhere
//! else it says English.

use std::{error::Error, fmt, sync::Arc};

use afterimage_model::Language;
use leptos::{context::provide_context, reactive::owner::Owner};

/// The language of whoever is being answered; English where that is nobody.
pub fn reader() -> Language {
    afterimage_app::language::current()
}

/// Says what is said in between in a language, where nothing tells whose request it is about: away from the threads that
/// answer.
pub fn in_language<T>(language: Language, say: impl FnOnce() -> T) -> T {
    let reader = Owner::default();
    let said = reader.with(|| {
        provide_context(language);
        say()
    });
    reader.unset();
    said
}

/// What is said when it is read. Clones say the same.
#[derive(Clone)]
pub struct Words(Arc<dyn Fn() -> String + Send + Sync>);

impl Words {
    /// Said anew each time that it is read.
    pub fn later(say: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(say))
    }

    /// What an error says of itself, now and later.
    pub fn of(error: impl Error + Send + Sync + 'static) -> Self {
        Self::later(move || error.to_string())
    }

    /// As the log has it, whoever's request it is about: in English.
    pub fn logged(&self) -> String {
        let before = Owner::current();
        // An owner without a parent knows no language.
        let said = Owner::default().with(|| self.to_string());
        // It brings values of its own, which `with` does not take away again.
        if let Some(before) = before {
            before.set();
        }
        said
    }
}

impl fmt::Display for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&(self.0)())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.logged(), formatter)
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.logged() == other.logged()
    }
}

impl Eq for Words {}

/// What somebody else has said stays as it is.
impl From<String> for Words {
    fn from(said: String) -> Self {
        Self::later(move || said.clone())
    }
}

impl From<&str> for Words {
    fn from(said: &str) -> Self {
        said.to_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use afterimage_language::say;
    use afterimage_model::Language;
    use leptos::{
        context::provide_context,
        prelude::{GetValue, StoredValue},
    };

    use super::*;

    #[test]
    fn words_are_in_the_language_of_whoever_reads_them_and_in_english_for_the_log() {
        let words = Words::later(|| say!(reader(), "server-stream-throttled").to_owned());
        assert_eq!(words.to_string(), "throttled");
        Owner::default().with(|| {
            provide_context(Language::Portuguese);
            let value = StoredValue::new(7);
            assert_eq!(words.to_string(), "limitado");
            assert_eq!((words.logged().as_str(), format!("{words:?}").as_str()), ("throttled", "\"throttled\""));
            assert_eq!(Words::from("as it is").to_string(), "as it is");
            assert_eq!(value.try_get_value(), Some(7), "the page's own values are there as before");
        });
        assert_eq!(words.to_string(), "throttled");
    }
}
