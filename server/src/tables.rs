//! The tables outside: which there are, what their keys and streams look like, and writing test items to them.
//!
//! Together with `stream::aws` and `stream::convert` this is the only place that knows the AWS SDK; everyone else
//! speaks the vocabulary of `model`.

mod answers;
mod catalog;
mod client;
mod convert;
mod create;
mod describe;
mod endpoint;
mod failure;
mod model;
mod raw_keys;
mod refuse_errors;
mod replace;
mod replay;
mod scan;
mod swap;
mod tags;
mod update;
mod validate;
mod write;

use afterimage_language::say;
use afterimage_model::{
    Image, ItemKey,
    health::{Endpoint, WritePermission},
    table::{KeyAttribute, StreamState},
};

pub use answers::FoundItem;
pub use client::{Clients, EMBEDDED_REGION};
pub use create::{NewIndex, NewTable, Projection};
pub use failure::{Failure, FailureKind};
pub use replay::ReplayTarget;
pub use scan::{ScanPage, Segment};
pub(crate) use validate::type_of;

use crate::{config::TableSelection, stream::aws::TakenBody, words::reader};

/// The tables that are followed, and the way to them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tables {
    client: aws_sdk_dynamodb::Client,
    selection: TableSelection,
    endpoint: Endpoint,
    permission: WritePermission,
    tags: tags::KnownTags,
}

/// A table as the endpoint describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDescription {
    /// The table's name.
    pub name: String,
    /// The partition key; nothing when the table could not be described.
    pub partition_key: Option<KeyAttribute>,
    /// The sort key, where there is one.
    pub sort_key: Option<KeyAttribute>,
    /// The attribute that items expire by, where time to live is on.
    pub ttl_attribute: Option<String>,
    /// The table's stream, and why it is not known where it is not.
    pub stream: StreamState,
}

/// A write that DynamoDB took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Which item.
    pub item_key: ItemKey,
    /// How many attributes were set or removed; none when nothing differed, and then nothing was sent.
    pub attributes_written: usize,
    /// The attributes that a replacement found, and that were not there when the item was seen: an item that was
    /// changed keeps them, from one that was deleted they are gone.
    pub unforeseen: Vec<String>,
}

/// Where the tables are, in a few words.
pub fn endpoint_label(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Embedded { url } => say!(reader(), "server-endpoint-embedded", url = url.as_str()),
        Endpoint::Url { .. } | Endpoint::Aws { .. } => endpoint.label(),
    }
}

impl Tables {
    /// The tables that `selection` names, reached through `clients`.
    pub fn new(clients: &Clients, selection: TableSelection, permission: WritePermission) -> Self {
        Self {
            client: clients.dynamodb.clone(),
            endpoint: clients.endpoint.clone(),
            selection,
            permission,
            tags: tags::KnownTags::default(),
        }
    }

    /// Where the tables are.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Whether items may be written from here.
    pub fn permission(&self) -> &WritePermission {
        &self.permission
    }

    /// The item as it is in DynamoDB now; nothing when there is none, as two answers tell: that there is none is only told
    /// by what is missing.
    ///
    /// # Errors
    /// When the endpoint refuses or cannot be reached.
    pub async fn get_item(&self, table: &str, key: &ItemKey) -> Result<Option<Image>, Failure> {
        match self.look_up_item(table, key).await? {
            Some(item) => Ok(Some(item)),
            None => self.look_up_item(table, key).await,
        }
    }

    async fn look_up_item(&self, table: &str, key: &ItemKey) -> Result<Option<Image>, Failure> {
        let (key, raw) = raw_keys::to_sdk_key(key);
        let request = self.client.get_item().table_name(table).consistent_read(true).set_key(Some(key));
        let body = TakenBody::default();
        let sent = request.customize().interceptor(body.clone()).interceptor(raw).send().await;
        sent.map_err(|error| Failure::of("GetItem", Some(table), &error))?;
        let item = answers::item(body).await?.map(|item| item.image);
        // An item has its key at least.
        if item.as_ref().is_some_and(|image| image.is_empty()) {
            return Err(Failure::incomplete("GetItem", "Item"));
        }
        Ok(item)
    }
}
