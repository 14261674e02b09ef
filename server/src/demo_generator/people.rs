//! Invented people: signing up, changing their profiles.

use afterimage_model::{AttributeValue, Image, Timestamp};
use rand::{Rng, seq::IndexedRandom};

use super::values::{count_of, image, map, number, set, text, text_of, time, words};

const GIVEN_NAMES: [&str; 16] = [
    "Ana", "Beatriz", "Caio", "Daniela", "Emeka", "Fatima", "Gustavo", "Hana", "Ivan", "Joana", "Kofi", "Lucía",
    "Mateus", "Noor", "Otávio", "Priya",
];

const FAMILY_NAMES: [&str; 14] = [
    "Almeida", "Barros", "Costa", "Diallo", "Esteves", "Ferreira", "García", "Haddad", "Iyer", "Jensen", "Kimura",
    "Lima", "Moreira", "Novak",
];

/// City, country, and where it is.
const CITIES: [(&str, &str, &str, &str); 7] = [
    ("Recife", "BR", "-8.0476", "-34.8770"),
    ("Porto Alegre", "BR", "-30.0346", "-51.2177"),
    ("Lisboa", "PT", "38.7223", "-9.1393"),
    ("Montevideo", "UY", "-34.9011", "-56.1645"),
    ("Accra", "GH", "5.6037", "-0.1870"),
    ("Kraków", "PL", "50.0647", "19.9450"),
    ("Kyoto", "JP", "35.0116", "135.7681"),
];

const STREETS: [&str; 6] =
    ["Rua da Aurora", "Avenida Central", "Rua das Flores", "Calle Mayor", "Harbour Road", "Ulica Długa"];

const NICKNAMES: [&str; 6] = ["Bia", "Gus", "Nina", "Teo", "Zé", "Lu"];

const BIOS: [&str; 4] = ["", "Reads on trains.", "Coffee first. ☕", "Plants, pens and paper"];

const DEVICES: [&str; 3] = ["phone", "laptop", "tablet"];

/// Lengths of identifiers that only machines read, in bytes.
const AVATAR_BYTES: usize = 16;
const PUSH_TOKEN_BYTES: usize = 8;

/// The most devices that somebody keeps signed in.
const MAX_DEVICES: usize = 3;

/// A person who signs up.
pub(super) fn sign_up(user_id: &str, random: &mut impl Rng, now: Timestamp) -> Image {
    let (given, family) = (pick(&GIVEN_NAMES, random), pick(&FAMILY_NAMES, random));
    let (_, number_part) = user_id.split_once('#').unwrap_or(("", user_id));
    image([
        ("user_id", text(user_id)),
        ("name", text(format!("{given} {family}"))),
        ("email", text(format!("{}.{number_part}@example.com", plain_letters(given)))),
        ("verified", AttributeValue::Bool(false)),
        ("visits", number("1")),
        ("roles", words(&["customer"])),
        ("address", address(random)),
        ("avatar", bytes(AVATAR_BYTES, random)),
        ("nickname", AttributeValue::Null),
        ("bio", text("")),
        ("token_balance", token_balance(random)),
        ("devices", AttributeValue::L(vec![device(random, now)])),
        ("signed_up_at", time(now)),
    ])
}

/// The same person with something in the profile changed.
pub(super) fn edit_profile(user: &Image, random: &mut impl Rng, now: Timestamp) -> Image {
    let (name, value) = match random.random_range(0..9) {
        0 => ("address", address(random)),
        1 => ("nickname", nickname(user, random)),
        2 => ("bio", text(another(&BIOS, text_of(user, "bio"), random))),
        3 => ("avatar", bytes(AVATAR_BYTES, random)),
        4 => ("token_balance", token_balance(random)),
        5 => ("devices", devices(user, random, now)),
        6 => ("roles", roles(user)),
        7 => ("verified", AttributeValue::Bool(true)),
        _ => ("last_seen_at", time(now)),
    };
    let mut edited = user.clone();
    set(&mut edited, name, value);
    set(&mut edited, "visits", number(&(count_of(user, "visits") + 1).to_string()));
    edited
}

/// Where this person lives, for an order to be sent to.
pub(super) fn address_of(user: &Image) -> AttributeValue {
    user.get("address").cloned().unwrap_or(AttributeValue::Null)
}

fn address(random: &mut impl Rng) -> AttributeValue {
    let (city, country, latitude, longitude) = pick(&CITIES, random);
    map([
        ("street", text(format!("{} {}", pick(&STREETS, random), random.random_range(1..400)))),
        ("city", text(city)),
        ("country", text(country)),
        ("complement", AttributeValue::Null),
        ("location", AttributeValue::L(vec![number(latitude), number(longitude)])),
    ])
}

/// Twenty digits before the point and eighteen behind it: what such tokens have, and all that DynamoDB keeps.
fn token_balance(random: &mut impl Rng) -> AttributeValue {
    let whole = random.random_range(10_000_000_000_000_000_000..u64::MAX);
    let fraction = random.random_range(100_000_000_000_000_000..1_000_000_000_000_000_000_u64) / 10 * 10 + 1;
    number(&format!("{whole}.{fraction:018}"))
}

fn nickname(user: &Image, random: &mut impl Rng) -> AttributeValue {
    match user.get("nickname") {
        Some(AttributeValue::S(_)) => AttributeValue::Null,
        _ => text(pick(&NICKNAMES, random)),
    }
}

fn roles(user: &Image) -> AttributeValue {
    let plain = words(&["customer"]);
    if user.get("roles") == Some(&plain) { words(&["customer", "reviewer"]) } else { plain }
}

fn device(random: &mut impl Rng, now: Timestamp) -> AttributeValue {
    let push_token = if random.random_bool(0.3) { AttributeValue::Null } else { bytes(PUSH_TOKEN_BYTES, random) };
    map([("kind", text(pick(&DEVICES, random))), ("push_token", push_token), ("seen_at", time(now))])
}

fn devices(user: &Image, random: &mut impl Rng, now: Timestamp) -> AttributeValue {
    let mut devices = match user.get("devices") {
        Some(AttributeValue::L(devices)) => devices.clone(),
        _ => Vec::new(),
    };
    devices.push(device(random, now));
    if devices.len() > MAX_DEVICES {
        devices.remove(0);
    }
    AttributeValue::L(devices)
}

fn bytes(length: usize, random: &mut impl Rng) -> AttributeValue {
    AttributeValue::B((0..length).map(|_| random.random()).collect())
}

fn pick<T: Copy>(from: &[T], random: &mut impl Rng) -> T {
    from.choose(random).copied().unwrap_or(from[0])
}

fn another<'a>(from: &[&'a str], than: &str, random: &mut impl Rng) -> &'a str {
    let others: Vec<&str> = from.iter().copied().filter(|candidate| *candidate != than).collect();
    pick(&others, random)
}

fn plain_letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase()
}
