//! The settings of this browser: read when the page comes to life, applied to `<html>`, kept, and
//! followed when another tab changes them.

use leptos::prelude::*;

use super::Settings;

/// The settings in force, found in the context of everything within the frame. As usual on the server and while the
/// page is taken over, so that both render the same.
#[derive(Clone, Copy)]
pub struct CurrentSettings {
    settings: RwSignal<Settings>,
    is_kept: RwSignal<bool>,
}

/// Provides the settings; the browser's are read once the page is alive.
pub fn provide_settings(settings: RwSignal<Settings>) {
    let current = CurrentSettings { settings, is_kept: RwSignal::new(true) };
    provide_context(current);
    #[cfg(feature = "hydrate")]
    crate::browser::alive::when_alive(move || {
        let storage = storage();
        current.is_kept.set(storage.is_some());
        current.take(kept(storage.as_ref()).unwrap_or_default());
        // Only other tabs are told; without a key, everything was forgotten.
        let listener = window_event_listener(leptos::ev::storage, move |event| {
            if event.key().is_none_or(|key| key == super::STORAGE_KEY) {
                current.take(kept(self::storage().as_ref()).unwrap_or_default());
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// The settings in force.
///
/// # Panics
/// Outside the frame, where no page is.
pub fn use_settings() -> CurrentSettings {
    expect_context()
}

impl CurrentSettings {
    /// As they are; follows them.
    pub fn get(self) -> Settings {
        self.settings.get()
    }

    /// As they are.
    pub fn get_untracked(self) -> Settings {
        self.settings.get_untracked()
    }

    /// Whether this browser keeps them; else they last as long as the page.
    pub fn is_kept(self) -> bool {
        self.is_kept.get()
    }

    /// Changes them, here at once and in the browser's other tabs.
    pub fn change(self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings.get_untracked();
        change(&mut settings);
        self.take(settings);
        #[cfg(feature = "hydrate")]
        {
            let kept = storage().is_some_and(|storage| {
                let text = settings.to_string();
                if text.is_empty() {
                    storage.remove_item(super::STORAGE_KEY).is_ok()
                } else {
                    storage.set_item(super::STORAGE_KEY, &text).is_ok()
                }
            });
            self.is_kept.set(kept);
        }
    }

    /// Puts them in force on this page.
    fn take(self, settings: Settings) {
        self.settings.set(settings);
        #[cfg(feature = "hydrate")]
        apply(settings);
    }
}

/// The stylesheet and the keys read them off the document.
#[cfg(feature = "hydrate")]
fn apply(settings: Settings) {
    let Some(root) = document().document_element() else { return };
    for (name, value) in super::ATTRIBUTES.into_iter().zip(settings.values()) {
        let name = format!("data-{name}");
        // These fail only for names that are none.
        drop(match value {
            Some(value) => root.set_attribute(&name, value),
            None => root.remove_attribute(&name),
        });
    }
}

/// What was kept; nothing where nothing was, or where the browser forbids to look.
#[cfg(feature = "hydrate")]
fn kept(storage: Option<&web_sys::Storage>) -> Option<Settings> {
    let text = storage?.get_item(super::STORAGE_KEY).ok().flatten()?;
    Some(Settings::parse(&text))
}

#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
