//! Words for people that are put into a language only when they are read.
//!
//! What goes wrong in the background is noted there, and read by pages in any language, by programs and by the log. Who is
//! being answered is known where pages are made, and told here by [`find_reader_by`]; while nobody is, it says English.

use std::{
    cell::Cell,
    error::Error,
    fmt,
    sync::{Arc, OnceLock},
};

use afterimage_model::Language;

thread_local! {
    /// The language of what is being said on this thread, whoever is being answered.
    static SAID_IN: Cell<Option<Language>> = const { Cell::new(None) };
}

/// Finds the language of whoever is being answered.
static READER: OnceLock<fn() -> Language> = OnceLock::new();

/// Says how the language of whoever is being answered is found. What was said first counts.
pub fn find_reader_by(find: fn() -> Language) {
    READER.get_or_init(|| find);
}

/// The language of whoever is being answered; English where that is nobody.
pub fn reader() -> Language {
    SAID_IN.get().unwrap_or_else(|| READER.get().map_or_else(Language::default, |find| find()))
}

/// Says what is said in between in a language, where nothing tells whose request it is about: away from the threads that
/// answer.
pub fn in_language<T>(language: Language, say: impl FnOnce() -> T) -> T {
    let _until_said = Before(SAID_IN.replace(Some(language)));
    say()
}

/// What counts again once something is said, or has failed to be.
struct Before(Option<Language>);

impl Drop for Before {
    fn drop(&mut self) {
        SAID_IN.set(self.0);
    }
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
        in_language(Language::default(), || self.to_string())
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

    use super::*;

    fn words() -> Words {
        Words::later(|| say!(reader(), "server-stream-throttled").to_owned())
    }

    #[test]
    fn words_are_in_the_language_that_they_are_said_in_and_in_english_for_the_log() {
        let words = words();
        assert_eq!(words.to_string(), "throttled");
        in_language(Language::Portuguese, || {
            assert_eq!(words.to_string(), "limitado");
            assert_eq!((words.logged().as_str(), format!("{words:?}").as_str()), ("throttled", "\"throttled\""));
            assert_eq!(words.to_string(), "limitado", "as before");
            assert_eq!(Words::from("as it is").to_string(), "as it is");
        });
        assert_eq!(words.to_string(), "throttled");
    }

    #[test]
    fn a_language_ends_with_what_was_to_be_said_in_it() {
        let failed = std::panic::catch_unwind(|| in_language(Language::Portuguese, || panic!("on purpose")));
        assert!(failed.is_err());
        assert_eq!(words().to_string(), "throttled");
    }
}
