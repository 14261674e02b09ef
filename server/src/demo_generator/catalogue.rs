//! What the invented shop sells.

use afterimage_model::AttributeValue;
use rand::{Rng, seq::IndexedRandom};

use super::values::{map, money, number, text};

/// Something to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Product {
    sku: &'static str,
    title: &'static str,
    cents: u64,
}

const PRODUCTS: [Product; 10] = [
    Product { sku: "book-42", title: "The Left Hand of Darkness", cents: 8_990 },
    Product { sku: "pen-7", title: "Fountain pen, fine nib", cents: 12_990 },
    Product { sku: "ink-3", title: "Ink, sea green, 50 ml", cents: 3_450 },
    Product { sku: "note-a5", title: "Notebook A5, dotted", cents: 2_590 },
    Product { sku: "mug-1", title: "Enamel mug", cents: 4_900 },
    Product { sku: "coffee-250", title: "Coffee, 250 g", cents: 3_899 },
    Product { sku: "lamp-9", title: "Reading lamp", cents: 18_900 },
    Product { sku: "map-br", title: "Wall map of the northeast", cents: 6_700 },
    Product { sku: "plant-2", title: "Ficus in a pot", cents: 9_500 },
    Product { sku: "bag-11", title: "Canvas bag", cents: 5_250 },
];

/// The most of one thing that somebody buys.
const MAX_QUANTITY: u64 = 3;

/// Some amount of some product, as a line of a cart.
pub(super) fn any_line(random: &mut impl Rng) -> AttributeValue {
    let product = PRODUCTS.choose(random).copied().unwrap_or(PRODUCTS[0]);
    let gift = if random.random_bool(0.15) { text("Parabéns!") } else { AttributeValue::Null };
    map([
        ("sku", text(product.sku)),
        ("title", text(product.title)),
        ("quantity", number(&random.random_range(1..=MAX_QUANTITY).to_string())),
        ("price", money(product.cents)),
        ("gift_note", gift),
    ])
}

/// What a line costs, in cents. A line that somebody else wrote costs what is known of its product.
pub(super) fn cents_of(line: &AttributeValue) -> u64 {
    product_of(line).map_or(0, |product| product.cents * quantity_of(line))
}

/// The price of one piece.
pub(super) fn price_of(line: &AttributeValue) -> u64 {
    product_of(line).map_or(0, |product| product.cents)
}

fn product_of(line: &AttributeValue) -> Option<&'static Product> {
    let AttributeValue::M(line) = line else { return None };
    let AttributeValue::S(sku) = line.get("sku")? else { return None };
    PRODUCTS.iter().find(|product| product.sku == sku)
}

fn quantity_of(line: &AttributeValue) -> u64 {
    let AttributeValue::M(line) = line else { return 0 };
    match line.get("quantity") {
        Some(AttributeValue::N(quantity)) => quantity.as_str().parse().unwrap_or(0),
        _ => 0,
    }
}
