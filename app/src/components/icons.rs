//! The interface's icons, drawn here: no font is relied on for a sign.

use leptos::prelude::*;

/// One icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A pulse: the live feed.
    Live,
    /// A stack: items.
    Items,
    /// A grid: tables.
    Tables,
    /// A lens: searching.
    Search,
    /// A pencil: writing.
    Write,
    /// A heart beat: health.
    Health,
    /// Two sheets: copying.
    Copy,
    /// A tick: done.
    Check,
    /// A chain: a link.
    Link,
    /// A cross: closing.
    Close,
    /// Two bars: pausing.
    Pause,
    /// A triangle: running.
    Play,
    /// An arrow upward: to the newest.
    Up,
    /// Half a disc: the theme.
    Theme,
    /// An arrow to the left: back, older.
    Left,
    /// An arrow to the right: forward, newer.
    Right,
    /// Two arrows: the other way round.
    Swap,
    /// A triangle with a mark: a warning.
    Warning,
    /// A keyboard.
    Keys,
    /// Two sliders: settings.
    Settings,
    /// A screen on its stand: the demonstration.
    Screen,
}

impl Glyph {
    /// All of them.
    #[cfg(all(feature = "ssr", debug_assertions))]
    pub const ALL: [Self; 21] = [
        Self::Live,
        Self::Items,
        Self::Tables,
        Self::Search,
        Self::Write,
        Self::Health,
        Self::Copy,
        Self::Check,
        Self::Link,
        Self::Close,
        Self::Pause,
        Self::Play,
        Self::Up,
        Self::Theme,
        Self::Left,
        Self::Right,
        Self::Swap,
        Self::Warning,
        Self::Keys,
        Self::Settings,
        Self::Screen,
    ];

    /// The drawing, in a box of 16 by 16.
    const fn path(self) -> &'static str {
        match self {
            Self::Live => "M1.5 8.5h3l2-5 3 9 2-4h3",
            Self::Items => "M2.5 4h11M2.5 8h11M2.5 12h7",
            Self::Tables => "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6",
            Self::Search => "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M10.3 10.3L13.5 13.5",
            Self::Write => "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7l2.3 2.3",
            Self::Health => "M8 13.2S2.5 10 2.5 6.3A2.8 2.8 0 0 1 8 5a2.8 2.8 0 0 1 5.5 1.3C13.5 10 8 13.2 8 13.2z",
            Self::Copy => "M6 6h7v7H6zM10 6V3H3v7h3",
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::Link => "M6.8 9.2l2.4-2.4M7.5 4.6l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.5 11.4l-1 1a2.8 2.8 0 0 1-4-4l1-1",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Self::Play => "M5 3.5v9l7-4.5z",
            Self::Up => "M8 13V3M4 7l4-4 4 4",
            Self::Theme => "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM8 2.5v11M10.5 3.2v9.6M12.5 5v6",
            Self::Left => "M10 3.5L5.5 8l4.5 4.5",
            Self::Right => "M6 3.5L10.5 8 6 12.5",
            Self::Keys => "M1.5 4h13v8h-13zM4 6.8h.1M6.7 6.8h.1M9.4 6.8h.1M12 6.8h.1M5 9.4h6",
            Self::Settings => {
                "M2 5h6.2M11.8 5H14M10 3.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6M2 11h2.2M7.8 11H14M6 9.2a1.8 1.8 0 1 0 0 \
                 3.6a1.8 1.8 0 0 0 0-3.6"
            }
            Self::Screen => "M2 3h12v8H2zM8 11v2.5M5 13.5h6M7 5.2v3.6L10 7z",
            Self::Swap => "M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13",
            Self::Warning => "M8 2.5l6 10.5H2zM8 6.5v3M8 11v.4",
        }
    }
}

/// The icon, as decoration: whatever it stands beside says the same in words.
#[component]
pub fn Icon(
    /// Which.
    #[prop(into)]
    glyph: Signal<Glyph>,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=move || glyph.get().path() />
        </svg>
    }
}

/// The mark: two overlapping rings, the first one fading: before image and after image.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 22 16" aria-hidden="true">
            <circle class="mark-before" cx="7.5" cy="8" r="6.2" />
            <circle cx="14.5" cy="8" r="6.2" />
        </svg>
    }
}
