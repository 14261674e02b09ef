//! Colours, letters, room, icons.

use leptos::prelude::*;

use super::{part, state};
use crate::components::icons::{Glyph, Icon, Mark};

/// Grounds and lines by name, and letters on them.
const GROUNDS: [&str; 8] =
    ["ground", "raised", "sunken", "accent-wash", "insert-wash", "remove-wash", "warning-wash", "line-strong"];
const INKS: [&str; 8] = ["text", "text-soft", "text-quiet", "accent", "insert", "modify", "remove", "expired"];
const SIZES: [(&str, &str); 5] = [
    ("tiny", "Beside figures: 412 ms"),
    ("small", "status paid → refunded · 0123456789"),
    ("usual", "Plain sentences, as most of the interface has them"),
    ("large", "Headings of pages and parts"),
    ("huge", "What is counted: 1,204"),
];
const ROOM: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

pub(super) fn section() -> AnyView {
    view! { {colours()} {letters()} {icons()} }.into_any()
}

fn colours() -> AnyView {
    let ground = |name| {
        view! {
            <li class="gallery-swatch" data-ground=name>
                <code>{name}</code>
            </li>
        }
    };
    let ink = |name| {
        view! {
            <li data-ink=name>
                <code>{name}</code>
                " reads like this"
            </li>
        }
    };
    let content = view! {
        <ul class="gallery-swatches">{GROUNDS.map(ground).collect_view()}</ul>
        <ul class="gallery-inks">{INKS.map(ink).collect_view()}</ul>
    };
    part("colours", "Colours", content)
}

fn letters() -> AnyView {
    let size = |(name, text)| {
        view! {
            <li data-size=name>
                <code>{name}</code>
                " "
                {text}
            </li>
        }
    };
    let content = view! {
        <ul class="gallery-letters">{SIZES.map(size).collect_view()}</ul>
        <ul class="gallery-room">
            {ROOM.map(|step| view! { <li data-room=step><code>{step}</code></li> }).collect_view()}
        </ul>
    };
    part("letters", "Letters and room", content)
}

fn icons() -> AnyView {
    let icon = |glyph: Glyph| {
        view! {
            <li>
                <Icon glyph=glyph />
                <span>{format!("{glyph:?}")}</span>
            </li>
        }
    };
    let content = view! {
        <ul class="gallery-icons">{Glyph::ALL.map(icon).collect_view()}</ul>
        {state("the mark", Mark())}
    };
    part("icons", "Icons", content)
}
