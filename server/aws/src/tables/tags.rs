//! Which tables carry a tag. Asking costs a request a table, and tags change seldom: the answers are kept for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use afterimage_capture::{pagination::Pagination, selection::TableTag};
use afterimage_language::phrase;
use aws_sdk_dynamodb::{error::BuildError, types::Tag};
use futures::{StreamExt, stream};

use super::{AwsTables, Failure, FailureKind, describe::DESCRIBED_AT_ONCE, failure};

/// How long an answer is good for: a table is followed this long after it got the tag, at the latest.
const TAG_AGE: Duration = Duration::from_secs(120);

/// What is known of the tables' tags; clones know the same.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownTags(Arc<Mutex<HashMap<String, Answer>>>);

#[derive(Clone, Copy, Debug)]
struct Answer {
    at: Instant,
    has_tag: bool,
    /// The table got a tag since.
    is_old: bool,
}

impl KnownTags {
    /// Whether the table had the tag when it was last asked for.
    pub(super) fn has(&self, table: &str) -> bool {
        self.answers().get(table).is_some_and(|answer| answer.has_tag)
    }

    fn is_fresh(&self, table: &str) -> bool {
        self.answers().get(table).is_some_and(|answer| !answer.is_old && answer.at.elapsed() < TAG_AGE)
    }

    fn note(&self, table: &str, has_tag: bool) {
        self.answers().insert(table.to_owned(), Answer { at: Instant::now(), has_tag, is_old: false });
    }

    fn ask_again(&self, table: &str) {
        if let Some(answer) = self.answers().get_mut(table) {
            answer.is_old = true;
        }
    }

    fn keep_only(&self, tables: &[String]) {
        self.answers().retain(|table, _| tables.contains(table));
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<String, Answer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AwsTables {
    /// Those of the tables that carry the tag. A table that cannot be asked is taken for what it was before.
    pub(super) async fn tagged(&self, tables: Vec<String>, tag: &TableTag) -> Vec<String> {
        self.tags.keep_only(&tables);
        let unknown: Vec<String> = tables.iter().filter(|table| !self.tags.is_fresh(table)).cloned().collect();
        let ask = |table: String| async move {
            match self.has_tag(&table, tag).await {
                Ok(has_tag) => self.tags.note(&table, has_tag),
                Err(failure) => {
                    let failure = failure.message.in_english();
                    tracing::warn!(table, failure, "the table's tags cannot be read just now");
                }
            }
        };
        stream::iter(unknown).for_each_concurrent(DESCRIBED_AT_ONCE, ask).await;
        tables.into_iter().filter(|table| self.tags.has(table)).collect()
    }

    /// Gives the table a tag, in the place of one with the same key.
    ///
    /// # Errors
    /// When the endpoint refuses.
    pub async fn tag(&self, table: &str, tag: &TableTag) -> Result<(), Failure> {
        let malformed = |error: BuildError| {
            Failure::new(FailureKind::Invalid, phrase!("server-failure-no-tag", error = error.to_string()))
        };
        let arn = self.arn(table).await?;
        let tag = Tag::builder().key(&tag.key).value(&tag.value).build().map_err(malformed)?;
        let answer = self.client.tag_resource().resource_arn(arn).tags(tag).send().await;
        answer.map_err(|error| failure::of("TagResource", Some(table), &error))?;
        self.tags.ask_again(table);
        Ok(())
    }

    async fn arn(&self, table: &str) -> Result<String, Failure> {
        let described = self.client.describe_table().table_name(table).send().await;
        let described = described.map_err(|error| failure::of("DescribeTable", Some(table), &error))?;
        let arn = described.table.and_then(|table| table.table_arn).filter(|arn| !arn.is_empty());
        arn.ok_or_else(|| Failure::incomplete("DescribeTable", "TableArn"))
    }

    async fn has_tag(&self, table: &str, tag: &TableTag) -> Result<bool, Failure> {
        let arn = self.arn(table).await?;
        let (mut next, mut pagination) = (None, Pagination::default());
        loop {
            let request = self.client.list_tags_of_resource().resource_arn(&arn).set_next_token(next);
            let page = request.send().await;
            let page = page.map_err(|error| failure::of("ListTagsOfResource", Some(table), &error))?;
            let tags = page.tags.ok_or_else(|| Failure::incomplete("ListTagsOfResource", "Tags"))?;
            if tags.iter().any(|found| found.key() == tag.key && found.value() == tag.value) {
                return Ok(true);
            }
            if page.next_token.as_deref() == Some("") {
                return Err(Failure::incomplete("ListTagsOfResource", "NextToken"));
            }
            let place = pagination.go_on(page.next_token);
            next = place.map_err(|standstill| Failure::new(FailureKind::Unavailable, standstill.message))?;
            if next.is_none() {
                return Ok(false);
            }
        }
    }
}
