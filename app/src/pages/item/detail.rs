//! The chosen version: what it changed, the item as it then was, and the record that told it.

use std::sync::Arc;

use afterimage_model::{
    ChangeId, Op,
    compare::{Moment, Pair},
    page::ChangeDetail,
};
use leptos::prelude::*;

use super::{restore_button::RestoreButton, route::ItemRoute};
use crate::{
    components::{
        change_detail::{change_facts, differences_panel, image_after_panel, json_panel},
        copy_choices,
        copy_menu::CopyMenu,
        diff_layout::use_side_by_side,
        icons::{Glyph, Icon},
        op_sign::{OpBadge, Sign},
        restore_links::Restores,
        tabs::TabList,
    },
    links, say,
};

/// The version's facts and its views.
#[component]
pub fn VersionDetail(
    /// The version.
    detail: ChangeDetail,
    /// Where the reader is.
    route: ItemRoute,
) -> impl IntoView {
    let change = &detail.change;
    let version = detail.version;
    let sign = Sign::of(change.op, change.actor.as_ref().map(|actor| actor.label()));
    let all = links::item(&change.table, &change.item_key);
    view! {
        <article class="detail" data-testid="item-detail">
            <a class="item-all" href=all>
                <Icon glyph=Glyph::Left />
                {say!("item-all-versions")}
            </a>
            <header class="detail-head">
                <h2>{say!("item-version-of", version = version, versions = detail.versions)}</h2>
                <OpBadge sign=sign />
            </header>
            {change_facts(change)}
            {change.note.clone().map(|note| view! { <p class="note">{note}</p> })}
            <Restores detail=detail.clone() />
            <Views detail=detail.clone() selected=route.view />
            <footer class="detail-actions">
                <a class="button" href=links::change(change.id)>
                    {say!("change-title", id = change.id.0)}
                </a>
                <a class="button" href=links::compare(&change.table, &change.item_key, compared(version)) data-noscroll="">
                    {say!("item-compare-with-now")}
                </a>
                <RestoreButton
                    label=say!("item-restore-open")
                    address=links::restore(&change.table, &change.item_key, version)
                    description=say!("item-restore-about", version = version)
                />
                <CopyMenu id="version" choices=copy_choices::of_change(&detail) />
                {neighbours(&detail, route)}
            </footer>
        </article>
    }
}

fn compared(version: u64) -> Pair {
    Pair { from: Moment::Version(version), to: Moment::Now }
}

#[component]
fn Views(detail: ChangeDetail, selected: RwSignal<usize>) -> impl IntoView {
    let version = detail.version;
    let first = match (version, detail.change.op) {
        (1, Op::Insert) => say!("item-view-new").to_owned(),
        (1, _) => "v1".to_owned(),
        _ => say!("item-view-against", version = version, before = version - 1),
    };
    let names = vec![first, say!("item-view-item", version = version), say!("item-view-record").to_owned()];
    let detail = Arc::new(detail);
    let side_by_side = use_side_by_side();
    let panel = move || match selected.get() {
        0 => differences_panel(&detail, Some(side_by_side)),
        1 if detail.change.op == Op::Remove => {
            view! { <p class="quiet">{say!("item-view-deleted", version = version)}</p> }.into_any()
        }
        1 => image_after_panel(&detail),
        _ => json_panel(&detail.change),
    };
    view! {
        <TabList id="version" label=say!("item-views") names=names selected=selected />
        <div
            class="tab-panel"
            role="tabpanel"
            id="version-panel"
            aria-labelledby=move || format!("version-tab-{}", selected.get())
        >
            {panel}
        </div>
    }
}

/// The versions before and after, on this page.
fn neighbours(detail: &ChangeDetail, route: ItemRoute) -> impl IntoView + use<> {
    let link = |id: ChangeId, label: &'static str, glyph: Glyph| {
        view! {
            <a class="icon-button" href=move || route.at(id) title=label aria-label=label data-noscroll="">
                <Icon glyph=glyph />
            </a>
        }
    };
    view! {
        <span class="neighbours">
            {detail.previous.map(|id| link(id, say!("item-version-before"), Glyph::Left))}
            {detail.next.map(|id| link(id, say!("item-version-after"), Glyph::Right))}
        </span>
    }
}
