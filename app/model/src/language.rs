//! The languages that people are spoken to in.

/// A language that everything is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// What is spoken where nothing else is asked for.
    #[default]
    English,
    /// The Portuguese of Brazil.
    Portuguese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Portuguese];

    /// Its tag, as in `<html lang>` and `Accept-Language` (RFC 5646).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
        }
    }

    /// What it calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Portuguese => "Português (Brasil)",
        }
    }

    /// The mark between a number's whole and its fraction.
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::Portuguese => ',',
        }
    }

    /// The mark between a number's thousands.
    pub const fn thousands_mark(self) -> char {
        match self {
            Self::English => ',',
            Self::Portuguese => '.',
        }
    }

    /// The language with exactly this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}
