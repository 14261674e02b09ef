//! The moment when the whole page is alive.
//!
//! A page's own part of the WebAssembly may come after the frame's: until both have taken over what the server
//! rendered, nothing may render otherwise than the server did, or the difference would stay unseen for ever. So what
//! only the browser knows (its settings, its zone, the present) is told after this moment.

#[cfg(feature = "hydrate")]
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
thread_local! {
    static MOMENT: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Tells that the page is alive: once, when all of it has been taken over.
#[cfg(feature = "hydrate")]
pub fn announce() {
    MOMENT.with(|moment| moment.set(true));
}

/// Does something once the page is alive; never on the server.
pub fn when_alive(act: impl FnOnce() + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let mut act = Some(act);
        Effect::new(move |_| {
            if MOMENT.with(|moment| moment.get())
                && let Some(act) = act.take()
            {
                act();
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    drop(act);
}
