//! What the page at hand can do, for the palette to offer: each part of a page that does something tells it while it is
//! there.

use leptos::prelude::*;

/// Something that can be done.
#[derive(Clone)]
pub struct Offer {
    /// Tells it from all others.
    pub number: u64,
    /// Tells what it does, in every language and on every page that offers it: what was done last is kept by it.
    pub name: &'static str,
    /// What it is called.
    pub label: Signal<String>,
    /// Does it.
    pub run: Callback<()>,
}

/// What can be done here, found in the context of everything within the frame.
#[derive(Clone, Copy)]
pub struct Offers(StoredValue<Vec<Offer>>);

/// Provides the place where offers are made.
pub fn provide_offers() {
    provide_context(Offers(StoredValue::new(Vec::new())));
}

impl Offers {
    /// All of them, as they are now.
    pub fn all(self) -> Vec<Offer> {
        self.0.get_value()
    }

    /// Does what is offered under a number.
    pub fn run(self, number: u64) {
        let offer = self.0.with_value(|offers| offers.iter().find(|offer| offer.number == number).cloned());
        if let Some(offer) = offer {
            offer.run.run(());
        }
    }
}

/// Offers something as long as the owner lives; nothing on the server, where nobody asks.
pub fn offer(name: &'static str, label: Signal<String>, run: Callback<()>) {
    let Some(Offers(offers)) = use_context() else { return };
    Effect::new(move |_| {
        let number = offers.with_value(|offers| offers.iter().map(|offer| offer.number + 1).max().unwrap_or(0));
        offers.update_value(|offers| offers.push(Offer { number, name, label, run }));
        on_cleanup(move || {
            offers.try_update_value(|offers| offers.retain(|offer| offer.number != number));
        });
    });
}
