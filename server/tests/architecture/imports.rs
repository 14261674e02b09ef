//! Which paths a Rust source file mentions: its `use` declarations, expanded, and the paths in its code.

use super::source_text::Code;

/// A name that a `use` declaration brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What it stands for.
    pub path: String,
    /// What it is called from there on.
    pub name: String,
}

/// What some code mentions.
#[derive(Debug, Default)]
pub struct Mentioned {
    /// By `use` declarations.
    pub imports: Vec<Import>,
    /// Anywhere else.
    pub inline: Vec<String>,
}

/// Every path that the text mentions outside comments, strings and what is compiled for tests alone.
pub fn paths(text: &str) -> Vec<String> {
    let Mentioned { imports, mut inline } = mentioned(&Code::of(text).code);
    inline.extend(imports.into_iter().map(|import| import.path));
    inline
}

/// What code without comments and strings mentions.
pub fn mentioned(code: &str) -> Mentioned {
    let mut found = Mentioned::default();
    let mut rest = code;
    while let Some((before, after)) = split_at_use(rest) {
        found.inline.extend(inline_paths(before));
        let end = after.find(';').unwrap_or(after.len());
        expand(&after[..end], "", &mut found.imports);
        rest = &after[end..];
    }
    found.inline.extend(inline_paths(rest));
    found
}

/// Up to the next `use` keyword, and what follows it.
fn split_at_use(code: &str) -> Option<(&str, &str)> {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let starts = code.match_indices("use").map(|(at, _)| at);
    let bytes = code.as_bytes();
    let mut whole = starts.filter(|&at| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        !is_word(before) && bytes.get(at + 3).is_some_and(u8::is_ascii_whitespace)
    });
    whole.next().map(|at| (&code[..at], &code[at + 3..]))
}

/// `a::{b, c::{self, d}}` as `a::b`, `a::c`, `a::c::d`.
fn expand(tree: &str, prefix: &str, found: &mut Vec<Import>) {
    let tree = tree.trim();
    let join = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    if let Some((head, group)) = tree.split_once('{') {
        let head = head.trim().trim_end_matches("::");
        let inner = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
        let prefix = if head.is_empty() { prefix.to_owned() } else { join(head) };
        for branch in branches(inner) {
            expand(branch, &prefix, found);
        }
        return;
    }
    let mut words = tree.split_whitespace();
    let path = match words.next() {
        None => return,
        Some("self") => prefix.to_owned(),
        Some(name) => join(name),
    };
    let alias = words.nth(1).map(str::to_owned);
    let name = alias.unwrap_or_else(|| path.rsplit("::").next().unwrap_or_default().to_owned());
    found.push(Import { path, name });
}

/// What stands between the commas of a group, groups inside it left whole.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_u32, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found
}

/// `sqlx::query` and the like, wherever they stand in code.
fn inline_paths(code: &str) -> Vec<String> {
    let words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
    words.filter(|word| word.contains("::")).map(|word| word.trim_matches(':').to_owned()).collect()
}
