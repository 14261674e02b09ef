//! Random images with values of every type.

use afterimage_model::{AttributeValue, Image};
use rand::{Rng, rngs::StdRng};

const DEEPEST: usize = 4;

/// An image unlike every other one: a write that changes nothing does not appear in a stream.
pub fn image(random: &mut StdRng, version: usize) -> Image {
    let count = random.random_range(1..6);
    let mut image: Image = (0..count).map(|at| (name(random, at), value(random, 0))).collect();
    image.0.insert("version".to_owned(), number(&version.to_string()));
    image
}

/// Names that a plain expression or parser would trip over, too.
fn name(random: &mut StdRng, at: usize) -> String {
    ["status", "a.b", "with space", "\u{fc}mlaut", "#size", "list[0]"][(at + random.random_range(0..6)) % 6].to_owned()
}

fn value(random: &mut StdRng, depth: usize) -> AttributeValue {
    let kinds = if depth < DEEPEST { 10 } else { 8 };
    match random.random_range(0..kinds) {
        0 => AttributeValue::S(text(random)),
        1 => number(&decimal(random)),
        2 => AttributeValue::B(bytes(random)),
        3 => AttributeValue::Bool(random.random()),
        4 => AttributeValue::Null,
        5 => AttributeValue::string_set((1..4).map(|at| format!("{at}{}", text(random)))),
        6 => AttributeValue::number_set(
            (1..4).map(|at| format!("{at}{}", random.random_range(1..99)).parse().expect("a number")),
        ),
        7 => AttributeValue::binary_set((0..3_u8).map(|at| [vec![at], bytes(random)].concat())),
        8 => AttributeValue::L((0..random.random_range(0..4)).map(|_| value(random, depth + 1)).collect()),
        _ => {
            let members = 0..random.random_range(0..4);
            AttributeValue::M(members.map(|at| (format!("{at}\u{1f701}"), value(random, depth + 1))).collect())
        }
    }
}

fn number(text: &str) -> AttributeValue {
    AttributeValue::N(text.parse().expect("a number"))
}

/// Up to 38 digits, in the one spelling that DynamoDB gives back.
fn decimal(random: &mut StdRng) -> String {
    let sign = if random.random() { "-" } else { "" };
    let digits: String =
        (0..random.random_range(1..37)).map(|_| char::from(b'1' + random.random_range(0..9))).collect();
    let fraction = if random.random() { "" } else { ".25" };
    let digits = if fraction.is_empty() { digits } else { digits[..digits.len().min(36)].to_owned() };
    format!("{sign}{digits}{fraction}")
}

/// Never empty, as neither are bytes: DynamoDB takes both, and the last DynamoDB Local on npm does not.
fn text(random: &mut StdRng) -> String {
    let letters = ['a', 'z', '0', ' ', '"', '\\', '\n', '\u{e9}', '\u{6f22}', '\u{1f701}'];
    (0..random.random_range(1..20)).map(|_| letters[random.random_range(0..letters.len())]).collect()
}

fn bytes(random: &mut StdRng) -> Vec<u8> {
    (0..random.random_range(1..40)).map(|_| random.random()).collect()
}
