//! The item's end: what is waited for, and then who deleted it.

use leptos::prelude::*;

use super::{arrival::image, digits, fact, ways};
use crate::{
    components::{
        clock::use_clock,
        op_sign::{OpBadge, Sign},
        time::{Moment, TimeStyle},
    },
    model::{Change, Timestamp},
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
        Some(left) if left > 0 => format!("It expires in {} s.", (left + 999) / 1_000),
        Some(_) => "It has expired. The sweep comes every five seconds.".to_owned(),
        None => "It waits for its end.".to_owned(),
    };
    view! {
        <p class="outcome-said outcome-waiting">
            <span class="waiting" aria-hidden="true"></span>
            <span>
                <code>"expires_at"</code>
                " is "
                <Moment at=at style=TimeStyle::TimeOfDay />
                ". "
                {said}
                " Nobody has to press anything."
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
            {format!(" is gone, and version {version} says who it was.")}
        </p>
        <dl class="big-facts">
            {fact("userIdentity", format!("{kind} · {principal}"))}
            {fact("Sequence number", digits(&change.sequence_number))}
            {fact("Shard", change.shard_id.clone())}
            {fact("Event", change.event_id.clone())}
        </dl>
        {change.old_image.as_ref().map(|old| view! { <p class="outcome-note">"The record still carries what was deleted:"</p> {image(old)} })}
        {ways(change)}
    }
    .into_any()
}
