//! One change with everything that is known of it: in the drawer beside the list, and on its own page.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    copy_button::CopyButton,
    diff_view::DiffView,
    figures::{counted, short_duration, short_size},
    icons::{Glyph, Icon},
    image_json::ImageJson,
    op_sign::{OpBadge, Sign},
    tabs::TabList,
    time::{Moment, TimeStyle},
};
use crate::{
    api::ChangeDetail,
    links,
    model::{Change, Diff, Image, Op, Timestamp, diff},
};

/// A change's facts, differences, images and JSON.
#[component]
pub fn ChangeDetailView(
    /// The change and its place in the item's life.
    detail: ChangeDetail,
) -> impl IntoView {
    let change = &detail.change;
    let label = change.item_key.label(detail.partition_key.as_deref());
    let timeline = links::item(&change.table, &change.item_key);
    let place = format!("version {} of {}", detail.version, detail.versions);
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
            <Images detail=detail.clone() />
            <footer class="detail-actions">
                <a class="button" href=timeline>
                    "Open timeline"
                </a>
                <CopyButton text=links::change(change.id) label="Copy link" />
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
    let actor =
        change.actor.as_ref().map_or_else(|| "not told by the stream".to_owned(), |actor| actor.label().to_owned());
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
            {fact("created", moment(change.created_at, TimeStyle::DateAndTime, "± 1 s".to_owned()))}
            {fact("received", moment(change.received_at, TimeStyle::TimeWithMillis, received))}
            {fact("archived", moment(change.archived_at, TimeStyle::TimeWithMillis, archived))}
            {fact("shard", change.shard_id.clone().into_any())}
            {fact("sequence", change.sequence_number.to_string().into_any())}
            {fact("actor", actor.into_any())}
            {fact("size", format!("{} · {}", short_size(change.size_bytes), change.view_type).into_any())}
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
            {detail.previous.map(|id| link(id, "The item's change before", Glyph::Left))}
            {detail.next.map(|id| link(id, "The item's change after", Glyph::Right))}
        </span>
    }
    .into_any()
}

/// The tabs: what changed, the image before and after, and the change as the API gives it.
#[component]
fn Images(detail: ChangeDetail) -> impl IntoView {
    let selected = RwSignal::new(0);
    let differences = detail.diff.as_ref().map_or(0, |diff| diff.entries.len());
    let names = [&format!("Changes {differences}"), "Before", "After", "JSON"].map(str::to_owned).to_vec();
    let detail = Arc::new(detail);
    let panel = move || match selected.get() {
        0 => differences_panel(&detail),
        1 => image_panel(detail.change.old_image.as_ref(), "before"),
        2 => image_panel(detail.change.new_image.as_ref(), "after"),
        _ => json_panel(&detail.change),
    };
    view! {
        <TabList id="change" label="The change" names=names selected=selected />
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
pub fn differences_panel(detail: &ChangeDetail) -> AnyView {
    let Some(diff) = detail.diff.clone().or_else(|| whole_item(&detail.change)) else {
        let view_type = detail.change.view_type.as_str();
        return view! {
            <p class="quiet">
                "The stream's view type " <code>{view_type}</code>
                " carries too little to say what differs, and the archive holds no earlier image of the item."
            </p>
        }
        .into_any();
    };
    let image = detail.change.new_image.clone();
    let derived = detail.derived.then(|| {
        view! {
            <p class="note">
                "Derived: the record does not carry the image before, so it was taken from the change before this one."
            </p>
        }
    });
    view! {
        {derived}
        <DiffView diff=diff image=image />
    }
    .into_any()
}

/// An item that came or went has no other side: everything in it is what differs.
fn whole_item(change: &Change) -> Option<Diff> {
    let nothing = Image::default();
    match change.op {
        Op::Insert | Op::Baseline => change.new_image.as_ref().map(|new| diff::between(&nothing, new)),
        Op::Remove => change.old_image.as_ref().map(|old| diff::between(old, &nothing)),
        Op::Modify => None,
    }
}

/// An image as JSON; where there is none, why. `when` is `before` or `after`.
pub fn image_panel(image: Option<&Image>, when: &'static str) -> AnyView {
    match image {
        Some(image) => view! {
            <p class="quiet">{counted(image.len() as u64, "attribute")}</p>
            <ImageJson image=image.clone() />
        }
        .into_any(),
        None => view! {
            <p class="quiet">{format!("The record carries no image of the item {when} the change.")}</p>
        }
        .into_any(),
    }
}

/// The change as the API gives it.
pub fn json_panel(change: &Change) -> AnyView {
    let text = serde_json::to_string_pretty(change).unwrap_or_default();
    view! {
        <div class="json">
            <div class="json-bar">
                <CopyButton text=text.clone() label="Copy" />
            </div>
            <pre tabindex="0">
                <code>{text}</code>
            </pre>
        </div>
    }
    .into_any()
}
