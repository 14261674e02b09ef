//! Who lives in the sample tables, and what happens to them next: a state machine without clock, chance or network of
//! its own, so that the same seed tells the same lives.

use std::collections::{BTreeMap, VecDeque};

use afterimage_model::{Image, Timestamp, write::WriteRequest};
use rand::Rng;

use super::{
    carts,
    orders::{self, Status},
    people,
    tables::{CARTS, ORDERS, USERS},
    values::text_of,
};

/// Below this the world grows before anything else happens.
const MIN_USERS: usize = 3;

/// The most of each kind that live at one time. Taking over the tables at a start reads all of them.
const MAX_USERS: usize = 120;
const MAX_ORDERS: usize = 240;
const MAX_CARTS: usize = 25;

/// The first ids of an empty world.
const FIRST_USER: u64 = 1101;
const FIRST_ORDER: u64 = 4801;
const FIRST_CART: u64 = 2601;

/// How many ids are skipped at a restart: the items with the highest ones may have been deleted, and their ids are not
/// to be given out again.
const SKIPPED_AT_RESTART: u64 = 20;

/// One thing that happens: a write to one of the sample tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldEvent {
    /// The table.
    pub table: &'static str,
    /// The write.
    pub request: WriteRequest,
}

/// What is alive, as the world believes it to be in the tables.
#[derive(Clone, Debug)]
pub struct World {
    users: Lives,
    orders: Lives,
    carts: Lives,
    /// What must follow what has happened: an order placed empties its cart.
    due: VecDeque<WorldEvent>,
}

/// The lives of one table.
#[derive(Clone, Debug)]
struct Lives {
    table: &'static str,
    /// The attribute that names an item within the world.
    id_attribute: &'static str,
    /// How ids begin: `order#`.
    prefix: &'static str,
    next_number: u64,
    /// By number, so that the oldest comes first.
    items: BTreeMap<u64, Image>,
}

/// What can happen, and how often compared with the others.
#[derive(Clone, Copy)]
enum Event {
    SignUp,
    EditProfile,
    CloseAccount,
    OpenCart,
    RefillCart,
    CheckOut,
    AdvanceOrder,
    ForgetOrder,
}

impl World {
    /// The world with these items in its tables: its lives go on, and new ones get ids that were never used.
    pub fn resume(users: Vec<Image>, orders: Vec<Image>, carts: Vec<Image>) -> Self {
        let last_cart = orders.iter().filter_map(|order| number_in("cart#", text_of(order, "cart_id"))).max();
        let mut world = Self {
            users: Lives::resume(USERS, "user_id", "user#", FIRST_USER, users),
            orders: Lives::resume(ORDERS, "order_id", "order#", FIRST_ORDER, orders),
            carts: Lives::resume(CARTS, "cart_id", "cart#", FIRST_CART, carts),
            due: VecDeque::new(),
        };
        // All carts may have expired, but orders remember theirs.
        let after_last = last_cart.map_or(FIRST_CART, |last| last.saturating_add(SKIPPED_AT_RESTART + 1));
        world.carts.next_number = world.carts.next_number.max(after_last);
        world
    }

    /// What happens next.
    pub fn next(&mut self, random: &mut impl Rng, now: Timestamp) -> WorldEvent {
        self.carts.items.retain(|_, cart| !carts::is_gone(cart, now));
        while let Some(step) = self.due.pop_front() {
            if self.still_makes_sense(&step) {
                return self.happen(step);
            }
        }
        let event = self.choose(random);
        let step = self.step(event, random, now).or_else(|| self.step(Event::EditProfile, random, now));
        let step = step.unwrap_or_else(|| self.sign_up(random, now));
        self.happen(step)
    }

    /// The write did not go through: the item is somebody else's now, and the world has nothing more to do with it.
    pub fn let_go(&mut self, step: &WorldEvent) {
        let lives = self.lives(step.table);
        if let Some(number) = lives.number_of(written(&step.request)) {
            lives.items.remove(&number);
            lives.next_number = lives.next_number.max(number.saturating_add(1));
        }
    }

    fn lives(&mut self, table: &str) -> &mut Lives {
        match table {
            USERS => &mut self.users,
            ORDERS => &mut self.orders,
            _ => &mut self.carts,
        }
    }

    /// A cart that is due to be emptied may have expired meanwhile.
    fn still_makes_sense(&mut self, step: &WorldEvent) -> bool {
        let lives = self.lives(step.table);
        lives.number_of(written(&step.request)).is_some_and(|number| lives.items.contains_key(&number))
    }

    /// Takes note of the step, as if it had been written.
    fn happen(&mut self, step: WorldEvent) -> WorldEvent {
        let lives = self.lives(step.table);
        if let Some(number) = lives.number_of(written(&step.request)) {
            match &step.request {
                WriteRequest::Put { item, .. }
                | WriteRequest::Update { item, .. }
                | WriteRequest::Replace { item: Some(item), .. } => {
                    lives.next_number = lives.next_number.max(number.saturating_add(1));
                    lives.items.insert(number, item.clone());
                }
                WriteRequest::Delete { .. } | WriteRequest::Replace { item: None, .. } => {
                    lives.items.remove(&number);
                }
            }
        }
        step
    }

