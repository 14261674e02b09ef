//! The past over HTTP: `GET items/{table}/as-of?at=`, `GET items/{table}/{key}?at=`, `GET items/{table}/{key}/attribute?path=`.

use afterimage_model::{
    ItemKey,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::AttributeHistory,
};
use axum::{extract::State, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::extract::{Json, Parameters, Path, page_limit, written};
use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// At which moment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Moment {
    /// A time, or a version as `v42`; the item's newest version without one.
    #[param(example = "v1")]
    at: Option<String>,
}

/// Which items, at which time.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// A time; now without one.
    #[param(example = "2026-11-22T14:09:17Z")]
    at: Option<String>,
    /// The key that the page before ended with: its `next_after`.
    after: Option<String>,
    /// How many.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// Which attribute.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Attribute {
    /// The attribute: `total`, `address.city`, `lines[0].sku`.
    #[param(value_type = String, example = "status")]
    path: Option<String>,
    /// Versions before this one: `next_before`.
    before: Option<u64>,
}

/// `GET items/{table}/{key}?at=`: the item as it was at a time, or right after a version (`v42`); its newest version
/// without a moment: `at` names it, and `in_force` has its change.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}/{key}",
    operation_id = "getItem",
    tag = "items",
    params(shape::ItemAddress, Moment),
    responses((status = 200, description = "The item at that moment", body = ItemAsOf)),
)]
pub async fn item(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path((table, key)): Path<(String, String)>,
    Parameters(moment): Parameters<Moment>,
) -> Result<Response, Problem> {
    let key = read_key(&key)?;
    let at = moment.at.as_deref().map(read_at).transpose()?;
    let mut found = state.backend.as_of(&context, &table, &key, at.unwrap_or(At::Version(u64::MAX))).await?;
    // Nobody asked for a version of this name: the moment is the newest version's.
    if let (None, Some(newest)) = (at, found.in_force) {
        found.at = At::Version(newest.version);
    }
    written(state.history.work(), found).await
}

/// `GET items/{table}?at=&after=&limit=`: the table's items as of a time, in the order of their keys; as of now without
/// one.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}/as-of",
    operation_id = "listItemsAsOf",
    tag = "items",
    params(shape::TableAddress, Listing),
    responses((status = 200, description = "A page of items", body = ItemsAsOf)),
)]
pub async fn items(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(table): Path<String>,
    Parameters(listing): Parameters<Listing>,
) -> Result<Json<ItemsAsOf>, Problem> {
    let time = match listing.at.as_deref().map(read_at).transpose()? {
        None => state.backend.now(),
        Some(At::Time(time)) => time,
        Some(At::Version(_)) => {
            let detail = "A table has no versions: at is a time like 2026-11-22T14:09:17Z.";
            return Err(Problem::bad_request("bad_at", detail));
        }
    };
    let after = listing.after.as_deref().map(read_key).transpose()?;
    let limit = page_limit(listing.limit)?;
    Ok(Json(state.backend.items_as_of(&context, &table, time, after.as_ref(), limit).await?))
}

/// `GET items/{table}/{key}/attribute?path=&before=`: where an attribute became something else.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}/{key}/attribute",
    operation_id = "attributeHistory",
    tag = "items",
    params(shape::ItemAddress, Attribute),
    responses((status = 200, description = "The values that it had", body = AttributeHistory)),
)]
pub async fn attribute(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path((table, key)): Path<(String, String)>,
    Parameters(asked): Parameters<Attribute>,
) -> Result<Response, Problem> {
    let path = asked.path.ok_or_else(|| {
        Problem::bad_request("no_path", "Say which attribute: path=total, path=address.city, path=lines[0].sku.")
    })?;
    let found = state.backend.attribute_history(&context, &table, &read_key(&key)?, &path, asked.before).await;
    written(state.history.work(), found?).await
}

fn read_at(text: &str) -> Result<At, Problem> {
    text.parse().map_err(|error| Problem::bad_request("bad_at", format!("{error}.")))
}

fn read_key(text: &str) -> Result<ItemKey, Problem> {
    text.parse().map_err(|error| {
        Problem::bad_request("bad_key", format!("The item key is not readable: {error}. Write it as name=value."))
    })
}
