//! An item's full attributes.

use std::{collections::BTreeMap, ops::Deref};

use super::AttributeValue;

/// DynamoDB's limit for one item, names and values together.
pub const MAX_ITEM_SIZE_BYTES: usize = 400 * 1024;

/// All attributes of one item at one time, by name; in JSON, DynamoDB JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(description = "An item's attributes in `DynamoDB` JSON.", example = json!({"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "total": {"N": "12.50"}})))]
pub struct Image(pub BTreeMap<String, AttributeValue>);

impl Image {
    /// What the item counts towards the 400 KB limit, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.size_bytes()).sum()
    }

    /// The first attribute that is kept raw, or has such a value within it; nothing where all are as DynamoDB has them.
    pub fn first_raw(&self) -> Option<&str> {
        self.0.iter().find(|(_, value)| value.has_raw()).map(|(name, _)| name.as_str())
    }

    /// The image without what only DynamoDB may write ([`is_managed`]).
    #[must_use]
    pub fn without_managed(&self) -> Self {
        self.iter().filter(|(name, _)| !is_managed(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// What the names of attributes begin with that are DynamoDB's own, in global tables of version 2017.11.29
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables.V1.html>).
pub const MANAGED_PREFIX: &str = "aws:rep:";

/// Whether only DynamoDB may write an attribute of this name.
pub fn is_managed(name: &str) -> bool {
    name.starts_with(MANAGED_PREFIX)
}

impl Deref for Image {
    type Target = BTreeMap<String, AttributeValue>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromIterator<(String, AttributeValue)> for Image {
    fn from_iter<I: IntoIterator<Item = (String, AttributeValue)>>(attributes: I) -> Self {
        Self(attributes.into_iter().collect())
    }
}
