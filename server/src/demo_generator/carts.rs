//! Carts: filled, checked out, or left until they expire.

use afterimage_model::{AttributeValue, Image, Timestamp};
use rand::Rng;

use super::{
    catalogue::{any_line, cents_of, price_of},
    tables::EXPIRES_AT,
    values::{count_of, image, money, number, set, text, text_of, time},
};

/// How long an untouched cart lives, in seconds: long enough to be filled, short enough to be seen to expire.
const LIFE_SECONDS: std::ops::Range<i64> = 90..180;

/// The most lines in a cart.
const MAX_LINES: usize = 5;

/// The size of a picture's fingerprint, in bytes.
const THUMBNAIL_BYTES: usize = 6;

/// A new cart with one thing in it.
pub(super) fn open(cart_id: &str, user: &Image, random: &mut impl Rng, now: Timestamp) -> Image {
    let mut cart = image([
        ("cart_id", text(cart_id)),
        ("user_id", text(text_of(user, "user_id"))),
        ("note", text("")),
        ("opened_at", time(now)),
    ]);
    put_lines(&mut cart, vec![any_line(random)], random);
    touch(&mut cart, random, now);
    cart
}

/// The cart with something more in it, or less.
pub(super) fn refill(cart: &Image, random: &mut impl Rng, now: Timestamp) -> Image {
    let mut cart = cart.clone();
    let mut lines = lines_of(&cart);
    if lines.len() >= MAX_LINES || (lines.len() > 1 && random.random_bool(0.2)) {
        lines.remove(random.random_range(0..lines.len()));
    } else {
        lines.push(any_line(random));
    }
    put_lines(&mut cart, lines, random);
    touch(&mut cart, random, now);
    cart
}

/// What is in the cart.
pub(super) fn lines_of(cart: &Image) -> Vec<AttributeValue> {
    match cart.get("items") {
        Some(AttributeValue::L(lines)) => lines.clone(),
        _ => Vec::new(),
    }
}

/// What it costs, in cents.
pub(super) fn total_of(cart: &Image) -> u64 {
    lines_of(cart).iter().map(cents_of).sum()
}

/// Whether the service may have deleted the cart by `now`, or is about to: nobody touches it any more.
pub(super) fn is_gone(cart: &Image, now: Timestamp) -> bool {
    count_of(cart, EXPIRES_AT) <= now.as_millis() / 1000
}

fn touch(cart: &mut Image, random: &mut impl Rng, now: Timestamp) {
    let expires_at = now.as_millis() / 1000 + random.random_range(LIFE_SECONDS);
    set(cart, EXPIRES_AT, number(&expires_at.to_string()));
}

fn put_lines(cart: &mut Image, lines: Vec<AttributeValue>, random: &mut impl Rng) {
    let prices = lines.iter().map(price_of).map(money).filter_map(|price| match price {
        AttributeValue::N(price) => Some(price),
        _ => None,
    });
    set(cart, "prices", AttributeValue::number_set(prices));
    let thumbnails = lines.iter().map(|_| (0..THUMBNAIL_BYTES).map(|_| random.random()).collect());
    set(cart, "thumbnails", AttributeValue::binary_set(thumbnails));
    set(cart, "items", AttributeValue::L(lines));
    let subtotal = total_of(cart);
    set(cart, "subtotal", money(subtotal));
}
