//! What a change has to do with restores: the version that it brought back, and the versions that brought it back.

use afterimage_model::{item::Restored, page::ChangeDetail};
use leptos::prelude::*;

use crate::{links, pieces, say};

/// `Restored version 12`, and `Restored later as version 16`; nothing for changes that have nothing to do with it.
#[component]
pub fn Restores(
    /// The change.
    detail: ChangeDetail,
) -> impl IntoView {
    let (table, key) = (detail.change.table.clone(), detail.change.item_key.clone());
    let link = move |restored: Restored| {
        let address = links::item_at(&table, &key, restored.change_id);
        view! { <a href=address>{say!("change-version", version = restored.version)}</a> }
    };
    let restored = detail.restored.map(|restored| {
        let brought_back = link(restored);
        let [beginning, end] = pieces!("change-restored");
        view! { <p class="note restore-note" data-testid="restored">{beginning} {brought_back} {end}</p> }
    });
    let count = detail.restored_by.len();
    let later = (count > 0).then(|| {
        let links = detail.restored_by.into_iter().enumerate().map(|(at, by)| {
            let separator = if at == 0 { "" } else { ", " };
            view! { {separator} {link(by)} }
        });
        let links = links.collect_view();
        let [beginning, end] = pieces!("change-restored-later");
        view! { <p class="note restore-note">{beginning} {links} {end}</p> }
    });
    view! { {restored} {later} }.into_any()
}
