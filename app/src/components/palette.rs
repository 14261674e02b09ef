//! The command palette: one line that leads to every page, table, view and item, and does what can be done here.
//!
//! The dialog and its line are on every page, so that it opens at once and no letter is lost; what it lists comes with
//! a part of the page's WebAssembly that is downloaded ahead (`palette/part.rs`).

mod entries;
mod finding;
mod list;
mod listed;
mod mark;
pub mod offers;
mod part;
mod rank;
mod recent;
mod target;

use leptos::{html, prelude::*};

pub(super) use self::list::List;
use super::{
    download,
    icons::{Glyph, Icon},
};
use crate::say;

/// The list's id, which the line names.
const LIST_ID: &str = "palette-list";

/// The longest text that is looked for, in characters.
const MAX_CHARACTERS: u32 = 200;

/// The palette, as the frame, its button and its list share it.
#[derive(Clone, Copy)]
pub struct Palette {
    dialog: NodeRef<html::Dialog>,
    is_open: RwSignal<bool>,
    typed: RwSignal<String>,
    /// The id of the option that Enter takes; empty where there is none.
    active: RwSignal<String>,
    /// Whether Enter was pressed for what is typed when nothing was there to take: the list may still be on its way.
    is_awaited: RwSignal<bool>,
}

impl Palette {
    /// A closed palette.
    pub fn closed() -> Self {
        Self {
            dialog: NodeRef::new(),
            is_open: RwSignal::new(false),
            typed: RwSignal::new(String::new()),
            active: RwSignal::new(String::new()),
            is_awaited: RwSignal::new(false),
        }
    }

    /// Opens it, or closes it where it is open. Nothing happens while another dialog has the page to itself.
    pub fn toggle(self) {
        let Some(dialog) = self.dialog.get_untracked() else { return };
        // What the browser has closed it tells a little later: a key may come before that.
        if dialog.open() {
            dialog.close();
            return;
        }
        #[cfg(feature = "hydrate")]
        if crate::browser::keyboard::a_dialog_is_open() {
            return;
        }
        self.typed.set(String::new());
        self.is_awaited.set(false);
        self.is_open.set(true);
        // It fails only for a dialog that is not on the page.
        drop(dialog.show_modal());
    }

    /// Closes it; the browser puts the focus back to where it was.
    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }
}

/// Opens the palette from the frame's head.
#[component]
pub fn PaletteButton(
    /// The frame's.
    palette: Palette,
) -> impl IntoView {
    let held = RwSignal::new("Ctrl");
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if crate::browser::keyboard::is_apple() {
            held.set("⌘");
        }
    });
    view! {
        <button
            type="button"
            class="palette-button"
            aria-label=say!("frame-palette")
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            title=say!("frame-palette-title")
            on:click=move |_| palette.toggle()
        >
            <Icon glyph=Glyph::Search />
            <span>{say!("frame-palette-find")}</span>
            <kbd aria-hidden="true">{held} " K"</kbd>
        </button>
    }
    .into_any()
}

/// The dialog.
#[component]
pub fn PaletteDialog(
    /// The frame's.
    palette: Palette,
) -> impl IntoView {
    let Palette { dialog, is_open, typed, active, is_awaited } = palette;
    let await_list = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && active.with_untracked(String::is_empty) {
            is_awaited.set(true);
        }
    };
    // A click beside the dialog's content is one on the dialog.
    let beside = move |event: leptos::ev::MouseEvent| {
        if event.target() == event.current_target() {
            palette.close();
        }
    };
    let list = download::while_open(is_open, move || Box::pin(part::palette_list(palette)));
    view! {
        <dialog
            class="palette"
            node_ref=dialog
            aria-label=say!("frame-palette")
            on:close=move |_| is_open.set(download::is_shown(dialog))
            on:click=beside
        >
            <div class="palette-body">
                <div class="palette-line">
                    <Icon glyph=Glyph::Search />
                    <input
                        type="text"
                        role="combobox"
                        aria-label=say!("frame-palette-title")
                        aria-autocomplete="list"
                        aria-controls=LIST_ID
                        aria-expanded=move || (!active.with(String::is_empty)).to_string()
                        aria-activedescendant=move || Some(active.get()).filter(|id| !id.is_empty())
                        placeholder=say!("frame-palette-placeholder")
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        maxlength=MAX_CHARACTERS.to_string()
                        prop:value=move || typed.get()
                        on:input:target=move |event| {
                            is_awaited.set(false);
                            typed.set(event.target().value());
                        }
                        on:keydown=await_list
                    />
                    <button type="button" class="icon-button" aria-label=say!("frame-close") on:click=move |_| palette.close()>
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
                {list}
            </div>
        </dialog>
    }
    .into_any()
}
