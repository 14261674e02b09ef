//! Something to say, before it is in any language.
//!
//! What goes wrong below those who answer, or in the background, is read by pages in any language, by programs and in the
//! log. So it is kept as what it is, a message and its arguments, and put into words for whoever reads it.

use std::sync::Arc;

use afterimage_model::{Language, query::QueryProblem};
use fluent_bundle::FluentValue;

use crate::{Message, problem_in_words, text, text_with};

/// Something to say. Clones share it. It has no `Display`: whoever puts it into words names the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase(Arc<Content>);

#[derive(Debug, PartialEq, Eq)]
enum Content {
    /// A message of ours.
    Message { id: &'static str, arguments: Vec<(&'static str, Argument)> },
    /// What is wrong with a query.
    Query(QueryProblem),
    /// What somebody else said stays as it is.
    Said(String),
}

/// What a message is told with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The same in every language.
    Text(String),
    /// In the language of the message around it.
    Phrase(Phrase),
}

impl Phrase {
    /// The message of this identifier; [`phrase!`](crate::phrase) writes it.
    pub fn new(id: &'static str, arguments: Vec<(&'static str, Argument)>) -> Self {
        Self(Arc::new(Content::Message { id, arguments }))
    }

    /// In a language.
    pub fn in_language(&self, language: Language) -> String {
        match &*self.0 {
            Content::Message { id, arguments } if arguments.is_empty() => text(language, id).to_owned(),
            Content::Message { id, arguments } => {
                let arguments: Vec<_> =
                    arguments.iter().map(|(name, value)| (*name, value.told_in(language))).collect();
                text_with(language, id, &arguments)
            }
            Content::Query(problem) => problem_in_words(language, problem),
            Content::Said(text) => text.clone(),
        }
    }

    /// For the log, and for other programs.
    pub fn in_english(&self) -> String {
        self.in_language(Language::English)
    }
}

impl Argument {
    fn told_in(&self, language: Language) -> FluentValue<'_> {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Phrase(phrase) => phrase.in_language(language).into(),
        }
    }
}

impl From<String> for Phrase {
    fn from(said: String) -> Self {
        Self(Arc::new(Content::Said(said)))
    }
}

impl From<&str> for Phrase {
    fn from(said: &str) -> Self {
        said.to_owned().into()
    }
}

impl From<Message> for Phrase {
    fn from(Message(id): Message) -> Self {
        Self::new(id, Vec::new())
    }
}

impl From<QueryProblem> for Phrase {
    fn from(problem: QueryProblem) -> Self {
        Self(Arc::new(Content::Query(problem)))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Phrase(message.into())
    }
}

impl From<Phrase> for Argument {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::Query;

    use super::*;
    use crate::{message, phrase};

    #[test]
    fn a_phrase_is_in_the_language_that_it_is_asked_for_in() {
        let throttled = phrase!("server-stream-throttled");
        let told = Language::ALL.map(|language| throttled.in_language(language));
        assert_eq!(
            (told, throttled.in_english()),
            (["throttled", "limitado"].map(str::to_owned), "throttled".to_owned())
        );
        assert_eq!(throttled, message!("server-stream-throttled").into());
    }

    #[test]
    fn what_a_phrase_is_told_with_is_in_its_language_too_and_what_others_said_as_they_said_it() {
        let wanted = phrase!("server-model-item-key-type", found = message!("server-type-string"), kind = "N");
        assert_eq!(wanted.in_english(), "it is a string, and the table's key is of the type N");
        let string = message!("server-type-string").text(Language::Portuguese);
        assert!(wanted.in_language(Language::Portuguese).contains(string));
        assert_eq!(Phrase::from("as it is").in_language(Language::Portuguese), "as it is");
    }

    #[test]
    fn what_is_wrong_with_a_query_is_a_phrase() {
        let problem = "a (b".parse::<Query>().expect_err("an open parenthesis").problem;
        let told = Language::ALL.map(|language| Phrase::from(problem.clone()).in_language(language));
        assert_eq!(told, Language::ALL.map(|language| problem_in_words(language, &problem)));
    }
}
