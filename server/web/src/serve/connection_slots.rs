//! Who has a connection open, and which one is closed when another one comes and there are as many as there may be.
//!
//! A connection without a request under way can be closed at any time: HTTP's clients know that. As long as fewer requests
//! are under way than there may be connections, there is always one, so whoever comes is always let in. How many requests
//! are under way is limited by [`kinds`](crate::kinds).

use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

/// The book of open connections. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct ConnectionSlots {
    book: Arc<Mutex<Book>>,
    most: usize,
    most_of_address: usize,
}

#[derive(Debug, Default)]
struct Book {
    /// Ids and moments, in one row of numbers.
    next: u64,
    open: HashMap<u64, Open>,
    /// The connections without a request, by when their last one was done.
    idle: BTreeMap<u64, u64>,
    of_address: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Open {
    address: IpAddr,
    idle_since: Option<u64>,
    requests: usize,
    /// Whether it has something to write that the client does not take.
    is_stuck: Arc<AtomicBool>,
    leave: CancellationToken,
}

/// A connection's entry in the book; gone when dropped.
#[derive(Clone, Debug)]
pub(super) struct ConnectionSlot(Arc<Held>);

#[derive(Debug)]
struct Held {
    id: u64,
    book: Arc<Mutex<Book>>,
    is_stuck: Arc<AtomicBool>,
    leave: CancellationToken,
}

/// A request is under way as long as this is there.
#[derive(Debug)]
pub(super) struct UnderWay(ConnectionSlot);

impl ConnectionSlots {
    /// Room for so many connections, and so many of one address.
    pub(super) fn new(most: usize, most_of_address: usize) -> Self {
        Self { book: Arc::default(), most, most_of_address }
    }

    /// A place for a new connection, if need be that of another one, which is then told to leave; nothing where every
    /// connection has a request under way.
    pub(super) fn take(&self, address: IpAddr) -> Option<ConnectionSlot> {
        let address = counted_as(address);
        let mut book = lock(&self.book);
        if book.of_address.get(&address).copied().unwrap_or(0) >= self.most_of_address {
            book.close_idle(|open| open.address == address).then_some(())?;
        } else if book.open.len() >= self.most {
            book.close_idle(|_| true).then_some(())?;
        }
        let (id, is_stuck, leave) = (book.tick(), Arc::default(), CancellationToken::new());
        let open =
            Open { address, idle_since: None, requests: 0, is_stuck: Arc::clone(&is_stuck), leave: leave.clone() };
        book.open.insert(id, open);
        *book.of_address.entry(address).or_default() += 1;
        book.rest(id);
        Some(ConnectionSlot(Arc::new(Held { id, book: Arc::clone(&self.book), is_stuck, leave })))
    }

    /// Closes a connection that waits for a request, where there is one: something else has run out.
    pub(super) fn make_room(&self) {
        lock(&self.book).close_idle(|_| true);
    }
}

impl ConnectionSlot {
    /// Resolves when the place is another connection's.
    pub(super) async fn taken_away(&self) {
        self.0.leave.cancelled().await;
    }

    /// The connection is not this server's any more, or its end: a feed socket counts as such, and no longer as a
    /// connection that could leave for another.
    pub(super) fn give_up(&self) {
        lock(&self.0.book).remove(self.0.id);
    }

    /// A request begins.
    pub(super) fn request(&self) -> UnderWay {
        let mut book = lock(&self.0.book);
        if let Some(open) = book.open.get_mut(&self.0.id) {
            open.requests += 1;
            if let Some(since) = open.idle_since.take() {
                book.idle.remove(&since);
            }
        }
        drop(book);
        UnderWay(self.clone())
    }

