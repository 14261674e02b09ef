//! How well a text fits what was typed. Pure.
//!
//! Every word that was typed must be found: at the text's beginning best, then at a word's beginning, then anywhere,
//! then letter by letter (`dord` finds `demo-orders`).

/// How well, and which characters of the text were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// More is better.
    pub points: u32,
    /// The characters' places in the text, ascending.
    pub marks: Vec<usize>,
}

const WHOLE: u32 = 140;
const BEGINNING: u32 = 100;
const WORD: u32 = 80;
const WITHIN: u32 = 50;
const LETTERS: u32 = 20;
/// What is found in what stands beside the text is worth this part of it.
const BESIDE_PART: u32 = 3;

/// Fits what was typed against a text and what stands beside it; nothing where a word is in neither.
pub fn fit(typed: &str, text: &str, beside: &str) -> Option<Match> {
    let text = lower(text);
    let beside = lower(beside);
    let mut whole = Match::default();
    for word in typed.split_whitespace() {
        let word = lower(word);
        let found = match (found_in(&word, &text), found_in(&word, &beside)) {
            (Some(here), Some(there)) if there.points / BESIDE_PART > here.points => beside_only(&there),
            (Some(here), _) => here,
            (None, Some(there)) => beside_only(&there),
            (None, None) => return None,
        };
        whole.points += found.points;
        whole.marks.extend(found.marks);
    }
    whole.marks.sort_unstable();
    whole.marks.dedup();
    Some(whole)
}

fn beside_only(found: &Match) -> Match {
    Match { points: found.points / BESIDE_PART, marks: Vec::new() }
}

/// One character for each, so that places stay what they are.
fn lower(text: &str) -> Vec<char> {
    text.chars().map(|character| plain(character.to_lowercase().next().unwrap_or(character))).collect()
}

/// The letter without the mark on it, which is often left out where one types in a hurry.
fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

fn begins_word(text: &[char], at: usize) -> bool {
    at == 0 || !text[at - 1].is_alphanumeric()
}

fn found_in(word: &[char], text: &[char]) -> Option<Match> {
    if word == text {
        return Some(Match { points: WHOLE, marks: (0..text.len()).collect() });
    }
    let places = || (0..(text.len() + 1).saturating_sub(word.len())).filter(|at| text[*at..].starts_with(word));
    let at = places().find(|at| begins_word(text, *at)).or_else(|| places().next());
    match at {
        Some(at) => {
            let points = match at {
                0 => BEGINNING,
                _ if begins_word(text, at) => WORD,
                _ => WITHIN,
            };
            Some(Match { points: points + closeness(word, text), marks: (at..at + word.len()).collect() })
        }
        None => letters(word, text),
    }
}

/// Of two texts in which a word is found alike, the shorter one is meant more likely.
fn closeness(word: &[char], text: &[char]) -> u32 {
    u32::try_from(word.len() * 10 / text.len().max(1)).unwrap_or(0)
}

/// Letter by letter from a word's beginning on; each letter either goes on where the last one was, or begins a word, or
/// is simply the next.
fn letters(word: &[char], text: &[char]) -> Option<Match> {
    let first = *word.first().filter(|_| word.len() > 1)?;
    let begins = (0..text.len()).filter(|at| text[*at] == first && begins_word(text, *at));
    let found = begins.filter_map(|begin| letters_from(begin, word, text));
    found.max_by(|one, other| one.points.cmp(&other.points).then(other.marks.cmp(&one.marks)))
}

fn letters_from(begin: usize, word: &[char], text: &[char]) -> Option<Match> {
    let mut marks = vec![begin];
    for letter in &word[1..] {
        let last = marks[marks.len() - 1];
        let next = || (last + 1..text.len()).filter(|at| text[*at] == *letter);
        let goes_on = next().next().filter(|at| *at == last + 1);
        marks.push(goes_on.or_else(|| next().find(|at| begins_word(text, *at))).or_else(|| next().next())?);
    }
    let in_row = marks.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    let at_words = marks.iter().filter(|at| begins_word(text, **at)).count();
    let good = u32::try_from((in_row + at_words).min(word.len()) * 10 / word.len()).unwrap_or(0);
    // Letters strewn over a long text are chance.
    (good >= 5).then_some(Match { points: LETTERS + good, marks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(typed: &str, text: &str) -> u32 {
        fit(typed, text, "").map_or(0, |found| found.points)
    }

    #[test]
    fn the_nearer_to_what_was_typed_the_better() {
        let order = ["Tables", "Tables of today", "demo-tables", "timetables", "Times and bales"];
        let found: Vec<u32> = order.iter().map(|text| points("tables", text)).collect();
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "{found:?}");
        assert_eq!(points("tables", "Health"), 0);
        assert!(points("tab", "Tables") > points("tab", "Tables of the whole place"));
    }

    #[test]
    fn letters_find_words_they_begin() {
        let found = fit("dord", "demo-orders", "").expect("found");
        assert_eq!(found.marks, [0, 5, 6, 7]);
        assert!(points("wi", "Write an item") > 0);
        assert_eq!(points("write", "Warm paint there"), 0, "strewn letters are chance");
        assert_eq!(points("rm", "form"), 50 + 5, "a piece of a word is no strewn letters");
    }

    #[test]
    fn every_word_must_be_found_somewhere() {
        let found = fit("orders live", "demo-orders", "live changes").expect("found");
        assert_eq!(found.marks, [5, 6, 7, 8, 9, 10]);
        assert_eq!(fit("orders nothing", "demo-orders", "live changes"), None);
        assert!(fit("live", "Live", "").expect("found").points > fit("live", "demo", "live").expect("found").points);
    }

    #[test]
    fn case_is_of_no_matter_and_places_are_characters() {
        assert_eq!(fit("ÉTÉ", "l’été", "").expect("found").marks, [2, 3, 4]);
        assert_eq!(fit("", "anything", ""), Some(Match::default()));
        assert_eq!(fit("gravacao", "A gravação", "").expect("found").marks, [2, 3, 4, 5, 6, 7, 8, 9]);
    }

    proptest! {
        #[test]
        fn marks_are_places_in_the_text_in_order(typed in ".{0,8}", text in ".{0,16}", beside in ".{0,8}") {
            if let Some(found) = fit(&typed, &text, &beside) {
                prop_assert!(found.marks.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(found.marks.iter().all(|at| *at < text.chars().count()));
            }
        }

        #[test]
        fn a_text_is_found_by_any_piece_of_it(text in "[a-z]{1,12}", from in 0usize..12, length in 1usize..12) {
            let piece: String = text.chars().skip(from).take(length).collect();
            prop_assert!(fit(&piece, &text, "").is_some());
        }
    }
}
