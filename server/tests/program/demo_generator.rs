//! The demo's world: what it writes is valid, plausible, and shows every type that DynamoDB has.

use std::collections::{BTreeMap, BTreeSet};

use afterimage_model::{AttributeValue, Image, ItemKey, Timestamp, image::MAX_ITEM_SIZE_BYTES, write::WriteRequest};
use afterimage_server::demo_generator::{CARTS, ORDERS, USERS, World, WorldEvent, sample_tables};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};

/// What happens in a second of the demo, twice.
const STEP_MILLIS: i64 = 500;

/// Where an order's life goes from each state; nothing from those that are not named.
const WAYS: [(&str, &[&str]); 3] =
    [("placed", &["paid", "cancelled"]), ("paid", &["shipped", "refunded"]), ("shipped", &["delivered", "refunded"])];

/// The tables as they would be: it refuses what DynamoDB would refuse.
#[derive(Default)]
struct Model {
    items: BTreeMap<(&'static str, ItemKey), Image>,
    ever: BTreeSet<(&'static str, ItemKey)>,
}

impl Model {
    fn take(&mut self, step: &WorldEvent) {
        let (key, table) = (key_of(step), step.table);
        let place = (table, key.clone());
        match &step.request {
            WriteRequest::Put { item, only_if_absent } => {
                assert!(only_if_absent, "{table} {key} might overwrite");
                assert!(self.ever.insert(place.clone()), "{table} {key} was used before");
                assert!(item.size_bytes() < MAX_ITEM_SIZE_BYTES);
                self.items.insert(place, item.clone());
            }
            WriteRequest::Update { base, item } => {
                assert_eq!(self.items.get(&place), Some(base), "{table} {key} is not what the world believes");
                assert_ne!(base, item, "{table} {key} does not change");
                lives_on(base, item);
                self.items.insert(place, item.clone());
            }
            WriteRequest::Delete { key: attributes } => {
                assert_eq!(&key.to_image(), attributes, "{table} {key} is deleted by more than its key");
                assert!(self.items.remove(&place).is_some(), "{table} {key} is not there to be deleted");
            }
            WriteRequest::Replace { .. } => panic!("the demo restores nothing"),
        }
    }

    /// What the service does to expired carts.
    fn sweep(&mut self, now: Timestamp) -> usize {
        let before = self.items.len();
        self.items.retain(|_, item| match item.get("expires_at") {
            Some(AttributeValue::N(at)) => at.as_str().parse::<i64>().expect("whole seconds") >= now.as_millis() / 1000,
            _ => true,
        });
        before - self.items.len()
    }

    fn of(&self, table: &str) -> Vec<Image> {
        self.items.iter().filter(|((of, _), _)| *of == table).map(|(_, item)| item.clone()).collect()
    }
}

fn key_of(step: &WorldEvent) -> ItemKey {
    let table = sample_tables().into_iter().find(|table| table.name == step.table).expect("a sample table");
    let item = match &step.request {
        WriteRequest::Put { item, .. } | WriteRequest::Update { item, .. } => item,
        WriteRequest::Delete { key } | WriteRequest::Replace { key, .. } => key,
    };
    let names = [Some(table.partition_key), table.sort_key].into_iter().flatten().map(|key| key.name);
    let attributes = names.map(|name| (name.clone(), item.get(&name).expect("the key attribute").clone()));
    ItemKey::from_image(&attributes.collect()).expect("a key")
}

fn text<'a>(item: &'a Image, name: &str) -> &'a str {
    match item.get(name) {
        Some(AttributeValue::S(text)) => text,
        _ => "",
    }
}

fn lives_on(base: &Image, item: &Image) {
    let (from, to) = (text(base, "status"), text(item, "status"));
    let allowed = WAYS.iter().find(|(state, _)| *state == from).map_or(&[][..], |(_, next)| next);
    assert!(from == to || allowed.contains(&to), "an order went from {from} to {to}");
    assert!(base.get("signed_up_at") == item.get("signed_up_at") && base.get("placed_at") == item.get("placed_at"));
}

