//! The files that the languages are written in, as the server carries them. The browser downloads those of one
//! language, joined.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use afterimage_model::Language;

/// The areas of the interface, and how an area's file in a language is come by: a release carries it, and a debug build
/// reads it from this crate's folder when it starts, as it does with the page's files. So nothing is compiled anew for a
/// word.
macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        pub(super) const AREAS: &[&str] = &[$($area),*];

        #[cfg(not(debug_assertions))]
        pub(super) fn text_of(area: &str, language: Language) -> std::borrow::Cow<'static, str> {
            let texts: [&str; Language::ALL.len()] = match area {
                $($area => [
                    include_str!(concat!("../locales/en/", $area, ".ftl")),
                    include_str!(concat!("../locales/pt-BR/", $area, ".ftl")),
                ],)*
                _ => Default::default(),
            };
            texts[language as usize].into()
        }
    };
}

#[cfg(debug_assertions)]
pub(super) fn text_of(area: &str, language: Language) -> std::borrow::Cow<'static, str> {
    let file = format!("{}/locales/{}/{area}.ftl", env!("CARGO_MANIFEST_DIR"), language.tag());
    match std::fs::read_to_string(&file) {
        Ok(text) => text.into(),
        Err(error) => panic!("{file} cannot be read, which a debug build needs: {error}"),
    }
}

areas! {
    "change", "demonstration", "figures", "frame", "health", "item", "items", "live", "query", "search", "server",
    "settings", "tables", "write",
}

/// What only the server says; a page shows it as it was told.
const OF_THE_SERVER: &str = "server";

/// All of a language's files, joined.
pub(super) fn source(language: Language) -> String {
    joined(language, |_| true)
}

/// What a page says in a language by itself, joined.
pub fn of_pages(language: Language) -> &'static str {
    static JOINED: LazyLock<[String; Language::ALL.len()]> =
        LazyLock::new(|| Language::ALL.map(|language| joined(language, |area| area != OF_THE_SERVER)));
    &JOINED[language as usize]
}

fn joined(language: Language, is_wanted: impl Fn(&str) -> bool) -> String {
    let wanted = AREAS.iter().filter(|area| is_wanted(area));
    wanted.map(|area| text_of(area, language)).collect::<Vec<_>>().join("\n")
}

/// Where the browser finds what pages say: the address says which content it means, and never means another.
pub fn address(language: Language) -> &'static str {
    // Every page tells it: it is worked out once.
    static ADDRESSES: LazyLock<[String; Language::ALL.len()]> = LazyLock::new(|| {
        Language::ALL.map(|language| {
            let mut hasher = DefaultHasher::new();
            of_pages(language).hash(&mut hasher);
            format!("/messages/{:016x}/{}.ftl", hasher.finish(), language.tag())
        })
    });
    &ADDRESSES[language as usize]
}
