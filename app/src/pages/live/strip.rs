//! The bar strip: how many changes of each op happened when, and how many a second do now.

use std::fmt::Write;

use leptos::prelude::*;

use super::session::Session;
use crate::{
    components::{clock::use_clock, time::Moment, time_style::TimeStyle},
    feed::activity::{BAR_MS, BARS, Bar},
    language, say,
};

/// The height of the drawing, in units.
const HEIGHT: f64 = 48.0;

/// A bar and the gap after it, in units.
const STEP: usize = 10;

/// The bar alone.
const WIDTH: usize = 8;

/// The fewest changes that fill the height: single changes stay low.
const LOWEST_CEILING: u32 = 8;

/// The strip, with the rate and the time of the last change.
#[component]
pub(super) fn Strip(session: Session) -> impl IntoView {
    let clock = use_clock();
    let bars = Memo::new(move |_| {
        session.revision.track();
        session.with(|store| store.activity.bars(clock.now.get()))
    });
    let rate = move || {
        session.revision.track();
        clock.now.get().map(|now| rate_words(session.with(|store| store.activity.rate(now))))
    };
    let last = Memo::new(move |_| {
        session.revision.track();
        session.with(|store| store.newest().map(|change| change.created_at))
    });
    let is_alive = Memo::new(move |_| clock.now.with(Option::is_some));
    let layer = move |layer: Layer| move || bars.with(|bars| path(bars, layer));
    view! {
        <section class="strip" aria-label=say!("live-activity")>
            <svg
                viewBox=format!("0 0 {} {HEIGHT}", BARS * STEP)
                preserveAspectRatio="none"
                role="img"
                aria-label=move || bars.with(description)
            >
                <path class="strip-modify" d=layer(Layer::Modifies) />
                <path class="strip-insert" d=layer(Layer::Inserts) />
                <path class="strip-remove" d=layer(Layer::Removes) />
            </svg>
            <p>
                <strong>{move || rate().unwrap_or_else(|| "–".to_owned())} <small>" /s"</small></strong>
                <span>
                    {say!("live-last-change")}
                    " "
                    {move || {
                        let style = if is_alive.get() { TimeStyle::Ago } else { TimeStyle::TimeOfDay };
                        match last.get() {
                            Some(at) => view! { <Moment at=at style=style /> }.into_any(),
                            None => say!("live-no-last-change").into_any(),
                        }
                    }}
                </span>
            </p>
        </section>
    }
    .into_any()
}

/// The layers of a bar, from the bottom.
#[derive(Clone, Copy)]
enum Layer {
    Modifies,
    Inserts,
    Removes,
}

/// Where the layer begins, and how much it is.
fn extent(bar: &Bar, layer: Layer) -> (u32, u32) {
    match layer {
        Layer::Modifies => (0, bar.modifies),
        Layer::Inserts => (bar.modifies, bar.inserts),
        Layer::Removes => (bar.modifies + bar.inserts, bar.removes),
    }
}

/// One layer of all bars as one path: three elements draw the whole strip.
fn path(bars: &[Bar; BARS], layer: Layer) -> String {
    let ceiling = bars.iter().map(Bar::total).max().unwrap_or(0).max(LOWEST_CEILING);
    let scale = HEIGHT / f64::from(ceiling);
    let mut path = String::new();
    for (at, bar) in bars.iter().enumerate() {
        let (from, count) = extent(bar, layer);
        if count > 0 {
            let (x, y) = (at * STEP, HEIGHT - f64::from(from) * scale);
            // Writing into a string cannot fail.
            let _ = write!(path, "M{x} {y:.1}h{WIDTH}v-{:.1}h-{WIDTH}z", f64::from(count) * scale);
        }
    }
    path
}

fn description(bars: &[Bar; BARS]) -> String {
    let sum = |count: fn(&Bar) -> u32| bars.iter().map(count).sum::<u32>();
    say!(
        "live-activity-told",
        seconds = BARS as i64 * BAR_MS / 1_000,
        inserted = sum(|bar| bar.inserts),
        modified = sum(|bar| bar.modifies),
        removed = sum(|bar| bar.removes),
    )
}

/// How many changes a second there are.
fn rate_words(rate: f64) -> String {
    format!("{rate:.1}").replace('.', language::current().decimal_mark().encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_stand_on_each_other() {
        let mut bars = [Bar::default(); BARS];
        bars[1] = Bar { inserts: 4, modifies: 8, removes: 4 };
        assert_eq!(path(&bars, Layer::Modifies), "M10 48.0h8v-24.0h-8z");
        assert_eq!(path(&bars, Layer::Inserts), "M10 24.0h8v-12.0h-8z");
        assert_eq!(path(&bars, Layer::Removes), "M10 12.0h8v-12.0h-8z");
        assert_eq!(description(&bars), "In the last 180 seconds: 4 inserted, 8 modified, 4 removed");
    }
}
