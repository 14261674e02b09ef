//! A value that crosses as JSON and is read only where it is used.

use std::marker::PhantomData;

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::PageError;

/// JSON that tells a `T`, as it looks when a `T` is written. Who asks for it need not know how a `T` is read: in the
/// browser, that comes with the part of the page that shows it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Written<T> {
    text: Box<RawValue>,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Written<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), of: PhantomData }
    }
}

impl<T: Serialize> Written<T> {
    /// Writes a value.
    ///
    /// # Errors
    /// When it cannot be told in JSON.
    pub fn of(value: &T) -> Result<Self, PageError> {
        let text = serde_json::value::to_raw_value(value).map_err(unreadable)?;
        Ok(Self { text, of: PhantomData })
    }
}

impl<T: DeserializeOwned> Written<T> {
    /// Reads the value.
    ///
    /// # Errors
    /// When it is another one, from a server that is not the page's.
    pub fn read(&self) -> Result<T, PageError> {
        serde_json::from_str(self.text.get()).map_err(unreadable)
    }
}

fn unreadable(error: serde_json::Error) -> PageError {
    PageError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
}
