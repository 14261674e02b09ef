//! JSON as it crosses between page and server.

use std::str::Utf8Error;

use bytes::Bytes;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

/// How server functions answer.
pub type Answer = Post<TextJson>;

/// JSON that is read from text, as what a rendered page carries and what the feed brings is. `server_fn`'s own encoding
/// reads it from bytes: for the page's WebAssembly that is every type's reader a second time.
pub struct TextJson;

/// The bytes are no text, or the text is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum TextJsonError {
    /// No UTF-8.
    #[error(transparent)]
    Text(#[from] Utf8Error),
    /// Not the expected JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl ContentType for TextJson {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for TextJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for TextJson {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for TextJson {
    type Error = TextJsonError;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        Ok(serde_json::from_str(std::str::from_utf8(&bytes)?)?)
    }
}
