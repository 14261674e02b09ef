//! One change with everything that is known of it: in the drawer beside the list, and on its own page.

use std::sync::Arc;

use afterimage_model::{Change, ChangeId, Image, Timestamp, page::ChangeDetail};
use leptos::prelude::*;

use super::{
    copy_button::CopyButton,
    copy_choices,
    copy_menu::CopyMenu,
    diff_layout::LayoutChoice,
    diff_view::DiffView,
    figures::{self, short_duration, short_size},
    icons::{Glyph, Icon},
    image_json::ImageJson,
    op_sign::{OpBadge, Sign},
    restore_links::Restores,
    tabs::TabList,
    time::Moment,
    time_style::TimeStyle,
    why_unknown,
};
use crate::{links, pieces, say};

/// A change's facts, differences, images and JSON.
#[component]
pub fn ChangeDetailView(
    /// The change and its place in the item's life.
    detail: ChangeDetail,
    /// Whether differences are laid out side by side; nothing where there is no choice, for want of room.
    #[prop(optional_no_strip)]
    side_by_side: Option<Memo<bool>>,
) -> impl IntoView {
    let change = &detail.change;
    let label = change.item_key.label(detail.partition_key.as_deref());
    let timeline = links::item(&change.table, &change.item_key);
    let place = say!("change-version-of", version = detail.version, versions = detail.versions);
    let sign = Sign::of(change.op, change.actor.as_ref().map(|actor| actor.label()));
    view! {
        <article class="detail">
            <header class="detail-head">
                <h2>
                    <a href=timeline.clone()>{label}</a>
                </h2>
                <OpBadge sign=sign />
                <p>{change.table.clone()} " · " {place}</p>
            </header>
            {change_facts(change)}
            {change.note.clone().map(|note| view! { <p class="note">{note}</p> })}
            <Restores detail=detail.clone() />
            <Images detail=detail.clone() side_by_side=side_by_side />
            <footer class="detail-actions">
                <a class="button" href=timeline>
                    {say!("change-open-timeline")}
                </a>
                <CopyMenu id="change" choices=copy_choices::of_change(&detail) />
                {neighbours(&detail)}
            </footer>
        </article>
    }
    .into_any()
}

/// When, where and by whom. The times are told with their differences: they are measured by three clocks.
pub fn change_facts(change: &Change) -> impl IntoView + use<> {
    let after = |later: Timestamp, earlier: Timestamp| {
        let millis = later.millis_since(earlier);
        if millis < 0 { format!("−{}", short_duration(-millis)) } else { format!("+{}", short_duration(millis)) }
    };
    let received = after(change.received_at, change.created_at);
    let archived = after(change.archived_at, change.received_at);
    let actor = change
        .actor
        .as_ref()
        .map_or_else(|| say!("change-actor-not-told").to_owned(), |actor| actor.label().to_owned());
    let fact = |name: &'static str, value: AnyView| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let moment = |at: Timestamp, style: TimeStyle, note: String| {
        view! {
            <Moment at=at style=style />
            " "
            <span class="quiet">{note}</span>
        }
        .into_any()
    };
    view! {
        <dl class="facts">
            {fact(say!("change-created"), moment(change.created_at, TimeStyle::DateAndTime, "± 1 s".to_owned()))}
            {fact(say!("change-received"), moment(change.received_at, TimeStyle::TimeWithMillis, received))}
            {fact(say!("change-archived"), moment(change.archived_at, TimeStyle::TimeWithMillis, archived))}
            {fact(say!("change-shard"), change.shard_id.clone().into_any())}
            {fact(say!("change-sequence"), change.sequence_number.to_string().into_any())}
            {fact(say!("change-actor"), actor.into_any())}
            {fact(say!("change-size"), format!("{} · {}", short_size(change.size_bytes), change.view_type).into_any())}
        </dl>
    }
    .into_any()
}

/// Links to the item's change before and after this one.
fn neighbours(detail: &ChangeDetail) -> impl IntoView + use<> {
    let link = |id, label: &'static str, glyph: Glyph| {
        view! {
            <a class="icon-button" href=links::change(id) title=label aria-label=label>
                <Icon glyph=glyph />
            </a>
        }
    };
    view! {
        <span class="neighbours">
            {detail.previous.map(|id| link(id, say!("change-previous"), Glyph::Left))}
            {detail.next.map(|id| link(id, say!("change-next"), Glyph::Right))}
        </span>
    }
    .into_any()
}

