//! One change under each view type: what its record carries of the item before and after.

use afterimage_model::{
    Change, Image,
    demonstration::{Run, RunTable},
};
use leptos::prelude::*;

use super::{digits::digits, words};
use crate::{components::value::value_text, links, say};

/// The change with this version, in each of the tables.
pub(super) fn view(version: u64, tables: &[RunTable]) -> AnyView {
    let both = tables.iter().find_map(|table| {
        let change = Run::same_in(table, version)?;
        Some((change.old_image.clone()?, change.new_image.clone()?))
    });
    let differs = move |name: &str| both.as_ref().is_some_and(|(old, new)| old.get(name) != new.get(name));
    let card = |table: &RunTable| {
        let change = Run::same_in(table, version);
        let record = match change {
            Some(change) => record(change, &differs),
            None => view! { <p class="quiet">{say!("demonstration-not-come")}</p> }.into_any(),
        };
        view! {
            <li class="view-card">
                <h3>{table.view_type.as_str()}</h3>
                <p class="quiet">{words::carries(table.view_type)}</p>
                {record}
            </li>
        }
    };
    view! {
        <p class="outcome-said">{say!("demonstration-told-by-four", version = version)}</p>
        <ul class="view-cards">{tables.iter().map(card).collect_view()}</ul>
        <p class="outcome-note">{say!("demonstration-derived")}</p>
    }
    .into_any()
}

fn record(change: &Change, differs: &impl Fn(&str) -> bool) -> AnyView {
    let key = change.item_key.label(None);
    view! {
        <div class="view-image">
            <h4>{say!("demonstration-key")}</h4>
            <p>{key}</p>
        </div>
        {side(say!("demonstration-before"), change.old_image.as_ref(), differs)}
        {side(say!("demonstration-after"), change.new_image.as_ref(), differs)}
        <p class="view-number">
            <a href=links::change(change.id) aria-label=say!("demonstration-change", id = change.id.to_string())>
                {digits(&change.sequence_number)}
            </a>
        </p>
    }
    .into_any()
}

/// An image; what differs between both is set off by weight and a sign.
fn side(name: &'static str, image: Option<&Image>, differs: &impl Fn(&str) -> bool) -> AnyView {
    let attribute = |(name, value): (&String, &afterimage_model::AttributeValue)| {
        let is_changed = differs(name);
        view! {
            <div class:is-changed=is_changed>
                <dt>{name.clone()}</dt>
                <dd>{value_text(value)}</dd>
            </div>
        }
    };
    let shown = match image {
        Some(image) => view! { <dl>{image.iter().map(attribute).collect_view()}</dl> }.into_any(),
        None => view! { <p class="view-absent">{say!("demonstration-not-in-record")}</p> }.into_any(),
    };
    view! {
        <div class="view-image" class:is-absent=image.is_none()>
            <h4>{name}</h4>
            {shown}
        </div>
    }
    .into_any()
}
