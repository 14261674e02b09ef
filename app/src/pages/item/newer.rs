//! Versions that arrive while the page is open. They are announced and never moved under the reader's eyes.

use std::time::Duration;

use afterimage_model::item::ItemOverview;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api,
    components::{
        figures::short_count,
        icons::{Glyph, Icon},
    },
    say,
};

/// How often newer versions are asked for while the page is seen.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// `2 newer versions`, and the way to them.
#[component]
pub fn NewerVersions(
    /// The item as it is shown.
    item: ItemOverview,
    /// Loads the page anew.
    again: Callback<()>,
) -> impl IntoView {
    let versions = RwSignal::new(item.versions);
    let shown = item.versions;
    look(item, versions);
    let newer = move || versions.get().saturating_sub(shown);
    view! {
        <div class="newer" role="status">
            {move || {
                (newer() > 0)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="pill"
                                data-testid="item-newer"
                                on:click=move |_| again.run(())
                            >
                                {say!("item-newer-versions", count = newer(), shown = short_count(newer()))}
                                <Icon glyph=Glyph::Up />
                            </button>
                        }
                    })
            }}
        </div>
    }
}

/// Asks again and again how many versions there are.
fn look(item: ItemOverview, versions: RwSignal<u64>) {
    Effect::new(move |_| {
        let (table, key) = (item.table.clone(), item.item_key.to_string());
        let ask = move || {
            if document().hidden() {
                return;
            }
            let (table, key) = (table.clone(), key.clone());
            spawn_local(async move {
                if let Ok(page) = api::load_timeline(table, key, None, 1).await {
                    versions.try_set(page.item.versions);
                }
            });
        };
        if let Ok(interval) = set_interval_with_handle(ask, LOOK_EVERY) {
            on_cleanup(move || interval.clear());
        }
    });
}
