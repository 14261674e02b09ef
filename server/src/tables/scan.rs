//! Reading a table from its beginning.

use std::num::NonZeroUsize;

use afterimage_app::model::Image;

use super::{Failure, Tables, convert};

impl Tables {
    /// The first items of a table, at most `limit`, in no particular order.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn scan(&self, table: &str, limit: NonZeroUsize) -> Result<Vec<Image>, Failure> {
        let mut pages = self.client.scan().table_name(table).into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(convert::from_sdk_item(item.map_err(|error| Failure::of("Scan", Some(table), &error))?)?);
            if items.len() >= limit.get() {
                break;
            }
        }
        Ok(items)
    }
}
