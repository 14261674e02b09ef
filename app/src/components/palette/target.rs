//! What taking an entry of the palette does.

use std::borrow::Cow;

use afterimage_model::Language;

use crate::settings::{Density, Keys, Theme, Times};

/// What taking an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Goes there.
    Address(String),
    /// Sets the colours.
    Theme(Theme),
    /// Sets how dense lists are.
    Density(Density),
    /// Sets how times are written.
    Times(Times),
    /// Turns single keys on or off.
    Keys(Keys),
    /// Chooses the language, or lets the browser's count.
    Language(Option<Language>),
    /// Opens the list of keys.
    Help,
    /// Does what the page offers.
    Offer {
        /// Under this number.
        number: u64,
        /// What it does, in every language.
        name: &'static str,
    },
    /// Does what the entry of this name does, if there is one now.
    Named(String),
}

impl Target {
    /// Where it leads, if anywhere.
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Address(address) => Some(address),
            _ => None,
        }
    }

    /// What tells it from all others, in every language: an address, which begins with a slash, or a word.
    pub fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Address(name) | Self::Named(name) => name.into(),
            Self::Theme(theme) => format!("theme={}", theme.as_str()).into(),
            Self::Density(density) => format!("density={}", density.as_str()).into(),
            Self::Times(times) => format!("times={}", times.as_str()).into(),
            Self::Keys(keys) => format!("keys={}", keys.as_str()).into(),
            Self::Language(language) => format!("language={}", language.map_or("", Language::tag)).into(),
            Self::Help => "help".into(),
            Self::Offer { name, .. } => (*name).into(),
        }
    }
}
