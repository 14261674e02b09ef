//! Orders: placed, paid, shipped, delivered; or cancelled; or refunded.

use afterimage_model::{AttributeValue, Image, Timestamp};
use rand::{Rng, seq::IndexedRandom};

use super::{
    carts,
    people::address_of,
    values::{image, map, money, set, text, text_of, time, words},
};

const CARRIERS: [&str; 3] = ["Correios", "DHL", "CTT"];
const METHODS: [&str; 3] = ["pix", "card", "transfer"];
const REASONS: [&str; 3] = ["damaged in transit", "arrived too late", "changed their mind"];

/// The size of a payment's fingerprint, in bytes.
const FINGERPRINT_BYTES: usize = 12;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Placed,
    Paid,
    Shipped,
    Delivered,
    Cancelled,
    Refunded,
}

impl Status {
    const ALL: [Self; 6] = [Self::Placed, Self::Paid, Self::Shipped, Self::Delivered, Self::Cancelled, Self::Refunded];

    fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }

    /// Where the order stands; nothing when somebody else has put it where no order of ours goes.
    pub(super) fn of(order: &Image) -> Option<Self> {
        let status = text_of(order, "status");
        Self::ALL.into_iter().find(|candidate| candidate.as_str() == status)
    }

    /// Whether something will still happen to the order.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Placed | Self::Paid | Self::Shipped)
    }

    fn next(self, random: &mut impl Rng) -> Self {
        let likely = |chance: f64, random: &mut dyn rand::RngCore, yes: Self, no: Self| {
            if random.random_bool(chance) { yes } else { no }
        };
        match self {
            Self::Placed => likely(0.88, random, Self::Paid, Self::Cancelled),
            Self::Paid => likely(0.92, random, Self::Shipped, Self::Refunded),
            Self::Shipped => likely(0.90, random, Self::Delivered, Self::Refunded),
            last => last,
        }
    }
}

/// The order that a cart becomes.
pub(super) fn place(order_id: &str, cart: &Image, user: &Image, random: &mut impl Rng, now: Timestamp) -> Image {
    let tags: &[&str] = if random.random_bool(0.3) { &["fragile", "gift"] } else { &["standard"] };
    image([
        ("customer_id", text(text_of(user, "user_id"))),
        ("order_id", text(order_id)),
        ("status", text(Status::Placed.as_str())),
        ("total", money(carts::total_of(cart))),
        ("currency", text("BRL")),
        ("items", AttributeValue::L(carts::lines_of(cart))),
        ("tags", words(tags)),
        ("ship_to", address_of(user)),
        ("payment", AttributeValue::Null),
        ("express", AttributeValue::Bool(random.random_bool(0.25))),
        ("cart_id", text(text_of(cart, "cart_id"))),
        ("placed_at", time(now)),
    ])
}

/// The order, one step further in its life.
pub(super) fn advance(order: &Image, status: Status, random: &mut impl Rng, now: Timestamp) -> Image {
    let mut order = order.clone();
    let next = status.next(random);
    set(&mut order, "status", text(next.as_str()));
    set(&mut order, &format!("{}_at", next.as_str()), time(now));
    match next {
        Status::Paid => set(&mut order, "payment", payment(random)),
        Status::Shipped => set(&mut order, "tracking", tracking(random)),
        Status::Refunded => refund(&mut order, random),
        Status::Placed | Status::Delivered | Status::Cancelled => {}
    }
    order
}

fn payment(random: &mut impl Rng) -> AttributeValue {
    let fingerprint = (0..FINGERPRINT_BYTES).map(|_| random.random()).collect();
    map([("method", text(pick(&METHODS, random))), ("fingerprint", AttributeValue::B(fingerprint))])
}

fn tracking(random: &mut impl Rng) -> AttributeValue {
    let code = format!("{:09}BR", random.random_range(0..1_000_000_000_u32));
    map([("carrier", text(pick(&CARRIERS, random))), ("code", text(code)), ("signed_by", AttributeValue::Null)])
}

fn refund(order: &mut Image, random: &mut impl Rng) {
    let amount = order.get("total").cloned().unwrap_or(AttributeValue::Null);
    set(order, "refund", map([("amount", amount), ("reason", text(pick(&REASONS, random)))]));
    set(order, "total", money(0));
}

fn pick(from: &[&'static str], random: &mut impl Rng) -> &'static str {
    from.choose(random).copied().unwrap_or(from[0])
}
