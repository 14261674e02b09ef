//! A record that has come: where it stood in the stream, and how long its way was.

use leptos::prelude::*;

use super::{digits, fact, ways};
use crate::{
    components::{
        figures::short_duration,
        op_sign::{OpBadge, Sign},
        time::{Moment, TimeStyle},
        value::value_text,
    },
    model::{Change, Image, Timestamp, demonstration::Sent},
};

pub(super) fn view(version: u64, change: &Change, sent: Option<&Sent>) -> AnyView {
    let sign = Sign::of(change.op, change.actor.as_ref().map(|actor| actor.label()));
    let key = change.item_key.label(None);
    view! {
        <p class="outcome-said">
            <OpBadge sign=sign />
            <strong>{key}</strong>
            {format!(" is version {version} in the archive.")}
        </p>
        {sent.map(|sent| way(change, sent))}
        <dl class="big-facts">
            {fact("Sequence number", digits(&change.sequence_number))}
            {fact("Shard", change.shard_id.clone())}
            {fact("Event", change.event_id.clone())}
            {fact("Created", created(change))}
        </dl>
        {change.new_image.as_ref().map(image)}
        {ways(change)}
    }
    .into_any()
}

/// The record carries whole seconds, so what lies between it and the archive is told with what it is worth.
fn created(change: &Change) -> AnyView {
    let lag = short_duration(change.archived_at.millis_since(change.created_at));
    view! {
        <Moment at=change.created_at style=TimeStyle::TimeOfDay />
        <span class="quiet">{format!(" in whole seconds; archived {lag} after, ± 1 s")}</span>
    }
    .into_any()
}

/// The way in milliseconds, from the request on, by one clock.
fn way(change: &Change, sent: &Sent) -> AnyView {
    let after = |at: Timestamp| format!("+{}", short_duration(at.millis_since(sent.sent_at)));
    let stop = |name: &'static str, value: String| {
        view! {
            <li>
                <span>{name}</span>
                <strong>{value}</strong>
            </li>
        }
    };
    view! {
        <ol class="way" aria-label="From the request to the archive">
            {stop("request sent", sent.sent_at.time_of_day())} {stop("DynamoDB answered", after(sent.answered_at))}
            {stop("record read", after(change.received_at))} {stop("archived", after(change.archived_at))}
        </ol>
    }
    .into_any()
}

/// An image in a line.
pub(super) fn image(image: &Image) -> AnyView {
    let attribute = |(name, value): (&String, &crate::model::AttributeValue)| {
        view! {
            <li>
                <span class="attribute-name">{name.clone()}</span>
                " "
                <span>{value_text(value)}</span>
            </li>
        }
    };
    view! { <ul class="image-line" aria-label="The item">{image.iter().map(attribute).collect_view()}</ul> }.into_any()
}
