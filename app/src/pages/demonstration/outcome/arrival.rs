//! A record that has come: where it stood in the stream, and how long its way was.

use afterimage_model::{Change, Image, Timestamp, demonstration::Sent};
use leptos::prelude::*;

use super::{super::digits::digits, fact, ways};
use crate::{
    components::{
        figures::short_duration,
        op_sign::{OpBadge, Sign},
        time::Moment,
        time_style::TimeStyle,
        value::value_text,
    },
    say,
};

pub(super) fn view(version: u64, change: &Change, sent: Option<&Sent>) -> AnyView {
    let sign = Sign::of(change.op, change.actor.as_ref().map(|actor| actor.label()));
    let key = change.item_key.label(None);
    view! {
        <p class="outcome-said">
            <OpBadge sign=sign />
            <strong>{key}</strong>
            " "
            {say!("demonstration-is-version", version = version)}
        </p>
        {sent.map(|sent| way(change, sent))}
        <dl class="big-facts">
            {fact(say!("demonstration-sequence-number"), digits(&change.sequence_number))}
            {fact(say!("demonstration-shard"), change.shard_id.clone())}
            {fact(say!("demonstration-event"), change.event_id.clone())}
            {fact(say!("demonstration-created"), created(change))}
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
        <span class="quiet">" " {say!("demonstration-whole-seconds", lag = lag)}</span>
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
        <ol class="way" aria-label=say!("demonstration-way")>
            {stop(say!("demonstration-way-sent"), sent.sent_at.time_of_day())}
            {stop(say!("demonstration-way-answered"), after(sent.answered_at))}
            {stop(say!("demonstration-way-read"), after(change.received_at))}
            {stop(say!("demonstration-way-archived"), after(change.archived_at))}
        </ol>
    }
    .into_any()
}

/// An image in a line.
pub(super) fn image(image: &Image) -> AnyView {
    let attribute = |(name, value): (&String, &afterimage_model::AttributeValue)| {
        view! {
            <li>
                <span class="attribute-name">{name.clone()}</span>
                " "
                <span>{value_text(value)}</span>
            </li>
        }
    };
    view! { <ul class="image-line" aria-label=say!("demonstration-item")>{image.iter().map(attribute).collect_view()}</ul> }.into_any()
}