    fn choose(&self, random: &mut impl Rng) -> Event {
        if self.users.items.len() < MIN_USERS {
            return Event::SignUp;
        }
        let (full, crowded) = (self.carts.items.len() >= MAX_CARTS, self.users.items.len() >= MAX_USERS);
        let weighted = [
            (Event::SignUp, if crowded { 0 } else { 5 }),
            (Event::EditProfile, 12),
            (Event::CloseAccount, if crowded { 5 } else { 1 }),
            (Event::OpenCart, if full { 0 } else { 13 }),
            (Event::RefillCart, 22),
            (Event::CheckOut, 10),
            (Event::AdvanceOrder, 32),
            (Event::ForgetOrder, if self.orders.items.len() > MAX_ORDERS { 40 } else { 0 }),
        ];
        let mut left = random.random_range(0..weighted.iter().map(|(_, weight)| weight).sum());
        for (event, weight) in weighted {
            if left < weight {
                return event;
            }
            left -= weight;
        }
        Event::EditProfile
    }

    /// The step of this event; nothing when there is nobody that it could happen to.
    fn step(&mut self, event: Event, random: &mut impl Rng, now: Timestamp) -> Option<WorldEvent> {
        match event {
            Event::SignUp => Some(self.sign_up(random, now)),
            Event::EditProfile => {
                let user = self.users.any(random, |_| true)?;
                Some(self.users.update(user, people::edit_profile(user, random, now)))
            }
            Event::CloseAccount => self.close_account(random),
            Event::OpenCart => {
                let user = self.users.any(random, |_| true)?;
                let cart = carts::open(&self.carts.new_id(), user, random, now);
                Some(self.carts.insert(cart))
            }
            Event::RefillCart => {
                let cart = self.carts.any(random, |_| true)?;
                Some(self.carts.update(cart, carts::refill(cart, random, now)))
            }
            Event::CheckOut => self.check_out(random, now),
            Event::AdvanceOrder => {
                let order = self.orders.any(random, |order| Status::of(order).is_some_and(Status::is_open))?;
                let status = Status::of(order)?;
                Some(self.orders.update(order, orders::advance(order, status, random, now)))
            }
            Event::ForgetOrder => {
                let done = |order: &&Image| Status::of(order).is_some_and(|status| !status.is_open());
                let order = self.orders.items.values().find(done)?;
                Some(self.orders.delete(order, &["customer_id", "order_id"]))
            }
        }
    }

    fn sign_up(&self, random: &mut impl Rng, now: Timestamp) -> WorldEvent {
        self.users.insert(people::sign_up(&self.users.new_id(), random, now))
    }

    /// Nobody leaves while something of theirs is under way.
    fn close_account(&self, random: &mut impl Rng) -> Option<WorldEvent> {
        let user = self.users.any(random, |user| {
            let id = text_of(user, "user_id");
            let ordering =
                |order: &Image| text_of(order, "customer_id") == id && Status::of(order).is_some_and(Status::is_open);
            !self.orders.items.values().any(ordering)
                && !self.carts.items.values().any(|cart| text_of(cart, "user_id") == id)
        })?;
        Some(self.users.delete(user, &["user_id"]))
    }

    /// The order is placed now; emptying the cart is the next thing that happens.
    fn check_out(&mut self, random: &mut impl Rng, now: Timestamp) -> Option<WorldEvent> {
        let cart = self.carts.any(random, |_| true)?;
        let buyer = text_of(cart, "user_id");
        let user = self.users.items.values().find(|user| text_of(user, "user_id") == buyer)?;
        let order = orders::place(&self.orders.new_id(), cart, user, random, now);
        let empty_cart = self.carts.delete(cart, &["cart_id"]);
        self.due.push_back(empty_cart);
        Some(self.orders.insert(order))
    }
}

impl Lives {
    fn resume(
        table: &'static str,
        id_attribute: &'static str,
        prefix: &'static str,
        first: u64,
        items: Vec<Image>,
    ) -> Self {
        let numbered =
            items.into_iter().filter_map(|item| Some((number_in(prefix, text_of(&item, id_attribute))?, item)));
        let items: BTreeMap<u64, Image> = numbered.collect();
        let after_last = items.keys().next_back().map_or(first, |last| last.saturating_add(SKIPPED_AT_RESTART + 1));
        Self { table, id_attribute, prefix, next_number: after_last.max(first), items }
    }

    fn new_id(&self) -> String {
        format!("{}{}", self.prefix, self.next_number)
    }

    fn number_of(&self, item: &Image) -> Option<u64> {
        number_in(self.prefix, text_of(item, self.id_attribute))
    }

    /// Any item of those that `which` accepts.
    fn any(&self, random: &mut impl Rng, which: impl Fn(&Image) -> bool) -> Option<&Image> {
        let candidates: Vec<&Image> = self.items.values().filter(|item| which(item)).collect();
        (!candidates.is_empty()).then(|| candidates[random.random_range(0..candidates.len())])
    }

    fn insert(&self, item: Image) -> WorldEvent {
        WorldEvent { table: self.table, request: WriteRequest::Put { item, only_if_absent: true } }
    }

    fn update(&self, base: &Image, item: Image) -> WorldEvent {
        WorldEvent { table: self.table, request: WriteRequest::Update { base: base.clone(), item } }
    }

    fn delete(&self, item: &Image, key_attributes: &[&str]) -> WorldEvent {
        let key = key_attributes.iter().filter_map(|name| Some(((*name).to_owned(), item.get(*name)?.clone())));
        WorldEvent { table: self.table, request: WriteRequest::Delete { key: key.collect() } }
    }
}

/// The number in an id of ours: 4821 in `order#4821`; nothing in ids that people made up.
fn number_in(prefix: &str, id: &str) -> Option<u64> {
    id.strip_prefix(prefix)?.parse().ok()
}

/// The item, or at least its key.
fn written(request: &WriteRequest) -> &Image {
    match request {
        WriteRequest::Put { item, .. } | WriteRequest::Update { item, .. } => item,
        WriteRequest::Delete { key } | WriteRequest::Replace { key, .. } => key,
    }
}
