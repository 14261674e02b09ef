//! What there is to say in a language, found by identifiers.

use std::{collections::HashMap, sync::OnceLock};

use afterimage_model::Language;
use fluent_bundle::{FluentArgs, FluentMessage, FluentResource, FluentValue, concurrent::FluentBundle};

/// What a message is told with: names and values.
pub type Arguments<'a> = [(&'static str, FluentValue<'a>)];

/// Everything there is to say in one language.
struct Messages {
    /// Those without arguments, as they are told. They last as long as the page or the program does.
    plain: HashMap<String, &'static str>,
    /// Those with arguments.
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    fn read(language: Language, source: String) -> Self {
        // What a language's files get wrong, the tests beside this file have refused; what is left is told.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(readable, _)| readable);
        let mut plain = HashMap::new();
        let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
        // The marks around arguments are for texts of both directions, which there are none of.
        bundle.set_use_isolating(false);
        let ids: Vec<String> = ids(&resource).map(str::to_owned).collect();
        // Only a second message of the same name is refused, which the tests do too.
        bundle.add_resource_overriding(resource);
        for id in ids {
            let said = bundle.get_message(&id).and_then(|message| tell(&bundle, &message, None));
            if let Some(said) = said {
                plain.insert(id, &*said.leak());
            }
        }
        Self { plain, bundle }
    }
}

fn ids(resource: &FluentResource) -> impl Iterator<Item = &str> {
    resource.entries().filter_map(|entry| match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name),
        _ => None,
    })
}

/// The message in words; nothing where it needs arguments that it was not given.
fn tell(
    bundle: &FluentBundle<FluentResource>,
    message: &FluentMessage<'_>,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let mut errors = Vec::new();
    let said = bundle.format_pattern(message.value()?, arguments, &mut errors);
    errors.is_empty().then(|| said.into_owned())
}

#[cfg(not(target_family = "wasm"))]
#[expect(clippy::unnecessary_wraps, reason = "in the browser there is a time before they have come")]
fn messages(language: Language) -> Option<&'static Messages> {
    static ALL: [OnceLock<Messages>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    Some(ALL[language as usize].get_or_init(|| Messages::read(language, super::sources::source(language))))
}

#[cfg(target_family = "wasm")]
static OF_THIS_PAGE: OnceLock<(Language, Messages)> = OnceLock::new();

/// A page speaks one language, whichever is named.
#[cfg(target_family = "wasm")]
fn messages(_: Language) -> Option<&'static Messages> {
    OF_THIS_PAGE.get().map(|(_, messages)| messages)
}

/// The language of the page.
#[cfg(target_family = "wasm")]
pub fn of_page() -> Language {
    OF_THIS_PAGE.get().map_or(Language::default(), |(language, _)| *language)
}

/// Speaks the page's language from the file that goes with it: once, before anything else is said.
#[cfg(target_family = "wasm")]
pub fn take_over(language: Language, source: String) {
    OF_THIS_PAGE.get_or_init(|| (language, Messages::read(language, source)));
}

/// The identifier of a message without arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message(pub &'static str);

impl Message {
    /// What it says in a language.
    pub fn text(self, language: Language) -> &'static str {
        text(language, self.0)
    }
}

/// A message without arguments. One that there is not is told by its identifier.
pub fn text(language: Language, id: &'static str) -> &'static str {
    messages(language).and_then(|messages| messages.plain.get(id).copied()).unwrap_or(id)
}

/// A message with arguments. One that there is not, or that wants others, is told by its identifier.
pub fn text_with(language: Language, id: &'static str, arguments: &Arguments<'_>) -> String {
    let said = messages(language).and_then(|messages| {
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        tell(&messages.bundle, &messages.bundle.get_message(id)?, Some(&arguments))
    });
    said.unwrap_or_else(|| id.to_owned())
}

/// A message without arguments in its pieces, which `|` parts; empty ones where it has fewer.
pub fn pieces<const COUNT: usize>(language: Language, id: &'static str) -> [&'static str; COUNT] {
    let mut pieces = text(language, id).split('|');
    std::array::from_fn(|_| pieces.next().unwrap_or_default())
}
