//! What is written in each step: an order that is placed, changes, and expires. Pure.

use afterimage_capture::tables::NewTable;
use afterimage_model::{AttributeValue, Image, Timestamp, ViewType, demonstration::EXPIRES_AT, table::KeyAttribute};

use super::names;

/// The tables' partition key.
const KEY: &str = "order_id";

/// How long the item has to live once it is to expire, in seconds: long enough to read when that will be.
const LIFE_SECONDS: i64 = 2;

/// What an order goes through, again and again.
const LIFE: [&str; 4] = ["placed", "paid", "shipped", "delivered"];

/// A run's table for a view type.
pub(super) fn new_table(run: u64, view_type: ViewType) -> NewTable {
    NewTable {
        name: names::table(run, view_type),
        partition_key: KeyAttribute { name: KEY.to_owned(), type_tag: "S".to_owned() },
        sort_key: None,
        ttl_attribute: Some(EXPIRES_AT.to_owned()),
        view_type,
    }
}

/// A run's order, as it is placed. `number` is from 1 within the run.
pub(super) fn placed(number: u64) -> Image {
    Image::from_iter([
        (KEY.to_owned(), text(&format!("order-{number}"))),
        ("customer".to_owned(), text("Ada")),
        ("status".to_owned(), text(LIFE[0])),
        ("total".to_owned(), whole(129)),
    ])
}

/// The order one step further in its life: one attribute changes, and with the first step one comes.
pub(super) fn changed(item: &Image) -> Image {
    let status = match item.get("status") {
        Some(AttributeValue::S(status)) => LIFE.iter().position(|known| known == status).unwrap_or_default(),
        _ => 0,
    };
    let mut changed = item.clone();
    changed.0.insert("status".to_owned(), text(LIFE[(status + 1) % LIFE.len()]));
    changed.0.insert("payment".to_owned(), text("card"));
    changed.0.remove(EXPIRES_AT);
    changed
}

/// The order with its end in sight.
pub(super) fn expiring(item: &Image, now: Timestamp) -> Image {
    let mut expiring = item.clone();
    expiring.0.insert(EXPIRES_AT.to_owned(), whole(now.as_millis().div_euclid(1_000) + LIFE_SECONDS));
    expiring
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn whole(number: i64) -> AttributeValue {
    number.to_string().parse().map_or(AttributeValue::Null, AttributeValue::N)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(item: &Image) -> &AttributeValue {
        item.get("status").expect("a status")
    }

    #[test]
    fn an_order_goes_on_with_each_change_however_often_the_step_is_taken() {
        let (mut item, mut seen) = (placed(1), Vec::new());
        for _ in 0..5 {
            item = changed(&item);
            seen.push(status(&item).clone());
        }
        assert_eq!(seen, ["paid", "shipped", "delivered", "placed", "paid"].map(text));
        assert_eq!(item.get("payment"), Some(&text("card")));
    }

    #[test]
    fn what_expires_says_when_in_whole_seconds_and_a_change_saves_it() {
        let expiring = expiring(&placed(1), Timestamp::from_millis(1_795_356_557_412));
        assert_eq!(expiring.get(EXPIRES_AT), Some(&whole(1_795_356_559)));
        assert_eq!(changed(&expiring).get(EXPIRES_AT), None);
    }
}