/// The tabs: what changed, the image before and after, and the change as the API gives it.
#[component]
fn Images(detail: ChangeDetail, side_by_side: Option<Memo<bool>>) -> impl IntoView {
    let selected = RwSignal::new(0);
    let differences = detail.diff.as_ref().map_or(0, |diff| diff.entries.len());
    let changes = say!("change-tab-changes", count = differences);
    let names = [changes.as_str(), say!("change-before"), say!("change-after"), "JSON"].map(str::to_owned).to_vec();
    let detail = Arc::new(detail);
    let panel = move || match selected.get() {
        0 => differences_panel(&detail, side_by_side),
        1 => image_panel(detail.change.old_image.as_ref(), Side::Before),
        2 => image_after_panel(&detail),
        _ => json_panel(&detail.change),
    };
    view! {
        <TabList id="change" label=say!("change-tabs") names=names selected=selected />
        <div
            class="tab-panel"
            role="tabpanel"
            id="change-panel"
            aria-labelledby=move || format!("change-tab-{}", selected.get())
        >
            {panel}
        </div>
    }
    .into_any()
}

/// What differs, as a table; where it cannot be told, why.
pub fn differences_panel(detail: &ChangeDetail, side_by_side: Option<Memo<bool>>) -> AnyView {
    let Some(diff) = detail.diff.clone() else {
        let why = detail.why_unknown.as_ref().map(|why| why_unknown::sentence(why, detail.version));
        return view! { <p class="quiet">{why}</p> }.into_any();
    };
    let image = detail.change.new_image.clone().or_else(|| detail.rebuilt_after.clone());
    let beside = Signal::derive(move || side_by_side.is_some_and(|side_by_side| side_by_side.get()));
    let has_room = side_by_side.is_some() && !diff.entries.is_empty();
    view! {
        {has_room.then(|| view! { <LayoutChoice /> })}
        {detail.before_from.map(|from| derived(Side::Before, from))}
        {detail.after_from.map(|from| derived(Side::After, from))}
        <DiffView diff=diff image=image side_by_side=beside />
    }
    .into_any()
}

/// An image's place: before or after the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Before,
    /// After it.
    After,
}

/// Says that an image was taken from another record than the change's own.
pub fn derived(side: Side, from: ChangeId) -> impl IntoView {
    let [taken_from, end] = match side {
        Side::Before => {
            let [taken_from, end] = pieces!("change-derived-before");
            [taken_from, end]
        }
        Side::After => {
            let [taken_from, end] = pieces!("change-derived-after");
            [taken_from, end]
        }
    };
    view! {
        <p class="note">
            {taken_from} <a href=links::change(from)>{say!("change-number", id = from.0)}</a> {end}
        </p>
    }
}

/// The item after the change, by its own record or by the next one's.
pub fn image_after_panel(detail: &ChangeDetail) -> AnyView {
    match (&detail.rebuilt_after, detail.after_from) {
        (Some(image), Some(from)) => {
            view! { {derived(Side::After, from)} {image_panel(Some(image), Side::After)} }.into_any()
        }
        _ => image_panel(detail.change.new_image.as_ref(), Side::After),
    }
}

/// An image as JSON; where there is none, why.
pub fn image_panel(image: Option<&Image>, side: Side) -> AnyView {
    let Some(image) = image else {
        let none = match side {
            Side::Before => say!("change-no-image-before"),
            Side::After => say!("change-no-image-after"),
        };
        return view! { <p class="quiet">{none}</p> }.into_any();
    };
    view! {
        <p class="quiet">{figures::attributes(image.len() as u64)}</p>
        <ImageJson image=image.clone() />
    }
    .into_any()
}

/// The change as the API gives it.
pub fn json_panel(change: &Change) -> AnyView {
    let text = serde_json::to_string_pretty(change).unwrap_or_default();
    view! {
        <div class="json">
            <div class="json-bar">
                <CopyButton text=text.clone() label=say!("change-copy") />
            </div>
            <pre tabindex="0">
                <code>{text}</code>
            </pre>
        </div>
    }
    .into_any()
}
