//! The list below the palette's line. The line keeps the focus; arrows go through the list, Enter takes what is marked
//! (ARIA's combobox with a list: <https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>).

use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    LIST_ID, Palette,
    entries::{Entry, Known, Target},
    finding::Finding,
    listed::{Listed, list},
    mark::Mark,
    offers::Offers,
    recent,
};
use crate::{
    browser::focus,
    components::{
        keyboard_help::HelpDialog,
        toasts::{Toasts, use_toasts},
    },
    language::kept,
    say,
    settings::browser::{CurrentSettings, use_settings},
};

/// How far Page Up and Page Down go.
const PAGE: usize = 8;

/// Where the browser keeps what was used last.
#[cfg(feature = "hydrate")]
const STORAGE_KEY: &str = "afterimage-palette";

/// What the list works on.
#[derive(Clone, Copy)]
struct Workings {
    palette: Palette,
    lines: Memo<Vec<Listed>>,
    /// Which one Enter takes.
    mark: RwSignal<Mark>,
    recent: RwSignal<Vec<Entry>>,
    offers: Offers,
    settings: CurrentSettings,
    help: HelpDialog,
    toasts: Toasts,
    go: Callback<String>,
}

/// The list, and what the server says.
#[component]
pub fn List(
    /// The frame's.
    palette: Palette,
) -> impl IntoView {
    let (offers, settings, help): (Offers, _, _) = (expect_context(), use_settings(), expect_context());
    let finding = Finding::follow(palette.typed);
    let recent = RwSignal::new(recent::parse(&kept_recent()));
    // What the page offers does not change while the palette has the page to itself.
    let offered: Vec<_> =
        offers.all().iter().map(|offer| (offer.number, offer.name, offer.label.get_untracked())).collect();
    let known = Memo::new(move |_| Known {
        settings: settings.get(),
        language: kept::chosen(),
        offers: offered.clone(),
        tables: finding.tables.get(),
        views: finding.views.get(),
    });
    let lines = Memo::new(move |_| {
        let (typed, items) = (palette.typed.get(), finding.items.get());
        known.with(|known| recent.with(|recent| list(&typed, known, recent, &items)))
    });
    let navigate = use_navigate();
    let go = Callback::new(move |address: String| navigate(&address, leptos_router::NavigateOptions::default()));
    let toasts = use_toasts();
    let workings = Workings { palette, lines, mark: RwSignal::default(), recent, offers, settings, help, toasts, go };
    Effect::new(move |_| {
        palette.typed.track();
        workings.mark.set(Mark::default());
    });
    Effect::new(move |_| {
        let is_empty = lines.with(Vec::is_empty);
        palette.active.set(if is_empty { String::new() } else { option_id(workings.marked()) });
    });
    workings.keep_in_view();
    workings.listen();
    workings.take_what_is_awaited();
    on_cleanup(move || drop(palette.active.try_set(String::new())));
    view! {
        <ul id=LIST_ID role="listbox" aria-label=say!("frame-palette-found") on:mousedown=|event| event.prevent_default()>
            <ForEnumerate each=move || lines.get() key=key let(at, listed)>
                {workings.option(at, &listed)}
            </ForEnumerate>
        </ul>
        <p class="palette-status" role="status">
            {move || status(finding, lines.with(Vec::len))}
        </p>
    }
    .into_any()
}

fn option_id(at: usize) -> String {
    format!("palette-option-{at}")
}

/// A line stays the same element as long as it says the same.
fn key(listed: &Listed) -> (&'static str, String, String, Vec<usize>) {
    let entry = &listed.entry;
    let target = entry.target.address().unwrap_or_default();
    (entry.kind.as_str(), format!("{target} {}", entry.label), entry.detail.clone(), listed.marks.clone())
}

fn status(finding: Finding, count: usize) -> String {
    match (finding.problem.get(), finding.is_looking.get(), finding.names_to_come.get()) {
        (Some(problem), ..) => problem,
        (None, true, _) => say!("frame-palette-looking").to_owned(),
        (None, false, 1..) => say!("frame-palette-loading").to_owned(),
        (None, false, 0) => say!("frame-palette-entries", count = count),
    }
}

impl Workings {
    /// Which line is marked.
    fn marked(self) -> usize {
        self.mark.with(|mark| self.lines.with(|lines| mark.at(lines)))
    }

    /// What a key led to is seen, also when others have come before it.
    fn keep_in_view(self) {
        Effect::new(move |_| {
            let at = self.marked();
            if self.mark.with(Mark::is_put) {
                // Once the list shows what it holds.
                request_animation_frame(move || bring_into_view(at));
            }
        });
    }

    /// Takes the keys that are pressed in the line, as long as the list is there.
    fn listen(self) {
        let listener = window_event_listener(leptos::ev::keydown, move |event| self.press(&event));
        on_cleanup(move || listener.remove());
    }

    /// Who knows what comes first is quicker than the list's download: that is taken once it is there.
    fn take_what_is_awaited(self) {
        let is_awaited = self.palette.is_awaited;
        if is_awaited.get_untracked() {
            // Not while the list, which is gone then, is being made.
            request_animation_frame(move || {
                if is_awaited.get_untracked() && self.palette.is_open.get_untracked() {
                    self.take(0, false);
                }
            });
        }
    }

