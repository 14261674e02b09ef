//! What people ask of a large archive, and how long each answer takes.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    lived::{Lives, TABLE, key, mixed},
    server::Server,
};

/// How often each question is asked, about other items, versions, times and words each time.
pub const TIMES: usize = 200;

/// The item that changed most.
const HOT: usize = 0;

/// A question's times.
pub struct Answered {
    pub question: &'static str,
    pub goal_ms: f64,
    /// Sorted, in milliseconds.
    took_ms: Vec<f64>,
}

impl Answered {
    /// As many in a hundred took at most this long.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        self.took_ms[(self.took_ms.len() * percent / 100).min(self.took_ms.len() - 1)]
    }
}

/// Where deep pages begin.
pub struct Deep {
    /// Changes of the item that changed most.
    changes: Vec<u64>,
    /// Positions in the lists of items, by order.
    items: Vec<(&'static str, String)>,
}

/// How many of each are found.
const DEEP_PLACES: u64 = 20;

impl Deep {
    /// Finds them, as somebody who reads on would.
    pub async fn find(server: &Server, lives: &Lives) -> Self {
        let (mut changes, mut items) = (Vec::new(), Vec::new());
        for place in 1..=DEEP_PLACES {
            let version = u64::from(lives.versions_of(HOT)) * place / DEEP_PLACES;
            let there = server.json(&format!("{}?at=v{}", item(HOT), version.max(1))).await;
            changes.push(there["in_force"]["change_id"].as_u64().expect("its change"));
        }
        for order in ["last_change", "most_changed", "key"] {
            let mut after = String::new();
            for _ in 0..DEEP_PLACES {
                let page = server.json(&format!("/api/v1/items/{TABLE}?order={order}&limit=500{after}")).await;
                let Some(position) = page["after"].as_str() else { break };
                after = format!("&after={}", encoded(position));
                items.push((order, after.clone()));
            }
        }
        Self { changes, items }
    }
}

/// A question: its name, its goal in milliseconds, and its address for each time it is asked.
struct Question<'a> {
    name: &'static str,
    goal_ms: f64,
    address: Box<dyn Fn(u64) -> String + Send + Sync + 'a>,
}

fn question<'a>(name: &'static str, goal_ms: f64, address: impl Fn(u64) -> String + Send + Sync + 'a) -> Question<'a> {
    Question { name, goal_ms, address: Box::new(address) }
}

/// Asks everything so many times.
pub async fn ask(server: &Server, lives: &Lives, deep: &Deep, times: usize) -> Vec<Answered> {
    let mut answered = Vec::new();
    for Question { name, goal_ms, address } in questions(lives, deep) {
        let mut took_ms = Vec::with_capacity(times);
        for time in 0..times as u64 {
            took_ms.push(server.ask(&address(time)).await.1);
        }
        took_ms.sort_unstable_by(f64::total_cmp);
        answered.push(Answered { question: name, goal_ms, took_ms });
    }
    answered
}

fn questions<'a>(lives: &'a Lives, deep: &'a Deep) -> Vec<Question<'a>> {
    let mut questions = about_items(lives, deep);
    questions.extend(about_lists(lives, deep));
    questions.extend(searches(lives));
    questions
}

fn about_items<'a>(lives: &'a Lives, deep: &'a Deep) -> Vec<Question<'a>> {
    let hot = u64::from(lives.versions_of(HOT));
    vec![
        question("timeline's first page", 10.0, |time| format!("{}/changes", item(lives.item_for(time)))),
        question("longest timeline's first page", 20.0, |_| format!("{}/changes", item(HOT))),
        question("longest timeline's deep page", 20.0, |time| {
            format!("{}/changes?before={}", item(HOT), of(&deep.changes, time))
        }),
        question("item as of a version", 10.0, move |time| format!("{}?at=v{}", item(HOT), 1 + mixed(time) % hot)),
        question("item as of a time", 10.0, |time| format!("{}?at={}", item(lives.item_for(time)), moment(time))),
    ]
}

fn about_lists<'a>(lives: &'a Lives, deep: &'a Deep) -> Vec<Question<'a>> {
    let list = format!("/api/v1/items/{TABLE}");
    let (first, further, by_key, as_of) = (list.clone(), list.clone(), list.clone(), list);
    vec![
        question("items, first page", 20.0, move |time| {
            format!("{first}?order={}", ["last_change", "most_changed", "key"][(time % 3) as usize])
        }),
        question("items, deep page", 20.0, move |time| {
            let (order, after) = &deep.items[usize::try_from(mixed(time)).unwrap_or_default() % deep.items.len()];
            format!("{further}?order={order}{after}")
        }),
        question("items by key prefix", 20.0, move |time| {
            let name = key(lives.item_for(time));
            let prefix = &name["order_id=".len()..name.len() - 2];
            format!("{by_key}?order=key&q={}", encoded(&format!("key:\"{prefix}*\"")))
        }),
        question("table as of a time", 20.0, move |time| format!("{as_of}/as-of?at={}", moment(time))),
    ]
}

fn searches(lives: &Lives) -> Vec<Question<'_>> {
    let search = |query: &str| format!("/api/v1/search?q={}", encoded(query));
    vec![
        question("search by key", 50.0, move |time| {
            search(&format!("key:\"{}\"", &key(lives.item_for(time))["order_id=".len()..]))
        }),
        question("search by op and time", 50.0, move |time| {
            search(&format!(
                "table:{TABLE} op:{} at:{}",
                ["insert", "modify", "remove"][(time % 3) as usize],
                day(time)
            ))
        }),
        question("search by actor", 50.0, move |time| search(&format!("actor:ttl at:..{}", day(time)))),
        question("free text that few have", 300.0, move |time| search(&sku(lives, time))),
        question("free text that many have", 300.0, move |time| {
            search(["delivered", "customer", "packed sent", "order#0"][(time % 4) as usize])
        }),
        question("free text that nothing has", 300.0, move |time| search(&format!("zq{time}xj"))),
        question("free text and fields", 300.0, move |time| {
            search(&format!("{} op:modify new.status:paid", sku(lives, time)))
        }),
        question("histogram of everything", 300.0, |_| "/api/v1/histogram".to_owned()),
        question("histogram of an op", 300.0, |_| "/api/v1/histogram?q=op%3Aremove".to_owned()),
    ]
}

/// A word that one item's images have, and few others.
fn sku(lives: &Lives, time: u64) -> String {
    let image = super::lived::image(lives.item_for(time), 1);
    let Some(afterimage_model::AttributeValue::S(line)) = image.0.get("line_01") else { panic!("an order has lines") };
    line.split_whitespace().next().expect("a word").to_owned()
}

fn item(item: usize) -> String {
    format!("/api/v1/items/{TABLE}/{}", encoded(&key(item)))
}

fn of(places: &[u64], time: u64) -> u64 {
    places[usize::try_from(mixed(time)).unwrap_or_default() % places.len()]
}

/// A moment in the month that the changes are of.
fn moment(time: u64) -> String {
    format!("{}T{:02}:{:02}:00Z", day(time), mixed(time) % 24, mixed(time + 1) % 60)
}

fn day(time: u64) -> String {
    format!("2026-11-{:02}", 1 + mixed(time + 2) % 20)
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
