//! The tables outside: which there are, what their keys and streams look like, and writing test items to them.
//!
//! Together with [`streams`](crate::streams) this is the only place that knows the AWS SDK; everyone else speaks the
//! vocabulary of the model and of `afterimage_capture::tables`.

mod access;
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

use afterimage_model::{
    Image, ItemKey,
    health::{Endpoint, WritePermission},
};

use afterimage_capture::selection::TableSelection;
use afterimage_capture::tables::{
    Failure, FailureKind, FoundItem, NewIndex, NewTable, Projection, ScanPage, Segment, TableDescription, WriteRefusal,
    Written, type_of,
};
pub use client::{Clients, EMBEDDED_REGION};

use crate::streams::TakenBody;

/// The tables that are followed, and the way to them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AwsTables {
    client: aws_sdk_dynamodb::Client,
    selection: TableSelection,
    endpoint: Endpoint,
    permission: WritePermission,
    tags: tags::KnownTags,
}

impl AwsTables {
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
        sent.map_err(|error| failure::of("GetItem", Some(table), &error))?;
        let item = answers::item(body).await?.map(|item| item.image);
        // An item has its key at least.
        if item.as_ref().is_some_and(|image| image.is_empty()) {
            return Err(Failure::incomplete("GetItem", "Item"));
        }
        Ok(item)
    }
}