    fn press(self, event: &KeyboardEvent) {
        let (count, at) = untrack(|| (self.lines.with(Vec::len), self.marked()));
        if event.is_composing() || !is_in_line(event) {
            return;
        }
        match (event.key().as_str(), destination(&event.key(), at, count)) {
            (_, Some(to)) => self.mark.set(self.lines.with_untracked(|lines| Mark::put(lines, to))),
            ("Enter", None) => self.take(at, event.ctrl_key() || event.meta_key()),
            _ => return,
        }
        event.prevent_default();
    }

    /// Does what the line says; beside, in another tab, where it leads somewhere and that is asked for.
    fn take(self, at: usize, beside: bool) {
        let Some(entry) = self.lines.with_untracked(|lines| lines.get(at).map(|listed| listed.entry.clone())) else {
            return;
        };
        let taken = recent::with(self.recent.get_untracked(), &entry);
        keep(&recent::print(&taken));
        if let (Target::Address(address), true) = (&entry.target, beside) {
            drop(window().open_with_url_and_target(address, "_blank"));
            return;
        }
        self.palette.close();
        match entry.target {
            Target::Address(address) => {
                self.go.run(address);
                focus::request(focus::Target::Page, focus::When::Now);
            }
            Target::Theme(theme) => self.settings.change(|settings| settings.theme = theme),
            Target::Density(density) => self.settings.change(|settings| settings.density = density),
            Target::Times(times) => self.settings.change(|settings| settings.times = times),
            Target::Keys(keys) => self.settings.change(|settings| settings.keys = keys),
            Target::Language(language) if !kept::choose(language) => {
                self.toasts.tell(say!("settings-language-failed").to_owned());
            }
            Target::Help => self.help.open(),
            Target::Offer { number, .. } => self.offers.run(number),
            Target::Language(_) | Target::Named(_) => {}
        }
    }

    fn option(self, at: ReadSignal<usize>, listed: &Listed) -> impl IntoView + use<> {
        let Entry { kind, label, detail, .. } = listed.entry.clone();
        let kind = kind.label();
        let kind = if listed.is_recent { say!("frame-palette-recent", kind = kind) } else { kind.to_owned() };
        view! {
            <li
                id=move || option_id(at.get())
                role="option"
                aria-selected=move || (self.marked() == at.get()).to_string()
                on:click=move |event| self.take(at.get_untracked(), event.ctrl_key() || event.meta_key())
            >
                <span class="palette-label">{marked_label(&label, &listed.marks)}</span>
                <span class="palette-detail">{detail}</span>
                <span class="palette-kind">{kind}</span>
            </li>
        }
    }
}

/// The label in stretches, those that were found set off.
fn marked_label(label: &str, marks: &[usize]) -> Vec<AnyView> {
    let mut stretches: Vec<(bool, String)> = Vec::new();
    for (at, character) in label.chars().enumerate() {
        let is_found = marks.binary_search(&at).is_ok();
        match stretches.last_mut() {
            Some((found, text)) if *found == is_found => text.push(character),
            _ => stretches.push((is_found, character.to_string())),
        }
    }
    let stretch = |(is_found, text): (bool, String)| {
        if is_found { view! { <b>{text}</b> }.into_any() } else { text.into_any() }
    };
    stretches.into_iter().map(stretch).collect()
}

/// Whether the key goes into the line, and not to the button beside it.
#[cfg(feature = "hydrate")]
fn is_in_line(event: &KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.and_then(|target| target.get_attribute("aria-controls")).as_deref() == Some(LIST_ID)
}

#[cfg(not(feature = "hydrate"))]
fn is_in_line(_: &KeyboardEvent) -> bool {
    false
}

/// The line that a key leads to; round from the last to the first.
fn destination(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(if at == last { 0 } else { at + 1 }),
        "ArrowUp" => Some(at.checked_sub(1).unwrap_or(last)),
        "PageDown" => Some((at + PAGE).min(last)),
        "PageUp" => Some(at.saturating_sub(PAGE)),
        _ => None,
    }
}

/// Scrolls the list, and only the list, just as far as it takes.
#[cfg(feature = "hydrate")]
fn bring_into_view(at: usize) {
    use wasm_bindgen::JsCast;
    let html = |id: &str| document().get_element_by_id(id)?.dyn_into::<web_sys::HtmlElement>().ok();
    let Some((list, option)) = html(LIST_ID).zip(html(&option_id(at))) else { return };
    let (top, height) = (option.offset_top(), option.offset_height());
    let lowest_top = top + height - list.client_height();
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if lowest_top > list.scroll_top() {
        list.set_scroll_top(lowest_top);
    }
}

#[cfg(not(feature = "hydrate"))]
fn bring_into_view(_: usize) {}

/// What was used last; nothing where the browser forbids to look.
#[cfg(feature = "hydrate")]
fn kept_recent() -> String {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten()).unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn keep(recent: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // Where there is no room left, it is forgotten.
        drop(storage.set_item(STORAGE_KEY, recent));
    }
}

#[cfg(not(feature = "hydrate"))]
fn kept_recent() -> String {
    String::new()
}

#[cfg(not(feature = "hydrate"))]
fn keep(_: &str) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_and_pages_stop_at_the_ends() {
        let to = |key: &str, at| destination(key, at, 20);
        assert_eq!([to("ArrowDown", 19), to("ArrowUp", 0), to("ArrowDown", 3)], [Some(0), Some(19), Some(4)]);
        assert_eq!([to("PageDown", 15), to("PageUp", 3), to("PageDown", 0)], [Some(19), Some(0), Some(8)]);
        assert_eq!((to("Home", 5), destination("ArrowDown", 0, 0)), (None, None));
    }
}
