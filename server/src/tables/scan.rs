//! Reading a table from its beginning.

use std::num::NonZeroUsize;

use afterimage_app::model::{Image, ItemKey};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use super::{Failure, FailureKind, Tables, convert};

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

/// One page of a scan.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanPage {
    /// The items, as they were at one moment each.
    pub items: Vec<Image>,
    /// The last key that was looked at; nothing when the segment's end was reached.
    pub last_key: Option<ItemKey>,
    /// The read capacity that it took, in units; 0 where the endpoint does not tell.
    pub capacity_units: f64,
}

/// A part of a table that is scanned by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Which one, from 0.
    pub index: u32,
    /// How many there are.
    pub total: u32,
}

impl Tables {
    /// The items of a segment after a key, with all that was written before the request.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn scan_page(
        &self,
        table: &str,
        segment: Segment,
        after: Option<&ItemKey>,
        limit: i32,
    ) -> Result<ScanPage, Failure> {
        let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        let request = self.client.scan().table_name(table).consistent_read(true).limit(limit);
        let request = request.segment(number(segment.index)).total_segments(number(segment.total));
        let request = request.return_consumed_capacity(ReturnConsumedCapacity::Total);
        let request = request.set_exclusive_start_key(after.map(|key| convert::to_sdk_item(&key.to_image())));
        let page = request.send().await.map_err(|error| Failure::of("Scan", Some(table), &error))?;
        let items = page.items.unwrap_or_default().into_iter().map(convert::from_sdk_item);
        let last_key = page.last_evaluated_key.map(convert::from_sdk_item).transpose()?;
        let last_key = last_key.map(|key| ItemKey::from_image(&key)).transpose();
        Ok(ScanPage {
            items: items.collect::<Result<_, _>>()?,
            last_key: last_key.map_err(|error| Failure::new(FailureKind::Unavailable, error.to_string()))?,
            capacity_units: page.consumed_capacity.and_then(|capacity| capacity.capacity_units).unwrap_or(0.0),
        })
    }

    /// How many items the table has, as its description tells: DynamoDB counts them every six hours.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn item_count(&self, table: &str) -> Result<Option<u64>, Failure> {
        let answer = self.client.describe_table().table_name(table).send().await;
        let answer = answer.map_err(|error| Failure::of("DescribeTable", Some(table), &error))?;
        let count = answer.table.and_then(|table| table.item_count);
        Ok(count.and_then(|count| u64::try_from(count).ok()))
    }
}
