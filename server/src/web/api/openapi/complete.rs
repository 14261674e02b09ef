//! What is true of every operation alike, and would be noise at each.

use serde_json::{Map, Value, json};

/// Problems that any request may meet before its handler sees it, or where the archive cannot be read.
const ANYWHERE: [(&str, &str); 6] = [
    ("400", "A parameter, the path or the query is wrong; the detail says which, why and what to do"),
    ("403", "The request comes from another web site, or is not allowed on this server"),
    ("405", "This address does not take that method; `Allow` lists those it takes"),
    ("414", "The address is too long"),
    ("421", "The request is for another host"),
    ("503", "The archive or DynamoDB does not answer just now; `Retry-After` says when to try again"),
];

/// Those of requests with a body.
const WITH_BODY: [(&str, &str); 3] = [
    ("413", "The body or the item is too large"),
    ("415", "The body is not sent as application/json"),
    ("422", "The body is JSON, and not what is asked for; or the write is not possible"),
];

/// The document with the problems that are common to its operations, and with parameters that are left out and never
/// `null`.
pub fn completed(mut document: Value) -> Value {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        for operation in item.as_object_mut().into_iter().flatten().map(|(_, operation)| operation) {
            complete(path, operation);
        }
    }
    document
}

fn complete(path: &str, operation: &mut Value) {
    if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
        for parameter in parameters {
            leave_out_null(&mut parameter["schema"]);
        }
    }
    let with_body = operation.get("requestBody").is_some();
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    add(answers, &ANYWHERE);
    if with_body {
        add(answers, &WITH_BODY);
    }
    if path.contains('{') {
        add(answers, &[("404", "There is no such thing; the detail says what is missing")]);
    }
}

fn add(answers: &mut Map<String, Value>, problems: &[(&str, &str)]) {
    for (status, description) in problems {
        let content = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
        answers.entry(*status).or_insert_with(|| json!({"description": description, "content": content}));
    }
}

/// An optional parameter's type is made as `["integer", "null"]`, or one of `null` and another schema: in an address
/// there is no `null`.
fn leave_out_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type")
        && let Some(list) = types.as_array()
    {
        let real = list.iter().find(|name| *name != "null").cloned();
        *types = real.unwrap_or_default();
    }
    if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
        let mut real = choices.iter().filter(|choice| choice["type"] != "null");
        if let (Some(only), None) = (real.next().cloned(), real.next()) {
            *schema = only;
        }
    }
}
