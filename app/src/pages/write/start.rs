//! What the form begins with.

use afterimage_model::{Image, ItemKey, health::Overview, table::TableStatus};
use serde::{Deserialize, Serialize};

use super::{draft::Notation, kind::Kind};
use crate::{
    api::{self, PageError},
    links,
};

/// What the form begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// All tables.
    pub tables: Vec<TableStatus>,
    /// The frame's figures, for the permission to write.
    pub overview: Overview,
    /// The table asked for.
    pub table: String,
    /// The item asked for.
    pub key: Option<ItemKey>,
    /// That item as it is now, or why it could not be loaded.
    pub item: Result<Option<Image>, String>,
    /// What to do to it.
    pub kind: Kind,
    /// How to write it.
    pub notation: Notation,
}

/// Loads it. `table`, `key`, `kind` and `notation` are as the address has them, empty where it has none.
///
/// # Errors
/// When the tables or the permission to write cannot be told; a failure to load the item is part of the start.
pub async fn load(table: String, key: String, kind: String, notation: String) -> Result<Start, PageError> {
    let tables = api::load_tables().await?;
    let overview = api::load_overview().await?;
    let key = links::key_from_parameter(&key).ok();
    let item = match &key {
        Some(key) => api::load_item_now(table.clone(), key.to_string()).await.map_err(|error| error.to_string()),
        None => Ok(None),
    };
    let usual = if matches!(item, Ok(Some(_))) { Kind::Update } else { Kind::Put };
    let kind = Kind::named(&kind).unwrap_or(usual);
    Ok(Start { tables, overview, table, key, item, kind, notation: Notation::named(&notation) })
}
