//! The present and the form that times are shown in: unknown to the server, known once the page is alive.

use afterimage_model::Timestamp;
use leptos::prelude::*;

use super::time_style::{TimeStyle, Zone};
#[cfg(feature = "hydrate")]
use crate::browser::{alive::when_alive, present::present};
use crate::settings::{Settings, Times};

/// The clock of the page, found in the context of everything within the frame.
#[derive(Clone, Copy)]
pub struct Clock {
    /// The present, once a second; nothing while the page is rendered on the server or being taken over, so that both
    /// render the same.
    pub now: RwSignal<Option<Timestamp>>,
    /// Whether the page is alive: then the reader's zone is known.
    is_alive: RwSignal<bool>,
    /// The settings in force, which say how the reader wants times written.
    pub settings: RwSignal<Settings>,
    /// A time of the present day, which changes so seldom that every row of a list can follow it.
    pub today: Memo<Option<Timestamp>>,
}

/// Every zone is a multiple of this away from UTC, in milliseconds.
const QUARTER_HOUR_MS: i64 = 15 * 60 * 1_000;

impl Clock {
    /// The zone that times are shown in; follows the settings.
    pub fn zone(self) -> Zone {
        if self.is_alive.get() && self.settings.get().times != Times::Utc { Zone::Local } else { Zone::Utc }
    }

    /// The time as the reader wants it; follows the clock no more often than that takes.
    pub fn tell(self, at: Timestamp, style: TimeStyle) -> String {
        let style = if self.settings.get().times == Times::Relative { style.relative() } else { style };
        let now = match style {
            TimeStyle::Ago => self.now.get(),
            TimeStyle::Recent => self.today.get(),
            _ => None,
        };
        style.write(at, self.zone(), now)
    }
}

/// How often the present moves, in milliseconds.
#[cfg(feature = "hydrate")]
const TICK_MS: u64 = 1_000;

/// Provides the clock; it starts once the page is alive.
pub fn provide_clock() -> Clock {
    let now = RwSignal::new(None::<Timestamp>);
    let quarter = |now: Timestamp| now.as_millis() - now.as_millis().rem_euclid(QUARTER_HOUR_MS);
    let clock = Clock {
        now,
        is_alive: RwSignal::new(false),
        settings: RwSignal::new(Settings::default()),
        today: Memo::new(move |_| now.get().map(|now| Timestamp::from_millis(quarter(now)))),
    };
    provide_context(clock);
    #[cfg(feature = "hydrate")]
    when_alive(move || {
        clock.is_alive.set(true);
        clock.now.set(Some(present()));
        let tick = move || {
            clock.now.try_set(Some(present()));
        };
        if let Ok(interval) = set_interval_with_handle(tick, std::time::Duration::from_millis(TICK_MS)) {
            on_cleanup(move || interval.clear());
        }
    });
    clock
}

/// The clock of the page.
pub fn use_clock() -> Clock {
    use_context().unwrap_or_else(provide_clock)
}
