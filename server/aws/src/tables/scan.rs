//! Reading a table from its beginning.

use std::num::NonZeroUsize;

use afterimage_model::{Image, ItemKey};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use super::{
    AwsTables, Failure, ScanPage, Segment,
    answers::{self, Scanned},
    failure,
    raw_keys::{RawKeys, to_sdk_key},
};
use crate::streams::TakenBody;

/// The most items that one page of [`AwsTables::scan`] asks for.
const PAGE_ITEMS: i32 = 1_000;

impl AwsTables {
    /// The first items of a table, at most `limit`, in no particular order.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn scan(&self, table: &str, limit: NonZeroUsize) -> Result<Vec<Image>, Failure> {
        let (mut items, mut after) = (Vec::new(), None);
        loop {
            let whole = Segment { index: 0, total: 1 };
            let left = i32::try_from(limit.get() - items.len()).unwrap_or(i32::MAX).min(PAGE_ITEMS);
            let page = self.scan_page(table, whole, after.as_ref(), left).await?;
            items.extend(page.items.into_iter().map(|item| item.image));
            if page.last_key.is_some() && page.last_key == after {
                return Err(Failure::incomplete("Scan", "LastEvaluatedKey"));
            }
            after = page.last_key;
            if after.is_none() || items.len() >= limit.get() {
                items.truncate(limit.get());
                return Ok(items);
            }
        }
    }
}

impl AwsTables {
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
        let (after, raw) = after.map(to_sdk_key).map_or((None, RawKeys::default()), |(key, raw)| (Some(key), raw));
        let request = request.set_exclusive_start_key(after);
        let body = TakenBody::default();
        let sent = request.customize().interceptor(body.clone()).interceptor(raw).send().await;
        sent.map_err(|error| failure::of("Scan", Some(table), &error))?;
        let text = answers::text(body).await?;
        let page: Scanned<'_> = answers::read(&text)?;
        Ok(ScanPage { items: page.items()?, last_key: page.last_key()?, capacity_units: page.capacity_units() })
    }

    /// How many items the table has, as its description tells: DynamoDB counts them every six hours.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn item_count(&self, table: &str) -> Result<Option<u64>, Failure> {
        let answer = self.client.describe_table().table_name(table).send().await;
        let answer = answer.map_err(|error| failure::of("DescribeTable", Some(table), &error))?;
        let count = answer.table.and_then(|table| table.item_count);
        Ok(count.and_then(|count| u64::try_from(count).ok()))
    }
}
