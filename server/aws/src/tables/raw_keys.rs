//! Keys that are kept raw, on their way to DynamoDB: AWS's client takes only what its types can hold, so the raw JSON is put
//! into the request when it is written, before it is signed.

use std::collections::HashMap;

use afterimage_model::{AttributeValue, ItemKey};
use aws_sdk_dynamodb::{
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextMut},
    error::BoxError,
    types::AttributeValue as SdkValue,
};
use aws_smithy_types::body::SdkBody;

use super::convert;

/// The raw values of a key, each with the text that stands in for it in the request.
#[derive(Clone, Debug, Default)]
pub(super) struct RawKeys(Vec<(String, String)>);

/// The key as the SDK takes it, and what has to be put in afterwards.
pub(super) fn to_sdk_key(key: &ItemKey) -> (HashMap<String, SdkValue>, RawKeys) {
    let (image, mut raw) = (key.to_image(), RawKeys::default());
    let said = key.to_string();
    let value = |value: &AttributeValue, raw: &mut RawKeys| match value {
        AttributeValue::Raw(json) => {
            // A text that nothing else of the key has in it.
            let mut stand_in = format!("raw {}", raw.0.len());
            while said.contains(&stand_in) {
                stand_in.push('.');
            }
            raw.0.push((stand_in.clone(), json.clone()));
            SdkValue::S(stand_in)
        }
        value => convert::to_sdk(value),
    };
    let key = image.iter().map(|(name, attribute)| (name.clone(), value(attribute, &mut raw))).collect();
    (key, raw)
}

impl RawKeys {
    fn put_into(&self, body: &str) -> String {
        let put = |body: String, (stand_in, json): &(String, String)| {
            body.replacen(&format!(r#"{{"S":"{stand_in}"}}"#), json, 1)
        };
        self.0.iter().fold(body.to_owned(), put)
    }
}

impl Intercept for RawKeys {
    fn name(&self) -> &'static str {
        "RawKeys"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if let Some(body) = request.body().bytes().filter(|_| !self.0.is_empty()) {
            let body = self.put_into(std::str::from_utf8(body)?);
            request.headers_mut().insert("content-length", body.len().to_string());
            *request.body_mut() = SdkBody::from(body);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_value_takes_the_place_of_what_stands_in_for_it_and_of_nothing_else() {
        let key: ItemKey = r#"a=raw 0;b:RAW={"S"%3A"k\ud803"}"#.parse().expect("a key");
        let (sdk, raw) = to_sdk_key(&key);
        assert_eq!((&sdk["a"], &sdk["b"]), (&SdkValue::S("raw 0".to_owned()), &SdkValue::S("raw 0.".to_owned())));
        assert_eq!(
            raw.put_into(r#"{"Key":{"a":{"S":"raw 0"},"b":{"S":"raw 0."}}}"#),
            r#"{"Key":{"a":{"S":"raw 0"},"b":{"S":"k\ud803"}}}"#
        );
    }
}