    /// Whether there is something to write that the client does not take.
    pub(super) fn note_stuck(&self, is_stuck: bool) {
        self.0.is_stuck.store(is_stuck, Ordering::Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let ConnectionSlot(held) = &self.0;
        let mut book = lock(&held.book);
        let Some(open) = book.open.get_mut(&held.id) else { return };
        open.requests = open.requests.saturating_sub(1);
        if open.requests == 0 {
            book.rest(held.id);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.book).remove(self.id);
    }
}

impl Book {
    fn tick(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// The connection waits for a request from now on.
    fn rest(&mut self, id: u64) {
        let now = self.tick();
        if let Some(open) = self.open.get_mut(&id) {
            open.idle_since = Some(now);
            self.idle.insert(now, id);
        }
    }

    /// Tells the connection to leave that waits longest among the wanted ones; those whose client still takes the end of
    /// an answer come last. Whether there was one.
    fn close_idle(&mut self, wanted: impl Fn(&Open) -> bool) -> bool {
        let mut candidates = self.idle.values().copied().filter(|id| self.open.get(id).is_some_and(&wanted));
        let is_free = |id: &u64| self.open.get(id).is_some_and(|open| !open.is_stuck.load(Ordering::Relaxed));
        let first = candidates.clone().next();
        let Some(id) = candidates.find(is_free).or(first) else { return false };
        if let Some(open) = self.remove(id) {
            open.leave.cancel();
        }
        true
    }

    fn remove(&mut self, id: u64) -> Option<Open> {
        let open = self.open.remove(&id)?;
        if let Some(since) = open.idle_since {
            self.idle.remove(&since);
        }
        if let Some(count) = self.of_address.get_mut(&open.address) {
            *count -= 1;
            if *count == 0 {
                self.of_address.remove(&open.address);
            }
        }
        Some(open)
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who an address stands for: whoever has an IPv6 address has all of its network's.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 2));

    fn has_left(slot: &ConnectionSlot) -> bool {
        slot.0.leave.is_cancelled()
    }

    #[test]
    fn for_a_further_connection_the_one_that_waits_longest_leaves() {
        let slots = ConnectionSlots::new(3, 3);
        let [first, second, third] = [(); 3].map(|()| slots.take(HERE).expect("room"));
        drop(first.request());
        let fourth = slots.take(HERE).expect("the second one's slot");
        assert_eq!([&first, &second, &third, &fourth].map(has_left), [false, true, false, false]);
    }

    #[test]
    fn a_connection_with_a_request_under_way_stays() {
        let slots = ConnectionSlots::new(2, 2);
        let (first, second) = (slots.take(HERE).expect("room"), slots.take(HERE).expect("room"));
        let (_one, other) = (first.request(), second.request());
        assert!(slots.take(HERE).is_none(), "every one has a request");
        drop(other);
        assert!(slots.take(HERE).is_some());
        assert_eq!([&first, &second].map(has_left), [false, true]);
    }

    #[test]
    fn one_address_takes_no_others_places() {
        let slots = ConnectionSlots::new(4, 2);
        let others = slots.take(THERE).expect("room");
        let mine = [(); 3].map(|()| slots.take(HERE).expect("room, or one's own"));
        assert_eq!(mine.each_ref().map(has_left), [true, false, false]);
        assert!(!has_left(&others));
        assert!(slots.take(THERE).is_some(), "there is room for others");
    }

    #[test]
    fn whoever_still_takes_an_answer_leaves_last_and_leaves() {
        let slots = ConnectionSlots::new(2, 2);
        let (first, second) = (slots.take(HERE).expect("room"), slots.take(HERE).expect("room"));
        first.note_stuck(true);
        let third = slots.take(HERE).expect("the second one's");
        assert_eq!([&first, &second].map(has_left), [false, true]);
        third.note_stuck(true);
        let _fourth = slots.take(HERE).expect("the first one's");
        assert!(has_left(&first) && !has_left(&third));
    }

    #[test]
    fn a_place_is_free_when_its_connection_ends() {
        let slots = ConnectionSlots::new(1, 1);
        let first = slots.take(HERE).expect("room");
        let under_way = first.request();
        drop(first);
        assert!(slots.take(HERE).is_none(), "the request holds it");
        drop(under_way);
        assert!(slots.take(HERE).is_some());
        assert!(lock(&slots.book).of_address.is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let address = |text: &str| counted_as(text.parse().expect("an address"));
        assert_eq!(address("2001:db8::1"), address("2001:db8::2:0:0:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:127.0.0.1"), HERE);
        assert_eq!(address("::1"), IpAddr::V6(Ipv6Addr::LOCALHOST));
    }
}
