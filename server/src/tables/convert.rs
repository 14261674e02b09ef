//! Between the SDK's attribute values and the model's, without loss in either direction.

use std::collections::HashMap;

use afterimage_app::{
    model::{AttributeValue, Image, Number},
    say,
};
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue as SdkValue};

use super::{Failure, FailureKind};
use crate::words::Words;

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
    }
}

/// An image from what the SDK gave.
///
/// # Errors
/// When a value is of a type that this version does not know.
pub(super) fn from_sdk_item(item: HashMap<String, SdkValue>) -> Result<Image, Failure> {
    item.into_iter().map(|(name, value)| Ok((name, from_sdk(value)?))).collect()
}

fn from_sdk(value: SdkValue) -> Result<AttributeValue, Failure> {
    let number = |text: String| text.parse::<Number>().map_err(|error| unreadable(&error.to_string()));
    Ok(match value {
        SdkValue::S(text) => AttributeValue::S(text),
        SdkValue::N(digits) => AttributeValue::N(number(digits)?),
        SdkValue::B(bytes) => AttributeValue::B(bytes.into_inner()),
        SdkValue::Bool(value) => AttributeValue::Bool(value),
        SdkValue::Null(_) => AttributeValue::Null,
        SdkValue::L(elements) => AttributeValue::L(elements.into_iter().map(from_sdk).collect::<Result<_, _>>()?),
        SdkValue::M(entries) => AttributeValue::M(from_sdk_item(entries)?.0),
        SdkValue::Ss(elements) => AttributeValue::string_set(elements),
        SdkValue::Ns(elements) => {
            AttributeValue::number_set(elements.into_iter().map(number).collect::<Result<Vec<_>, _>>()?)
        }
        SdkValue::Bs(elements) => AttributeValue::binary_set(elements.into_iter().map(Blob::into_inner)),
        other => return Err(unreadable(&format!("{other:?}"))),
    })
}

fn unreadable(what: &str) -> Failure {
    let what = what.to_owned();
    let say = move || say!("server-failure-unreadable-value", value = what.as_str());
    Failure::new(FailureKind::Unavailable, Words::later(say))
}
