//! Which tables there are and what they look like.

use afterimage_capture::{pagination::Pagination, selection::TableSelection};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    ViewType,
    change::UnknownViewType,
    table::{KeyAttribute, StreamState},
};
use aws_sdk_dynamodb::types::{KeyType, TableDescription as SdkTable, TimeToLiveStatus};
use futures::{StreamExt, stream};

use super::{AwsTables, Failure, FailureKind, TableDescription, failure};

/// How many tables are described at the same time.
pub(super) const DESCRIBED_AT_ONCE: usize = 8;

impl AwsTables {
    /// Every followed table, in the order of the names. A table that cannot be described is there and says why.
    ///
    /// # Errors
    /// When the tables cannot even be listed.
    pub async fn followed(&self) -> Result<Vec<TableDescription>, Failure> {
        let names = self.followed_names().await?;
        let described = stream::iter(names)
            .map(|name| async move { self.describe(&name).await.unwrap_or_else(|failure| undescribed(name, failure)) });
        Ok(described.buffered(DESCRIBED_AT_ONCE).collect().await)
    }

    /// The names of the followed tables, in ascending order.
    ///
    /// # Errors
    /// When the tables cannot be listed.
    pub async fn followed_names(&self) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = self.selection.literal_names().cloned().collect();
        if self.selection.needs_listing() {
            let all = self.all_names().await?;
            names.extend(match &self.selection {
                TableSelection::Tagged(tag) => self.tagged(all, tag).await,
                selection => all.into_iter().filter(|name| selection.selects(name) == Some(true)).collect(),
            });
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// What the endpoint says of a table.
    ///
    /// # Errors
    /// [`FailureKind::NotFound`] when there is none by this name; else when the endpoint refuses or cannot be reached.
    pub async fn describe(&self, table: &str) -> Result<TableDescription, Failure> {
        let mut description = self.describe_without_ttl(table).await?;
        description.ttl_attribute = self.ttl_attribute(table).await;
        Ok(description)
    }

    /// The same with one request instead of two.
    pub(super) async fn describe_without_ttl(&self, table: &str) -> Result<TableDescription, Failure> {
        let answer = self.client.describe_table().table_name(table).send().await;
        let answer = answer.map_err(|error| failure::of("DescribeTable", Some(table), &error))?;
        let description = answer.table.ok_or_else(|| no_description(table))?;
        let key = |kind: &KeyType| key_attribute(&description, kind);
        Ok(TableDescription {
            name: table.to_owned(),
            partition_key: Some(key(&KeyType::Hash).ok_or_else(|| no_description(table))?),
            sort_key: key(&KeyType::Range),
            ttl_attribute: None,
            stream: stream_state(&description),
        })
    }

    /// Whether this table is one of those that are followed.
    pub fn follows(&self, table: &str) -> bool {
        self.selection.selects(table).unwrap_or_else(|| self.tags.has(table))
    }

    /// The names of all tables at the endpoint, followed or not.
    ///
    /// # Errors
    /// When the tables cannot be listed.
    pub async fn all_names(&self) -> Result<Vec<String>, Failure> {
        let (mut names, mut after, mut pagination) = (Vec::new(), None, Pagination::default());
        loop {
            let page = self.client.list_tables().set_exclusive_start_table_name(after).send().await;
            let page = page.map_err(|error| failure::of("ListTables", None, &error))?;
            // Taken for an empty one, a list that is missing would say that all tables are deleted.
            names.extend(page.table_names.ok_or_else(|| Failure::incomplete("ListTables", "TableNames"))?);
            if page.last_evaluated_table_name.as_deref() == Some("") {
                return Err(Failure::incomplete("ListTables", "LastEvaluatedTableName"));
            }
            let next = pagination.go_on(page.last_evaluated_table_name);
            after = next.map_err(|standstill| Failure::new(FailureKind::Unavailable, standstill.message))?;
            if after.is_none() {
                return Ok(names);
            }
        }
    }

    /// A table whose time to live cannot be asked for (no permission, an emulator without it) is shown without.
    async fn ttl_attribute(&self, table: &str) -> Option<String> {
        let answer = self.client.describe_time_to_live().table_name(table).send().await;
        let description = match answer {
            Ok(answer) => answer.time_to_live_description?,
            Err(error) => {
                let error = failure::of("DescribeTimeToLive", Some(table), &error).message.in_english();
                tracing::debug!(table, error, "no time to live");
                return None;
            }
        };
        let on =
            matches!(description.time_to_live_status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling));
        description.attribute_name.filter(|_| on)
    }
}

fn undescribed(name: String, failure: Failure) -> TableDescription {
    let stream = match failure.kind {
        FailureKind::NotFound => Ok(StreamState::TableGone),
        _ => Err(failure.message),
    };
    TableDescription { name, partition_key: None, sort_key: None, ttl_attribute: None, stream }
}

fn no_description(table: &str) -> Failure {
    Failure::new(FailureKind::Unavailable, phrase!("server-failure-no-description", table = table))
}

fn key_attribute(description: &SdkTable, kind: &KeyType) -> Option<KeyAttribute> {
    let element = description.key_schema().iter().find(|element| element.key_type() == kind)?;
    let name = element.attribute_name();
    let defined = description.attribute_definitions().iter().find(|definition| definition.attribute_name() == name)?;
    Some(KeyAttribute { name: name.to_owned(), type_tag: defined.attribute_type().as_str().to_owned() })
}

fn stream_state(description: &SdkTable) -> Result<StreamState, Phrase> {
    let specification = description.stream_specification().filter(|specification| specification.stream_enabled());
    let arn = description.latest_stream_arn().filter(|arn| !arn.is_empty()).map(str::to_owned);
    let (arn, specification) = match (arn, specification) {
        (Some(arn), Some(specification)) => (arn, specification),
        (Some(arn), None) => return Ok(StreamState::Disabled { arn }),
        (None, None) => return Ok(StreamState::Off),
        // It is on, and nobody says which it is.
        (None, Some(_)) => return Err(Failure::incomplete("DescribeTable", "LatestStreamArn").message),
    };
    match specification.stream_view_type() {
        // Its records tell what they carry.
        None => Ok(StreamState::Enabled { arn, view_type: ViewType::NewAndOldImages }),
        Some(view_type) => match view_type.as_str().parse::<ViewType>() {
            Ok(view_type) => Ok(StreamState::Enabled { arn, view_type }),
            Err(UnknownViewType(text)) => Err(phrase!("server-no-view-type", text = format!("{text:?}"))),
        },
    }
}
