//! `GET /api/v1/openapi.json`, and requests that are made by it from the outside.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Server;

/// `GET`, the path and the operation, of each operation that only reads.
fn reading(document: &Value) -> Vec<(&str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let reading = paths.iter().filter_map(|(path, item)| Some((path.as_str(), item.get("get")?)));
    reading.collect()
}

/// An address of the operation in which each parameter has its example, or else a text that fits few of them.
fn address(path: &str, operation: &Value, query: impl Fn(&Value) -> bool) -> String {
    let mut address = path.to_owned();
    let mut pairs = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        let example = match parameter.get("example").unwrap_or(&Value::Null) {
            Value::String(text) => text.replace(';', "%3B"),
            Value::Null => "%00".to_owned(),
            other => other.to_string(),
        };
        if parameter["in"] == "path" {
            address = address.replace(&format!("{{{name}}}"), &example);
        } else if query(parameter) {
            pairs.push(format!("{name}={example}"));
        }
    }
    format!("{address}?{}", pairs.join("&"))
}

#[tokio::test]
async fn the_document_is_served_as_openapi_3_1() {
    let server = Server::start().await;
    let answer = server.get("/api/v1/openapi.json").await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: Value = answer.json().await.expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(!document.to_string().contains("\"nullable\""), "that was a word of 3.0");
}

#[tokio::test]
async fn every_error_has_a_status_and_a_media_type_of_the_document() {
    let server = Server::with_orders(3).await;
    let document = server.json("/api/v1/openapi.json").await;
    let mut statuses = BTreeSet::new();
    for (path, operation) in reading(&document) {
        let wrong = |parameter: &Value| parameter.get("example").is_none();
        let required = |parameter: &Value| parameter["required"] == true;
        for address in
            [address(path, operation, wrong), address(path, operation, required), path.replace(['{', '}'], "!")]
        {
            let answer = server.get(&address).await;
            let status = answer.status().as_u16().to_string();
            let documented = &operation["responses"][&status];
            let shared = documented["$ref"].as_str().and_then(|reference| document.pointer(&reference[1..]));
            let documented = shared.unwrap_or(documented);
            assert!(documented.is_object(), "{status} of {address} is not in the document");
            if !answer.status().is_success() && !path.starts_with("/api/v1/health") {
                assert_eq!(answer.headers()["content-type"], "application/problem+json", "{address}");
                assert!(documented["content"]["application/problem+json"].is_object(), "{status} of {address}");
            }
            statuses.insert(status);
        }
    }
    assert!(["200", "400", "404"].iter().all(|status| statuses.contains(*status)), "{statuses:?}");
}

#[tokio::test]
async fn positions_beyond_the_archive_are_told_or_answered_with_what_is_there() {
    let server = Server::with_orders(3).await;
    let document = server.json("/api/v1/openapi.json").await;
    let mut tried = 0;
    for (path, operation) in reading(&document) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let positions = parameters.filter(|parameter| {
            parameter["in"] == "query" && parameter["schema"]["type"] == "integer" && parameter["name"] != "limit"
        });
        for name in positions.filter_map(|parameter| parameter["name"].as_str()) {
            let required = |parameter: &Value| parameter["required"] == true;
            let others = address(path, operation, required);
            for number in ["-9223372036854775808", "-1", "0", "9223372036854775807", "18446744073709551616"] {
                let address = format!("{others}&{name}={number}");
                let answer = server.get(&address).await;
                assert!(answer.status().as_u16() < 500, "{} of {address}", answer.status());
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "{tried}");
}
