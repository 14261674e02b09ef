//! The item's end: what is waited for, and then who deleted it.

use afterimage_model::{Change, Timestamp};
use leptos::prelude::*;

use super::{super::digits::digits, arrival::image, fact, ways};
use crate::{
    components::{
        clock::use_clock,
        op_sign::{OpBadge, Sign},
        time::Moment,
        time_style::TimeStyle,
    },
    say,
};

pub(super) fn view(expires_at: Option<Timestamp>, removed: Option<(u64, Change)>) -> AnyView {
    match (expires_at, removed) {
        (Some(at), _) => waiting(at),
        (None, Some((version, change))) => gone(version, &change),
        (None, None) => ().into_any(),
    }
}

fn waiting(at: Timestamp) -> AnyView {
    let now = use_clock().now;
    let left = move || now.get().map(|now| at.millis_since(now));
    let said = move || match left() {
        Some(left) if left > 0 => say!("demonstration-expires-in", seconds = (left + 999) / 1_000),
        Some(_) => say!("demonstration-has-expired").to_owned(),
        None => say!("demonstration-waits").to_owned(),
    };
    view! {
        <p class="outcome-said outcome-waiting">
            <span class="waiting" aria-hidden="true"></span>
            <span>
                <code>"expires_at"</code>
                " "
                {say!("demonstration-expires-at")}
                " "
                <Moment at=at style=TimeStyle::TimeOfDay />
                ". "
                {said}
                " "
                {say!("demonstration-nobody")}
            </span>
        </p>
    }
    .into_any()
}

fn gone(version: u64, change: &Change) -> AnyView {
    let actor = change.actor.clone();
    let kind = actor.as_ref().map(|actor| actor.kind.clone()).unwrap_or_default();
    let principal = actor.map(|actor| actor.principal_id).unwrap_or_default();
    view! {
        <p class="outcome-said">
            <OpBadge sign=Sign::Expired />
            <strong>{change.item_key.label(None)}</strong>
            " "
            {say!("demonstration-is-gone", version = version)}
        </p>
        <dl class="big-facts">
            {fact("userIdentity", format!("{kind} · {principal}"))}
            {fact(say!("demonstration-sequence-number"), digits(&change.sequence_number))}
            {fact(say!("demonstration-shard"), change.shard_id.clone())}
            {fact(say!("demonstration-event"), change.event_id.clone())}
        </dl>
        {change.old_image.as_ref().map(|old| view! { <p class="outcome-note">{say!("demonstration-still-carries")}</p> {image(old)} })}
        {ways(change)}
    }
    .into_any()
}
