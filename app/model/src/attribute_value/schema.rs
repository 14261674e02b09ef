//! How a value looks in DynamoDB JSON.
#![expect(dead_code, reason = "only its schema is made")]

use std::{borrow::Cow, collections::BTreeMap};

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::AttributeValue;

/// One value in `DynamoDB` JSON: an object with one property, which names the type.
#[derive(ToSchema)]
#[schema(no_recursion, example = json!({"N": "12.50"}))]
enum Tagged {
    /// A text.
    S(String),
    /// A number of up to 38 digits, as text.
    N(String),
    /// Bytes in base64.
    B(String),
    /// A truth value.
    #[serde(rename = "BOOL")]
    Bool(bool),
    /// Null: the value is `true`.
    #[serde(rename = "NULL")]
    Null(bool),
    /// A map.
    M(BTreeMap<String, AttributeValue>),
    /// A list.
    L(Vec<AttributeValue>),
    /// A set of texts.
    #[serde(rename = "SS")]
    TextSet(Vec<String>),
    /// A set of numbers.
    #[serde(rename = "NS")]
    NumberSet(Vec<String>),
    /// A set of bytes.
    #[serde(rename = "BS")]
    BinarySet(Vec<String>),
    /// What none of these can hold (text that is no Unicode, a type of a later `DynamoDB`), as the text of its JSON. It is
    /// this program's own, and never written to a table.
    #[serde(rename = "RAW")]
    Raw(String),
}

impl PartialSchema for AttributeValue {
    fn schema() -> RefOr<Schema> {
        Tagged::schema()
    }
}

impl ToSchema for AttributeValue {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("AttributeValue")
    }
}
