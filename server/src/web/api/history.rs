//! The past over HTTP: `GET items/{table}/as-of?at=`, `GET items/{table}/{key}?at=`, `GET items/{table}/{key}/attribute?path=`.

use afterimage_app::model::{
    ItemKey,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::AttributeHistory,
};
use axum::extract::State;
use serde::Deserialize;

use super::extract::{Json, Parameters, Path, page_limit};
use crate::web::{AppState, problem::Problem};

/// At which moment.
#[derive(Deserialize)]
pub struct Moment {
    at: Option<String>,
}

/// Which items, at which time.
#[derive(Deserialize)]
pub struct Listing {
    at: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
}

/// Which attribute.
#[derive(Deserialize)]
pub struct Attribute {
    path: Option<String>,
    before: Option<u64>,
}

/// `GET items/{table}/{key}?at=`: the item as it was at a time, or right after a version (`v42`); as it is known now
/// without a moment.
pub async fn item(
    State(state): State<AppState>,
    Path((table, key)): Path<(String, String)>,
    Parameters(moment): Parameters<Moment>,
) -> Result<Json<ItemAsOf>, Problem> {
    let at = moment.at.as_deref().map_or(Ok(At::Version(u64::MAX)), read_at)?;
    Ok(Json(state.backend.as_of(&table, &read_key(&key)?, at).await?))
}

/// `GET items/{table}?at=&after=&limit=`: the table's items as of a time, in the order of their keys; as of now without
/// one.
pub async fn items(
    State(state): State<AppState>,
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
    Ok(Json(state.backend.items_as_of(&table, time, after.as_ref(), limit).await?))
}

/// `GET items/{table}/{key}/attribute?path=&before=`: where an attribute became something else.
pub async fn attribute(
    State(state): State<AppState>,
    Path((table, key)): Path<(String, String)>,
    Parameters(asked): Parameters<Attribute>,
) -> Result<Json<AttributeHistory>, Problem> {
    let path = asked.path.ok_or_else(|| {
        Problem::bad_request("no_path", "Say which attribute: path=total, path=address.city, path=lines[0].sku.")
    })?;
    let found = state.backend.attribute_history(&table, &read_key(&key)?, &path, asked.before).await;
    Ok(Json(found?))
}

fn read_at(text: &str) -> Result<At, Problem> {
    text.parse().map_err(|error| Problem::bad_request("bad_at", format!("{error}.")))
}

fn read_key(text: &str) -> Result<ItemKey, Problem> {
    text.parse().map_err(|error| {
        Problem::bad_request("bad_key", format!("The item key is not readable: {error}. Write it as name=value."))
    })
}
