//! Which paths a Rust source file mentions: its `use` declarations, expanded, and the paths in its code.

/// Every path that the text mentions outside comments, strings and `#[cfg(test)]` modules.
pub fn paths(text: &str) -> Vec<String> {
    let code = without_test_module(&without_comments_and_strings(text));
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some((before, after)) = split_at_use(rest) {
        found.extend(inline_paths(before));
        let end = after.find(';').unwrap_or(after.len());
        expand(&after[..end], "", &mut found);
        rest = &after[end..];
    }
    found.extend(inline_paths(rest));
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
fn expand(tree: &str, prefix: &str, found: &mut Vec<String>) {
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
    let name = tree.split_whitespace().next().unwrap_or_default();
    match name {
        "" => {}
        "self" => found.push(prefix.to_owned()),
        name => found.push(join(name)),
    }
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

/// Tests may look at anything; they stand at the end of a file.
fn without_test_module(code: &str) -> String {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn without_comments_and_strings(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => {
                letters.by_ref().find(|letter| *letter == '\n');
                kept.push('\n');
            }
            '"' => {
                skip_string(&mut letters);
                kept.push(' ');
            }
            // A character literal such as '"' would begin a string.
            '\'' if letters.clone().nth(1) == Some('\'') => {
                letters.nth(1);
            }
            other => kept.push(other),
        }
    }
    kept
}

fn skip_string(letters: &mut impl Iterator<Item = char>) {
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '"' => return,
            _ => {}
        }
    }
}
