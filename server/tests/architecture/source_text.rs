//! The code in a Rust source's text: without comments, strings, and what is compiled for tests alone.

/// What is left of a text.
#[derive(Debug, Default)]
pub struct Code {
    /// The code.
    pub code: String,
    /// The modules in other files that are declared for tests alone.
    pub test_modules: Vec<String>,
}

impl Code {
    /// Of a source file's text. Tests may look at anything: what `#[cfg(test)]` stands before is left out.
    pub fn of(text: &str) -> Self {
        let text = without_comments_and_strings(text);
        let mut found = Self::default();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
            found.code.push_str(before);
            let (item, next) = after.split_at(end_of_item(after));
            found.test_modules.extend(declared_module(item));
            rest = next;
        }
        found.code.push_str(rest);
        found
    }
}

/// Where the item ends that the code begins with: with its semicolon or its braces.
fn end_of_item(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(letter, ';' | '}') {
            return at + 1;
        }
    }
    code.len()
}

/// The name in `mod name;`.
fn declared_module(item: &str) -> Option<String> {
    let mut words = item.strip_suffix(';')?.split_whitespace().rev();
    let name = words.next()?;
    (words.next() == Some("mod")).then(|| name.to_owned())
}

/// The code of a module within a file: `mod name { … }`.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// The modules that it is in within the file, the outermost first: none for the file's own.
    pub within: Vec<String>,
    /// The code, without that of the modules inside it.
    pub code: String,
}

/// A file's own code, and that of the modules that are written out in it.
pub fn sections(code: &str) -> Vec<Section> {
    let mut found = Vec::new();
    divide(code, &[], &mut found);
    found
}

fn divide(code: &str, within: &[String], found: &mut Vec<Section>) {
    let (mut own, mut rest) = (String::new(), code);
    while let Some((name, begin)) = next_module(rest) {
        let end = begin + end_of_item(&rest[begin..]);
        own.push_str(&rest[..begin]);
        let inner: Vec<String> = within.iter().cloned().chain([name]).collect();
        let body = rest[begin..end].strip_prefix('{').and_then(|body| body.strip_suffix('}'));
        divide(body.unwrap_or_default(), &inner, found);
        rest = &rest[end..];
    }
    own.push_str(rest);
    found.push(Section { within: within.to_vec(), code: own });
}

/// The name of the next module that is written out, and where its braces begin.
fn next_module(code: &str) -> Option<(String, usize)> {
    code.match_indices("mod ").find_map(|(at, word)| {
        let begins_a_word = !code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let after = &code[at + word.len()..];
        let brace = after.find('{')?;
        let name = after[..brace].trim();
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        (begins_a_word && is_name).then(|| (name.to_owned(), at + word.len() + brace))
    })
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
                let before = kept.trim_end_matches('#');
                if before.ends_with('r') {
                    skip_raw_string(&mut letters, kept.len() - before.len());
                } else {
                    skip_string(&mut letters);
                }
                kept.push(' ');
            }
            // A character literal such as '"' would begin a string, and '{' a block.
            '\'' if letters.peek() == Some(&'\\') => {
                letters.nth(1);
                letters.by_ref().find(|letter| *letter == '\'');
            }
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

/// It ends with a quote and as many hashes as it began with.
fn skip_raw_string(letters: &mut (impl Iterator<Item = char> + Clone), hashes: usize) {
    while letters.by_ref().any(|letter| letter == '"') {
        if letters.clone().take(hashes).filter(|letter| *letter == '#').count() == hashes {
            return;
        }
    }
}