fn types_in(value: &AttributeValue, into: &mut BTreeSet<String>) {
    into.insert(value.type_tag().to_owned());
    match value {
        AttributeValue::S(text) if text.is_empty() => {
            into.insert("empty string".to_owned());
        }
        AttributeValue::N(number) if number.as_str().bytes().filter(u8::is_ascii_digit).count() == 38 => {
            into.insert("38 digits".to_owned());
        }
        AttributeValue::L(elements) => elements.iter().for_each(|element| types_in(element, into)),
        AttributeValue::M(entries) => entries.values().for_each(|entry| {
            if entry == &AttributeValue::Null {
                into.insert("nested NULL".to_owned());
            }
            types_in(entry, into);
        }),
        _ => {}
    }
}

/// Lives `steps` steps, with the service sweeping every ten.
fn live(world: &mut World, model: &mut Model, seed: u64, steps: usize, start: Timestamp) -> (Timestamp, usize) {
    let mut random = StdRng::seed_from_u64(seed);
    let (mut now, mut expired) = (start, 0);
    for count in 0..steps {
        now = Timestamp::from_millis(now.as_millis() + STEP_MILLIS);
        if count % 10 == 0 {
            expired += model.sweep(now);
        }
        model.take(&world.next(&mut random, now));
    }
    (now, expired)
}

fn empty_world() -> World {
    World::resume(Vec::new(), Vec::new(), Vec::new())
}

const START: Timestamp = Timestamp::from_millis(1_795_356_557_412);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_step_is_one_that_dynamodb_takes_and_goes_on_from_where_the_item_is(seed: u64) {
        live(&mut empty_world(), &mut Model::default(), seed, 900, START);
    }

    #[test]
    fn after_a_restart_lives_go_on_and_nothing_is_overwritten(seed: u64, away_seconds in 0_i64..1_000) {
        let mut model = Model::default();
        let (now, _) = live(&mut empty_world(), &mut model, seed, 500, START);
        let back = Timestamp::from_millis(now.as_millis() + away_seconds * 1_000);
        model.sweep(back);
        let mut resumed = World::resume(model.of(USERS), model.of(ORDERS), model.of(CARTS));
        live(&mut resumed, &mut model, seed.wrapping_add(1), 500, back);
    }
}

#[test]
fn the_same_seed_lives_the_same_lives() {
    let lives = |seed| {
        let (mut world, mut random) = (empty_world(), StdRng::seed_from_u64(seed));
        (0..200).map(|_| world.next(&mut random, START)).collect::<Vec<_>>()
    };
    assert_eq!(lives(7), lives(7));
    assert_ne!(lives(7), lives(8));
}

#[test]
fn every_type_occurs_and_every_kind_of_life() {
    let (mut world, mut random) = (empty_world(), StdRng::seed_from_u64(1));
    let (mut types, mut statuses, mut ids) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for count in 0..3_000 {
        let step = world.next(&mut random, Timestamp::from_millis(START.as_millis() + count * STEP_MILLIS));
        if let WriteRequest::Put { item, .. } | WriteRequest::Update { item, .. } = &step.request {
            item.values().for_each(|value| types_in(value, &mut types));
            statuses.insert(text(item, "status").to_owned());
            ids.insert(text(item, "order_id").to_owned());
        }
    }
    let all = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS", "38 digits", "empty string", "nested NULL"];
    for wanted in all {
        assert!(types.contains(wanted), "no {wanted} in {types:?}");
    }
    for wanted in ["placed", "paid", "shipped", "delivered", "cancelled", "refunded"] {
        assert!(statuses.contains(wanted), "no order was {wanted}");
    }
    assert!(ids.contains("order#4821"), "{ids:?}");
}

#[test]
fn carts_are_left_to_expire_and_the_tables_stay_small() {
    let (mut world, mut model) = (empty_world(), Model::default());
    let (_, expired) = live(&mut world, &mut model, 3, 6_000, START);
    assert!(expired > 20, "only {expired} carts expired");
    for table in [USERS, ORDERS, CARTS] {
        let count = model.of(table).len();
        assert!((1..=300).contains(&count), "{count} items in {table}");
    }
}

#[test]
fn an_item_that_somebody_else_has_changed_is_left_alone() {
    let (mut world, mut random) = (empty_world(), StdRng::seed_from_u64(5));
    let first = world.next(&mut random, START);
    world.let_go(&first);
    let key = key_of(&first);
    for _ in 0..500 {
        let step = world.next(&mut random, START);
        assert!((step.table, key_of(&step)) != (first.table, key.clone()), "the world came back to {key}");
    }
}
