//! Everything is said in every language, and everything that is said is written down.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use afterimage_model::Language;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::sources::{AREAS, text_of};

/// What a message asks for: the names of its arguments, and into how many pieces it falls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Form {
    arguments: BTreeSet<String>,
    pieces: BTreeSet<usize>,
}

impl Form {
    fn of(pattern: &Pattern<&str>) -> Self {
        let mut form = Self::default();
        let bars = form.read(pattern);
        form.pieces.insert(bars + 1);
        form
    }

    /// Notes the arguments; how many `|` there are.
    fn read(&mut self, pattern: &Pattern<&str>) -> usize {
        let mut bars = 0;
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => bars += value.matches('|').count(),
                PatternElement::Placeable { expression: Expression::Inline(inline) } => self.note(inline),
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    self.note(selector);
                    for variant in variants {
                        assert_eq!(self.read(&variant.value), 0, "a piece ends within a variant");
                    }
                }
            }
        }
        bars
    }

    fn note(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            other => panic!("only arguments and literals stand in braces, not {other:?}"),
        }
    }
}

/// Each message of a file, in its order.
fn written(area: &str, text: &'static str) -> BTreeMap<String, Form> {
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(_, errors)| panic!("{area}: {errors:?}"));
    let mut forms = BTreeMap::new();
    for entry in resource.entries() {
        if let Entry::Message(message) = entry {
            let id = message.id.name;
            assert!(id.starts_with(&format!("{area}-")), "{id} in {area}.ftl");
            let pattern = message.value.as_ref().unwrap_or_else(|| panic!("{id} says nothing"));
            assert!(forms.insert(id.to_owned(), Form::of(pattern)).is_none(), "{id} is there twice");
        }
    }
    forms
}

/// A file's text, which lasts as long as what is found in it.
fn text(area: &str, language: Language) -> &'static str {
    text_of(area, language).into_owned().leak()
}

fn english() -> BTreeMap<String, Form> {
    AREAS.iter().flat_map(|area| written(area, text(area, Language::English))).collect()
}

/// Where a message is told: the identifier, the arguments, and into how many pieces it is taken apart.
#[derive(Debug)]
struct Told {
    place: String,
    id: String,
    arguments: BTreeSet<String>,
    pieces: Option<usize>,
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a source")));
        }
    }
}

fn told() -> Vec<Told> {
    let language = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for crates in ["..", "../../server"] {
        sources(&language.join(crates), &mut files);
    }
    files.retain(|(path, _)| path.contains("/src/"));
    // Where the macros are made and tested, nothing is told.
    let makes_macros = ["language/src/lib.rs", "language/src/complete_tests.rs", "src/language.rs"];
    files.retain(|(path, _)| !makes_macros.iter().any(|made| path.ends_with(made)));
    files.iter().flat_map(|(path, text)| told_in(path, text)).collect()
}

fn told_in(path: &str, text: &str) -> Vec<Told> {
    let mut found = Vec::new();
    for (name, is_pieces) in [("say!(", false), ("phrase!(", false), ("message!(", false), ("pieces!(", true)] {
        for (at, _) in text.match_indices(name) {
            let line = text[..at].matches('\n').count() + 1;
            let inside = text[at + name.len()..].trim_start();
            // Outside the pages, the language is named before the identifier.
            let named = inside.split_once(',').map(|(_, inside)| inside.trim_start());
            let inside = inside.strip_prefix('"').or_else(|| named.and_then(|inside| inside.strip_prefix('"')));
            let inside = inside.unwrap_or_else(|| panic!("{path}:{line}: no identifier"));
            let (id, rest) = inside.split_once('"').expect("a closed text");
            let pieces = is_pieces.then(|| names_before(&text[..at]));
            let arguments = if is_pieces { BTreeSet::new() } else { names_of(rest) };
            found.push(Told { place: format!("{path}:{line}"), id: id.to_owned(), arguments, pieces });
        }
    }
    found
}

/// How many names stand in `let [a, b] = ` at the end of the text.
fn names_before(text: &str) -> usize {
    let names = text.trim_end().strip_suffix('=').and_then(|text| text.rsplit_once('['));
    let (_, names) = names.expect("the pieces are given names at once");
    names.trim_end().trim_end_matches(']').split(',').filter(|name| !name.trim().is_empty()).count()
}

/// The names in `, a = …, b = …)`, up to the parenthesis that closes the macro's.
fn names_of(rest: &str) -> BTreeSet<String> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let (mut names, mut part) = (BTreeSet::new(), String::new());
    for letter in rest.chars() {
        if in_text {
            in_text = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            '"' => in_text = true,
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => part.clear(),
            '=' if depth == 0 => {
                let name = part.trim();
                if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_') {
                    names.insert(name.to_owned());
                }
                part.push('=');
            }
            letter => part.push(letter),
        }
    }
    names
}

#[test]
fn every_language_says_everything_with_the_same_arguments_and_pieces() {
    for area in AREAS {
        let english = written(area, text(area, Language::English));
        for language in Language::ALL {
            let other = written(area, text(area, language));
            let ids = |forms: &BTreeMap<String, Form>| forms.keys().cloned().collect::<BTreeSet<_>>();
            let (ours, theirs) = (ids(&english), ids(&other));
            assert_eq!(
                ours.difference(&theirs).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "not in {}",
                language.tag()
            );
            assert_eq!(
                theirs.difference(&ours).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "only in {}",
                language.tag()
            );
            for (id, form) in &english {
                assert_eq!(&other[id], form, "{id} in {}", language.tag());
            }
        }
    }
}

#[test]
fn every_file_of_messages_belongs_to_an_area() {
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.tag());
        let files: BTreeSet<String> = fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        let areas = AREAS.iter().map(|area| format!("{area}.ftl")).collect();
        assert_eq!(files, areas);
    }
}

#[test]
fn whatever_is_told_is_written_down_with_what_it_is_told_with() {
    let english = english();
    for Told { place, id, arguments, pieces } in told() {
        let form = english.get(&id).unwrap_or_else(|| panic!("{place}: {id} is not written down"));
        assert_eq!(form.arguments, arguments, "{place}: the arguments of {id}");
        if let Some(pieces) = pieces {
            assert!(form.pieces.contains(&pieces), "{place}: {id} has {:?} pieces, not {pieces}", form.pieces);
        }
    }
}

#[test]
fn whatever_is_written_down_is_told_somewhere() {
    let told: BTreeSet<String> = told().into_iter().map(|told| told.id).collect();
    let untold: Vec<String> = english().into_keys().filter(|id| !told.contains(id)).collect();
    assert_eq!(untold, Vec::<String>::new());
}
