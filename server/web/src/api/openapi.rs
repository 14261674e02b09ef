//! `GET /api/v1/openapi.json`: the API as an `OpenAPI` 3.1 document, made from the handlers and the types they answer with.

mod complete;

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::Value;
use utoipa::OpenApi;

use super::{
    changes, charts, export, gaps, health, history, item_list, items, replays, search, tables, versions, views,
};
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Afterimage",
        description = "Every change of DynamoDB tables: archived, searched, compared, brought back. \
            Errors are problems (RFC 9457) with a stable `code` and a `detail` that says what to do.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "changes", description = "Changes, in the order in which they were archived"),
        (name = "search", description = "Searches, charts and saved queries"),
        (name = "items", description = "Items: their lives, their past, writing them"),
        (name = "replays", description = "Sending changes to a table again"),
        (name = "tables", description = "Tables, streams and what is missing"),
        (name = "health", description = "Whether the program lives and is ready"),
    ),
    paths(
        changes::list,
        changes::one,
        export::download,
        replays::begin,
        replays::one,
        replays::cancel,
        replays::apply_model,
        search::search,
        charts::histogram,
        charts::hottest,
        views::list,
        views::one,
        views::save,
        views::delete,
        tables::list,
        tables::set_stream,
        tables::take_baseline,
        items::write,
        item_list::list,
        history::items,
        history::item,
        history::attribute,
        items::changes,
        versions::diff,
        versions::preview,
        versions::restore,
        gaps::list,
        health::full,
        health::live,
        health::ready,
        serve,
    ),
    components(schemas(Problem)),
)]
struct Document;

/// The document.
#[must_use]
pub fn document() -> Value {
    complete::completed(serde_json::to_value(Document::openapi()).unwrap_or_default())
}

static TEXT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// `GET openapi.json`: this document.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "openapi",
    tag = "health",
    responses((status = 200, description = "The API as an OpenAPI 3.1 document", body = Object)),
)]
pub async fn serve() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    /// `GET /api/v1/changes` and so on, as `api.rs` routes them.
    fn routed() -> BTreeSet<String> {
        let routes = include_str!("../api.rs").split(".route(\"").skip(1);
        let pairs = routes.flat_map(|route| {
            let (path, handlers) = route.split_once('"').expect("a path");
            let methods = ["get", "put", "post", "delete"];
            let taken = methods.into_iter().filter(|method| {
                handlers.contains(&format!(" {method}(")) || handlers.contains(&format!(".{method}("))
            });
            taken.map(|method| format!("{} /api/v1{path}", method.to_uppercase())).collect::<Vec<_>>()
        });
        pairs.collect()
    }

    fn operations(document: &Value) -> Vec<(String, &Value)> {
        let paths = document["paths"].as_object().expect("paths");
        let mut found = Vec::new();
        for (path, item) in paths {
            for (method, operation) in item.as_object().expect("a path item") {
                found.push((format!("{} {path}", method.to_uppercase()), operation));
            }
        }
        found
    }

    #[test]
    fn it_has_every_route_and_no_other() {
        let document = document();
        let documented: BTreeSet<String> = operations(&document).into_iter().map(|(name, _)| name).collect();
        assert!(documented.len() > 30);
        assert_eq!(documented, routed());
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().expect("an end");
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }

    /// Every `allOf` within `value`.
    fn unions<'a>(value: &'a Value, found: &mut Vec<&'a Vec<Value>>) {
        found.extend(value.get("allOf").and_then(Value::as_array));
        let inner = value.as_object().into_iter().flat_map(|object| object.values());
        inner.chain(value.as_array().into_iter().flatten()).for_each(|value| unions(value, found));
    }

    #[test]
    fn what_is_made_of_several_parts_can_be() {
        let document = document();
        let mut found = Vec::new();
        unions(&document, &mut found);
        assert!(!found.is_empty());
        for parts in found {
            let types = parts.iter().map(|part| match part["$ref"].as_str() {
                Some(reference) => &document.pointer(&reference[1..]).expect("a schema")["type"],
                None => &part["type"],
            });
            assert_eq!(types.collect::<HashSet<_>>().len(), 1, "nothing is of all these types: {parts:?}");
        }
    }

    #[test]
    fn every_part_of_an_address_is_a_parameter() {
        let document = document();
        for (name, operation) in operations(&document) {
            let parts = name.split('{').skip(1).filter_map(|part| part.split('}').next());
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let within = parameters.filter(|parameter| parameter["in"] == "path");
            let named: BTreeSet<&str> = within.filter_map(|parameter| parameter["name"].as_str()).collect();
            assert_eq!(parts.collect::<BTreeSet<_>>(), named, "{name}");
        }
    }

    #[test]
    fn every_operation_says_what_it_does_and_how_it_fails() {
        let document = document();
        assert_eq!(document["openapi"], "3.1.0");
        for (name, operation) in operations(&document) {
            assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{name}: summary");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{name}: {parameter}");
            }
            let problem = operation["responses"]["400"]["$ref"].as_str().and_then(|to| document.pointer(&to[1..]));
            let content = problem.map(|problem| &problem["content"]["application/problem+json"]);
            assert!(content.is_some_and(Value::is_object), "{name}: 400");
            if !name.starts_with("GET ") {
                assert!(operation["responses"]["415"].is_object(), "{name}: 415");
            }
            if operation["requestBody"].is_object() {
                assert!(operation["responses"]["413"].is_object(), "{name}: 413");
            }
        }
    }
}
