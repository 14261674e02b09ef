//! The list of keys, which `?` opens from anywhere. What it lists comes with a part that is downloaded ahead.

mod part;

use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

use super::{
    download,
    icons::{Glyph, Icon},
};
use crate::{
    language, say,
    settings::{Keys, browser::use_settings},
    shortcuts::{self, Shortcut},
};

/// The dialog, as its button, the keys and the palette share it.
#[derive(Clone, Copy)]
pub struct HelpDialog {
    dialog: NodeRef<html::Dialog>,
    is_open: RwSignal<bool>,
}

impl HelpDialog {
    /// A closed one.
    pub fn closed() -> Self {
        Self { dialog: NodeRef::new(), is_open: RwSignal::new(false) }
    }

    /// Opens it.
    pub fn open(self) {
        if let Some(dialog) = self.dialog.get_untracked().filter(|dialog| !dialog.open()) {
            self.is_open.set(true);
            // It fails only for a dialog that is not on the page.
            drop(dialog.show_modal());
        }
    }
}

/// A button, and the dialog that it opens.
#[component]
pub fn KeyboardHelp(
    /// The frame's.
    help: HelpDialog,
) -> impl IntoView {
    let HelpDialog { dialog, is_open } = help;
    let list = download::while_open(is_open, || Box::pin(part::keys_list()));
    view! {
        <button type="button" class="icon-button keys-button" title=say!("frame-keys-title") aria-label=say!("frame-keys") on:click=move |_| help.open()>
            <Icon glyph=Glyph::Keys />
        </button>
        <dialog class="keys" node_ref=dialog aria-labelledby="keys-heading" on:close=move |_| is_open.set(download::is_shown(dialog))>
            <h2 id="keys-heading">{say!("frame-keys")}</h2>
            {list}
            <form method="dialog">
                <button class="button">{say!("frame-close")}</button>
            </form>
        </dialog>
    }
    .into_any()
}

/// The keys of this page, and those that work everywhere.
#[component]
pub(super) fn KeysList() -> impl IntoView {
    let settings = use_settings();
    let path = use_location().pathname;
    let are_off = move || settings.get().keys == Keys::Off;
    let of_page =
        move || path.with(|path| shortcuts::of_page(path).map(|shortcut| line(shortcut, are_off())).collect_view());
    let has_own = move || path.with(|path| shortcuts::of_page(path).next().is_some());
    view! {
        <div class="keys-lists">
            {move || {
                has_own()
                    .then(|| {
                        view! {
                            <section>
                                <h3>{say!("frame-keys-here")}</h3>
                                <dl>{of_page}</dl>
                            </section>
                        }
                    })
            }}
            <section>
                <h3>{say!("frame-keys-everywhere")}</h3>
                <dl>{move || shortcuts::everywhere().map(|shortcut| line(shortcut, are_off())).collect_view()}</dl>
            </section>
        </div>
        <p class="quiet">
            {move || if are_off() { say!("frame-keys-are-off") } else { say!("frame-keys-are-on") }} " "
            <a href="/settings">{say!("frame-page-settings")}</a>
        </p>
    }
    .into_any()
}

fn line(shortcut: &'static Shortcut, are_off: bool) -> impl IntoView {
    // The one key with a word on it that languages differ in.
    let name = |key: &'static str| if key == "Space" { say!("live-space") } else { key };
    let key = |key: &'static str| view! { <kbd>{name(key)}</kbd> " " };
    let is_off = are_off && shortcut.is_single();
    view! {
        <div class:is-off=is_off>
            <dt>{shortcut.keys.split(' ').map(key).collect_view()}</dt>
            <dd>
                {shortcut.label.text(language::current())}
                {is_off.then(|| view! { <span class="visually-hidden">" " {say!("frame-keys-off")}</span> })}
            </dd>
        </div>
    }
}
