//! What a reader sets for one browser: the theme, how dense lists are, how times are written, whether single keys do
//! something. Kept by the browser as one text and never sent to the server.
//!
//! A script in the document's head puts the text's pairs onto `<html>` as `data-…` attributes before anything is
//! painted, so that nothing flashes; the stylesheet and the keys follow those attributes.

pub mod browser;

use std::fmt;

use crate::{
    language::{self, Message},
    message,
};

/// Where the browser keeps them.
pub const STORAGE_KEY: &str = "afterimage-settings";

/// The names of the `data-…` attributes, which are those of the pairs.
pub const ATTRIBUTES: [&str; 4] = ["theme", "density", "times", "keys"];

/// A setting of a few named values; the first is the usual one.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $text:literal, $label:expr, $about:expr;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $value,)* }

        impl $name {
            /// All of them, the usual one first.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// As it is kept.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text),* }
            }

            /// As people read it.
            pub fn label(self) -> &'static str {
                let label: Message = match self { $(Self::$value => $label),* };
                label.text(language::current())
            }

            /// What it does.
            pub fn about(self) -> &'static str {
                let about: Message = match self { $(Self::$value => $about),* };
                about.text(language::current())
            }

            /// As it is kept; nothing for what is none of them.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}

choice! {
    /// The colours.
    Theme {
        /// As the system says.
        #[default]
        System = "system", message!("settings-theme-system"), message!("settings-theme-system-about");
        /// Warm paper.
        Light = "light", message!("settings-theme-light"), message!("settings-theme-light-about");
        /// Ink.
        Dark = "dark", message!("settings-theme-dark"), message!("settings-theme-dark-about");
        /// The strongest contrast, dark or light with the system.
        Contrast = "contrast", message!("settings-theme-contrast"), message!("settings-theme-contrast-about");
    }
}

choice! {
    /// How much room a row has.
    Density {
        /// As drawn.
        #[default]
        Comfortable = "comfortable", message!("settings-density-comfortable"), message!("settings-density-comfortable-about");
        /// As much as fits.
        Compact = "compact", message!("settings-density-compact"), message!("settings-density-compact-about");
    }
}

choice! {
    /// How times are written.
    Times {
        /// In the browser's zone.
        #[default]
        Local = "local", message!("settings-times-local"), message!("settings-times-local-about");
        /// In UTC.
        Utc = "utc", message!("settings-times-utc"), message!("settings-times-utc-about");
        /// How long ago.
        Relative = "relative", message!("settings-times-relative"), message!("settings-times-relative-about");
    }
}

choice! {
    /// Whether single keys do something (WCAG 2.2, 2.1.4: they can be turned off).
    Keys {
        /// They do.
        #[default]
        On = "on", message!("settings-keys-on"), message!("settings-keys-on-about");
        /// Only keys with a modifier do, and those of what has the focus.
        Off = "off", message!("settings-keys-off"), message!("settings-keys-off-about");
    }
}

/// All settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The colours.
    pub theme: Theme,
    /// How much room a row has.
    pub density: Density,
    /// How times are written.
    pub times: Times,
    /// Whether single keys do something.
    pub keys: Keys,
}

impl Settings {
    /// Reads what was kept. What is not understood, or was kept by another version, is as usual.
    pub fn parse(text: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in text.split_whitespace().filter_map(|pair| pair.split_once('=')) {
            match name {
                "theme" => settings.theme = Theme::from_text(value).unwrap_or_default(),
                "density" => settings.density = Density::from_text(value).unwrap_or_default(),
                "times" => settings.times = Times::from_text(value).unwrap_or_default(),
                "keys" => settings.keys = Keys::from_text(value).unwrap_or_default(),
                _ => {}
            }
        }
        settings
    }

    /// The settings' values in the order of [`ATTRIBUTES`]; nothing for those that are as usual.
    pub fn values(self) -> [Option<&'static str>; ATTRIBUTES.len()] {
        let usual = Self::default();
        [
            (self.theme != usual.theme).then(|| self.theme.as_str()),
            (self.density != usual.density).then(|| self.density.as_str()),
            (self.times != usual.times).then(|| self.times.as_str()),
            (self.keys != usual.keys).then(|| self.keys.as_str()),
        ]
    }
}

/// As they are kept: `theme=dark times=utc`, without what is as usual.
impl fmt::Display for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        for (name, value) in ATTRIBUTES.into_iter().zip(self.values()) {
            if let Some(value) = value {
                let between = if is_first { "" } else { " " };
                write!(formatter, "{between}{name}={value}")?;
                is_first = false;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_read_as_it_was_kept() {
        for &theme in Theme::ALL {
            for &density in Density::ALL {
                for &times in Times::ALL {
                    for &keys in Keys::ALL {
                        let settings = Settings { theme, density, times, keys };
                        assert_eq!(Settings::parse(&settings.to_string()), settings);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_as_usual_is_not_kept() {
        assert_eq!(Settings::default().to_string(), "");
        let settings = Settings { theme: Theme::Dark, keys: Keys::Off, ..Settings::default() };
        assert_eq!(settings.to_string(), "theme=dark keys=off");
        assert_eq!(settings.values(), [Some("dark"), None, None, Some("off")]);
    }

    #[test]
    fn what_is_not_understood_is_as_usual() {
        let settings = Settings::parse("theme=purple  density=compact wings=on times keys=");
        assert_eq!(settings, Settings { density: Density::Compact, ..Settings::default() });
    }
}
