//! The addresses of the pages: every link is made here, and every key in an address is read here.
//!
//! The router percent-decodes parameters more than once on their way to a page, and a click on a link decodes the
//! address that lands in the address bar. An item key's text form holds percent signs of its own, which that would
//! eat. In addresses a key therefore writes `~` where its text has `%`: `ts=10~3A30`; decoding such a text once, twice
//! or never gives the same key.

use std::fmt::Write;

use afterimage_model::{
    ChangeId, ItemKey, Timestamp, compare::Pair, demonstration::StoryStep, item_key::InvalidKey, search::SearchOrder,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// `/?q=op:modify`: the Live page, with a query and with the change that its drawer shows.
pub fn live(query: &str, shown: Option<ChangeId>) -> String {
    let mut address = "/".to_owned();
    if !query.is_empty() {
        let _ = write!(address, "?q={}", encode(query));
    }
    if let Some(id) = shown {
        let _ = write!(address, "{}change={id}", if query.is_empty() { '?' } else { '&' });
    }
    address
}

/// `/search?q=op:modify`: a search, from a position on where one is given; with its charts unless they are hidden.
pub fn search(query: &str, order: SearchOrder, from: &str, charts: bool) -> String {
    let order = (order != SearchOrder::default()).then(|| format!("order={}", order.as_str()));
    let query = (!query.is_empty()).then(|| format!("q={}", encode(query)));
    let from = (!from.is_empty()).then(|| format!("from={}", encode(from)));
    let charts = (!charts).then(|| "charts=off".to_owned());
    let parameters: Vec<String> = [query, order, from, charts].into_iter().flatten().collect();
    format!("/search{}{}", if parameters.is_empty() { "" } else { "?" }, parameters.join("&"))
}

/// `/views/Refunds`: a saved view.
pub fn view(name: &str) -> String {
    format!("/views/{}", encode(name))
}

/// `/items/demo-orders`: a table's items.
pub fn items(table: &str) -> String {
    format!("/items/{}", encode(table))
}

/// `/items/demo-orders/order_id=order%234821`: an item's page.
pub fn item(table: &str, key: &ItemKey) -> String {
    format!("/items/{}/{}", encode(table), encode(&key_to_parameter(key)))
}

/// An item's page with one of its changes selected.
pub fn item_at(table: &str, key: &ItemKey, change: ChangeId) -> String {
    format!("{}?v={change}", item(table, key))
}

/// An item's page with two of its moments compared: `/items/T/K?compare=12..15`.
pub fn compare(table: &str, key: &ItemKey, pair: Pair) -> String {
    format!("{}?compare={pair}", item(table, key))
}

/// An item's page with the preview of bringing it back to a version: `/items/T/K?restore=12`.
pub fn restore(table: &str, key: &ItemKey, version: u64) -> String {
    format!("{}?restore={version}", item(table, key))
}

/// An item's page with the item as it was at a time: `/items/T/K?at=2026-11-22T14:09:17.000Z`.
pub fn item_at_time(table: &str, key: &ItemKey, at: Timestamp) -> String {
    format!("{}?at={}", item(table, key), encode(&at.to_string()))
}

/// The address with a parameter set to another value, or without it where the value is empty. The others stay as they
/// are.
pub fn with_parameter(path: &str, search: &str, name: &str, value: &str) -> String {
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let others = search.trim_start_matches('?').split('&').filter(is_other).map(str::to_owned);
    let set = (!value.is_empty()).then(|| format!("{name}={}", encode(value)));
    let pairs: Vec<String> = others.chain(set).collect();
    let question_mark = if pairs.is_empty() { "" } else { "?" };
    format!("{path}{question_mark}{}", pairs.join("&"))
}

/// `/changes/42`: a change's permalink.
pub fn change(id: ChangeId) -> String {
    format!("/changes/{id}")
}

/// What the Tables page's address says when shards are rows and not a graph.
pub const SHARDS_AS_ROWS: &str = "table";

/// `/tables?table=demo-orders&shard=…`: the tables, with how shards are shown and which one of a table is looked at.
pub fn tables(shards_as_rows: bool, looked: Option<&(String, String)>) -> String {
    let rows = shards_as_rows.then(|| format!("shards={SHARDS_AS_ROWS}"));
    let looked = looked.map(|(table, shard)| format!("table={}&shard={}", encode(table), encode(shard)));
    let parameters: Vec<String> = rows.into_iter().chain(looked).collect();
    let question_mark = if parameters.is_empty() { "" } else { "?" };
    format!("/tables{question_mark}{}", parameters.join("&"))
}

/// What the demonstration's address says when it fills the screen.
pub const FULL_SCREEN: &str = "full";

/// `/demonstration?step=2&screen=full`: a step of the demonstration.
pub fn demonstration(step: StoryStep, is_full: bool) -> String {
    let screen = if is_full { format!("&screen={FULL_SCREEN}") } else { String::new() };
    format!("/demonstration?step={}{screen}", step.number())
}

/// The write form, for a table.
pub fn write(table: &str) -> String {
    format!("/write?table={}", encode(table))
}

/// The write form, with an item in it.
pub fn write_item(table: &str, key: &ItemKey) -> String {
    format!("{}&key={}", write(table), encode(&key_to_parameter(key)))
}

/// A key as addresses carry it, before percent-encoding.
pub fn key_to_parameter(key: &ItemKey) -> String {
    key.to_string().replace('~', "%7E").replace('%', "~")
}

/// A key out of an address. A key in its plain text form is understood as well, for addresses made by other programs.
///
/// # Errors
/// When the text is no key in either form.
pub fn key_from_parameter(parameter: &str) -> Result<ItemKey, InvalidKey> {
    parameter.replace('~', "%").parse().or_else(|_| parameter.parse())
}

/// What every part of an address holds as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'=');

/// Percent-encodes everything but what every part of an address allows.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// A parameter of a query string as it stands in the address, decoded exactly once; empty where it is absent. What is
/// no encoding stays as it is: the address may have been typed by hand.
pub fn parameter(search: &str, name: &str) -> String {
    let mut pairs = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{AttributeValue, Image};
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    /// What the router does to a parameter, as many times as it likes.
    fn decode(text: &str) -> String {
        percent_decode_str(text).decode_utf8_lossy().into_owned()
    }

    proptest! {
        #[test]
        fn a_key_survives_its_address_however_often_it_is_decoded(value in ".{0,16}", times in 1usize..4) {
            let image = Image::from_iter([("id".to_owned(), AttributeValue::S(value))]);
            let key = ItemKey::from_image(&image).expect("a key");
            let address = item("t", &key);
            let mut parameter = address.strip_prefix("/items/t/").expect("the path").to_owned();
            for _ in 0..times {
                parameter = decode(&parameter);
            }
            prop_assert_eq!(key_from_parameter(&parameter), Ok(key));
        }
    }

    proptest! {
        #[test]
        fn a_query_survives_its_address(query in ".{0,24}", id in proptest::option::of(1i64..1_000)) {
            let address = live(&query, id.map(ChangeId));
            let search = address.trim_start_matches('/');
            prop_assert_eq!(parameter(search, "q"), query);
            prop_assert_eq!(parameter(search, "change").parse().ok(), id);
        }
    }

    #[test]
    fn a_query_typed_by_hand_is_read_as_well_as_can_be() {
        assert_eq!(parameter("?q=op:modify+50%&x=1", "q"), "op:modify 50%");
        assert_eq!(parameter("x=1", "q"), "");
    }

    #[test]
    fn one_parameter_is_set_and_the_others_stay() {
        assert_eq!(with_parameter("/a", "?v=1&view=item", "layout", "side"), "/a?v=1&view=item&layout=side");
        assert_eq!(with_parameter("/a", "layout=side&v=%20", "layout", ""), "/a?v=%20");
        assert_eq!(with_parameter("/a", "", "layout", ""), "/a");
        assert_eq!(with_parameter("/a", "v=1", "v", "2"), "/a?v=2");
    }

    #[test]
    fn a_key_in_its_plain_text_form_is_understood() {
        for text in ["id=a%3Bb", "id=50%25", "id=~draft", "order_id=order#4821"] {
            assert_eq!(key_from_parameter(text), text.parse(), "{text}");
        }
    }

    #[test]
    fn addresses_are_readable() {
        let key: ItemKey = "order_id=order#4821".parse().expect("a key");
        assert_eq!(item_at("demo-orders", &key, ChangeId(7)), "/items/demo-orders/order_id=order%234821?v=7");
        let pair = "12..now".parse().expect("a pair");
        assert_eq!(compare("demo-orders", &key, pair), "/items/demo-orders/order_id=order%234821?compare=12..now");
        assert_eq!(restore("demo-orders", &key, 12), "/items/demo-orders/order_id=order%234821?restore=12");
        assert_eq!(tables(false, None), "/tables");
        assert_eq!(demonstration(StoryStep::Write, true), "/demonstration?step=2&screen=full");
        let looked = ("demo-orders".to_owned(), "2026/shard-1".to_owned());
        assert_eq!(tables(true, Some(&looked)), "/tables?shards=table&table=demo-orders&shard=2026%2Fshard-1");
        assert_eq!(write_item("demo-orders", &key), "/write?table=demo-orders&key=order_id=order%234821");
    }
}
