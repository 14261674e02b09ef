//! What can be copied of an item, of a version and of a change.

use std::sync::Arc;

use afterimage_model::{Image, ItemKey, compare::Pair, dynamodb_json, page::ChangeDetail, plain_json};
use leptos::prelude::*;

use super::{
    aws_command,
    copy_menu::{Choice, Source},
    overview::use_overview,
};
use crate::{links, say};

/// Of an item: where it is, its key, and how it is now.
pub fn of_item(table: &str, item_key: &ItemKey) -> Vec<Choice> {
    let now = |exact| Source::ItemNow { table: table.to_owned(), item_key: item_key.clone(), exact };
    vec![
        Choice::text(say!("frame-copy-link-item"), links::item(table, item_key)),
        key(item_key),
        get_item_command(table, item_key),
        Choice { label: say!("frame-copy-now-exact").to_owned(), source: now(true) },
        Choice { label: say!("frame-copy-now-plain").to_owned(), source: now(false) },
    ]
}

/// Of a change, which is a version of its item.
pub fn of_change(detail: &ChangeDetail) -> Vec<Choice> {
    let change = &detail.change;
    let version = detail.version;
    let mut choices = vec![
        Choice::text(say!("frame-copy-link-change"), links::change(change.id)),
        Choice::text(
            say!("frame-copy-link-version", version = version.to_string()),
            links::item_at(&change.table, &change.item_key, change.id),
        ),
        Choice::text(
            say!("frame-copy-link-item-then"),
            links::item_at_time(&change.table, &change.item_key, change.created_at),
        ),
        key(&change.item_key),
        get_item_command(&change.table, &change.item_key),
    ];
    // What a removal leaves behind is nothing: what it took is of more use.
    let after = change.new_image.as_ref().or(detail.rebuilt_after.as_ref());
    if let Some(image) = after {
        choices.extend(json(image, say!("frame-copy-after-exact"), say!("frame-copy-after-plain")));
    } else if let Some(image) = &change.old_image {
        choices.extend(json(image, say!("frame-copy-before-exact"), say!("frame-copy-before-plain")));
    }
    choices
}

/// Of a comparison.
pub fn of_pair(table: &str, item_key: &ItemKey, pair: Pair) -> Vec<Choice> {
    vec![
        Choice::text(say!("frame-copy-link-pair", pair = pair.to_string()), links::compare(table, item_key, pair)),
        Choice::text(say!("frame-copy-link-item"), links::item(table, item_key)),
        key(item_key),
        get_item_command(table, item_key),
    ]
}

fn key(item_key: &ItemKey) -> Choice {
    Choice::text(say!("frame-copy-key"), dynamodb_json::to_text(&item_key.to_image()))
}

/// Written only when somebody copies: an item may have 400 KB.
fn json(image: &Image, exact: &str, plain: &str) -> [Choice; 2] {
    let image = Arc::new(image.clone());
    let written = |write: fn(&Image) -> String| {
        let image = Arc::clone(&image);
        Signal::derive(move || write(&image))
    };
    [Choice::text(exact, written(dynamodb_json::to_pretty_text)), Choice::text(plain, written(plain_json::to_text))]
}

/// The endpoint is known by the time when somebody copies.
fn get_item_command(table: &str, item_key: &ItemKey) -> Choice {
    let overview = use_overview();
    let (table, item_key) = (table.to_owned(), item_key.clone());
    let command = move || {
        let endpoint = overview.get_untracked().and_then(Result::ok).map(|overview| overview.endpoint);
        aws_command::get_item(&table, &item_key, endpoint.as_ref())
    };
    Choice::text("aws dynamodb get-item", Signal::derive(command))
}
