//! The files that the languages are written in, as the server carries them. The browser downloads those of one
//! language, joined.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use super::Language;

/// Each area of the interface, and what is said there in the languages' order.
macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        pub(super) const AREAS: &[(&str, [&str; Language::ALL.len()])] = &[$((
            $area,
            [
                include_str!(concat!("../../locales/en/", $area, ".ftl")),
                include_str!(concat!("../../locales/pt-BR/", $area, ".ftl")),
            ],
        )),*];
    };
}

areas! {
    "change", "demonstration", "figures", "frame", "health", "item", "items", "live", "query", "search", "server",
    "settings", "tables", "write",
}

/// All of a language's files, joined.
pub fn source(language: Language) -> &'static str {
    static JOINED: LazyLock<[String; Language::ALL.len()]> = LazyLock::new(|| {
        Language::ALL
            .map(|language| AREAS.iter().map(|(_, texts)| texts[language as usize]).collect::<Vec<_>>().join("\n"))
    });
    &JOINED[language as usize]
}

/// Where the browser finds it: the address says which content it means, and never means another.
pub fn address(language: Language) -> String {
    let mut hasher = DefaultHasher::new();
    source(language).hash(&mut hasher);
    format!("/messages/{:016x}/{}.ftl", hasher.finish(), language.tag())
}
