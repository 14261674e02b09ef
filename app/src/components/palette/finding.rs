//! What the palette asks the server for: tables and views when it opens, items while something is typed.

use std::time::Duration;

use afterimage_model::{item::ItemOverview, view::View};
use leptos::{prelude::*, reactive::owner::Owner, task::spawn_local_scoped_with_cancellation};

use crate::{
    api::{finding::find_items, load_table_names, search::load_views},
    say,
};

/// From so many characters on, items are looked for.
pub const MIN_CHARACTERS: usize = 2;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(120);

/// How many answers bring names: the tables' and the views'.
const NAME_ANSWERS: u8 = 2;

/// What has come from the server so far.
#[derive(Clone, Copy)]
pub struct Finding {
    pub tables: RwSignal<Vec<String>>,
    pub views: RwSignal<Vec<View>>,
    pub items: RwSignal<Vec<ItemOverview>>,
    pub is_looking: RwSignal<bool>,
    /// How many of the answers with tables and views are still to come.
    pub names_to_come: RwSignal<u8>,
    /// Why something is missing, in words.
    pub problem: RwSignal<Option<String>>,
}

impl Finding {
    /// Asks for tables and views, and for items whenever the text has changed and then rests.
    pub fn follow(typed: RwSignal<String>) -> Self {
        let finding = Self {
            tables: RwSignal::new(Vec::new()),
            views: RwSignal::new(Vec::new()),
            items: RwSignal::new(Vec::new()),
            is_looking: RwSignal::new(false),
            names_to_come: RwSignal::new(NAME_ANSWERS),
            problem: RwSignal::new(None),
        };
        finding.load_names();
        let text = Memo::new(move |_| typed.with(|typed| typed.trim().to_owned()));
        // What runs again disposes of its owner first: the timer is stopped, and the request under way is aborted.
        Effect::new(move |_| finding.look_for(text.get()));
        finding
    }

    fn load_names(self) {
        spawn_local_scoped_with_cancellation(async move {
            match load_table_names().await {
                Ok(tables) => self.tables.set(tables),
                Err(error) => self.problem.set(Some(say!("frame-palette-no-tables", error = error.to_string()))),
            }
            self.names_to_come.update(|left| *left -= 1);
        });
        spawn_local_scoped_with_cancellation(async move {
            match load_views().await {
                Ok(views) => self.views.set(views),
                Err(error) => self.problem.set(Some(say!("frame-palette-no-views", error = error.to_string()))),
            }
            self.names_to_come.update(|left| *left -= 1);
        });
    }

    fn look_for(self, text: String) {
        if text.chars().count() < MIN_CHARACTERS {
            self.items.set(Vec::new());
            self.is_looking.set(false);
            return;
        }
        // What no longer begins with the text goes at once; what still does stays until the answer is there.
        self.items.update(|items| items.retain(|item| begins_with(item, &text)));
        self.is_looking.set(true);
        let owner = Owner::current();
        let ask = move || {
            let Some(owner) = owner else { return };
            owner.with(|| {
                spawn_local_scoped_with_cancellation(async move {
                    let found = find_items(text).await;
                    self.is_looking.set(false);
                    match found {
                        Ok(items) => {
                            self.items.set(items);
                            self.problem.set(None);
                        }
                        Err(error) => {
                            self.items.set(Vec::new());
                            self.problem.set(Some(say!("frame-palette-no-items", error = error.to_string())));
                        }
                    }
                });
            });
        };
        if let Ok(timer) = set_timeout_with_handle(ask, REST) {
            on_cleanup(move || timer.clear());
        }
    }
}

fn begins_with(item: &ItemOverview, text: &str) -> bool {
    item.item_key.attributes().iter().any(|(_, value)| value.label().starts_with(text))
}
