//! Where the data comes from, in the language of the page.

use afterimage_model::health::Endpoint;

use crate::say;

/// `embedded DynamoDB at http://127.0.0.1:8000`, or the address or region of another.
pub fn source_words(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Embedded { url } => say!("frame-source-embedded", url = url.as_str()),
        Endpoint::Url { .. } | Endpoint::Aws { .. } => endpoint.label(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_english_the_source_is_called_what_the_log_calls_it() {
        let embedded = Endpoint::Embedded { url: "http://127.0.0.1:8000".to_owned() };
        assert_eq!(source_words(&embedded), embedded.label());
    }
}
