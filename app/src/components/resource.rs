//! What a page asks for: on the server while it is rendered, in the browser from then on.
//!
//! What the server was told travels to the browser within scripts of the document, as JSON in which no markup can be read
//! ([`crate::inert`]). Pages make their resources here and not with the framework's own functions, which leave that to
//! the framework.

use leptos::prelude::{
    Resource as FrameworkResource,
    codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::inert;

/// What was asked for, once it is there.
pub type Resource<T> = FrameworkResource<T, InertJson>;

/// Asks, and asks anew whenever `source` tells something else.
#[track_caller]
pub fn resource<T, S, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> F + Send + Sync + 'static,
) -> Resource<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    FrameworkResource::new_with_options(source, ask, false)
}

/// JSON for within a script.
#[derive(Debug)]
pub struct InertJson;

impl<T: Serialize> Encoder<T> for InertJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value).map(inert::json)
    }
}

impl<T: DeserializeOwned> Decoder<T> for InertJson {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_str(text)
    }
}
