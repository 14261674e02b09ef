//! The model's attribute values as the SDK takes them. What comes back is read from the answers' texts
//! ([`answers`](super::answers)).

use std::collections::HashMap;

use afterimage_model::{AttributeValue, Image};
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue as SdkValue};

/// The image as the SDK takes it.
pub(super) fn to_sdk_item(image: &Image) -> HashMap<String, SdkValue> {
    image.iter().map(|(name, value)| (name.clone(), to_sdk(value))).collect()
}

/// The value as the SDK takes it.
pub(super) fn to_sdk(value: &AttributeValue) -> SdkValue {
    let blob = |bytes: &Vec<u8>| Blob::new(bytes.clone());
    match value {
        AttributeValue::S(text) => SdkValue::S(text.clone()),
        AttributeValue::N(number) => SdkValue::N(number.to_string()),
        AttributeValue::B(bytes) => SdkValue::B(blob(bytes)),
        AttributeValue::Bool(value) => SdkValue::Bool(*value),
        AttributeValue::Null => SdkValue::Null(true),
        AttributeValue::L(elements) => SdkValue::L(elements.iter().map(to_sdk).collect()),
        AttributeValue::M(entries) => {
            SdkValue::M(entries.iter().map(|(name, value)| (name.clone(), to_sdk(value))).collect())
        }
        AttributeValue::Ss(elements) => SdkValue::Ss(elements.clone()),
        AttributeValue::Ns(elements) => SdkValue::Ns(elements.iter().map(ToString::to_string).collect()),
        AttributeValue::Bs(elements) => SdkValue::Bs(elements.iter().map(blob).collect()),
        // Refused before it comes to this ([`validate::without_raw`](super::validate::without_raw)), and by DynamoDB if ever
        // it should: no number is empty.
        AttributeValue::Raw(_) => SdkValue::N(String::new()),
    }
}
