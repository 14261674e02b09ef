//! What is true of every operation alike, and would be noise at each.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// A problem by its status, its name in the document, and what it means.
type Problem = (&'static str, &'static str, &'static str);

/// Problems that any request may meet before its handler sees it, or where the archive cannot be read.
const ANYWHERE: [Problem; 7] = [
    ("400", "BadRequest", "A parameter, the path or the query is wrong; the detail says which, why and what to do"),
    ("403", "Forbidden", "The request comes from another web site, or is not allowed on this server"),
    ("405", "MethodNotAllowed", "This address does not take that method; `Allow` lists those it takes"),
    ("408", "RequestTimeout", "The body comes too slowly"),
    ("414", "UriTooLong", "The address is too long"),
    ("421", "MisdirectedRequest", "The request is for another host"),
    (
        "503",
        "Unavailable",
        "The archive or DynamoDB does not answer just now, or as much is under way as may be; `Retry-After` says when to \
         try again",
    ),
];

/// Those of requests that change something.
const WRITING: [Problem; 1] =
    [("415", "UnsupportedMediaType", "What changes something is sent as `application/json`, and this is not")];

/// Those of requests with a body.
const WITH_BODY: [Problem; 2] = [
    ("413", "TooLarge", "The body or the item is too large"),
    ("422", "Unprocessable", "The body is JSON, and not what is asked for; or the write is not possible"),
];

/// Those of addresses that name something.
const OF_SOMETHING: [Problem; 1] = [("404", "NotFound", "There is no such thing; the detail says what is missing")];

/// The document with the problems that are common to its operations, and with parameters that are left out and never
/// `null`.
pub fn completed(mut document: Value) -> Value {
    document["components"]["responses"] = all_problems();
    // Of what is asked, parts may be left out, as its schema says; answers say `null` where they have nothing.
    let asked = asked(&document);
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    for (_, schema) in schemas.filter(|(name, _)| !asked.contains(name.as_str())) {
        say_null(schema);
    }
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            complete(path, method != "get", operation);
        }
    }
    document
}

fn complete(path: &str, is_writing: bool, operation: &mut Value) {
    if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
        for parameter in parameters {
            leave_out_null(&mut parameter["schema"]);
        }
    }
    let with_body = operation.get("requestBody").is_some();
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    add(answers, &ANYWHERE);
    if is_writing {
        add(answers, &WRITING);
    }
    if with_body {
        add(answers, &WITH_BODY);
    }
    if path.contains('{') {
        add(answers, &OF_SOMETHING);
    }
}

fn all_problems() -> Value {
    let problems =
        ANYWHERE.iter().chain(&WRITING).chain(&WITH_BODY).chain(&OF_SOMETHING).map(|(_, name, description)| {
            let content = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
            ((*name).to_owned(), json!({"description": description, "content": content}))
        });
    Value::Object(problems.collect())
}

/// What a handler says itself of a status counts more.
fn add(answers: &mut Map<String, Value>, problems: &[Problem]) {
    for (status, name, _) in problems {
        let reference = format!("#/components/responses/{name}");
        answers.entry(*status).or_insert_with(|| json!({"$ref": reference}));
    }
}

/// The schemas of requests' bodies.
fn asked(document: &Value) -> BTreeSet<String> {
    let items = document["paths"].as_object().into_iter().flatten().map(|(_, item)| item);
    let operations = items.filter_map(Value::as_object).flatten().map(|(_, operation)| operation);
    let contents = operations.filter_map(|operation| operation["requestBody"]["content"].as_object()).flatten();
    let schemas = contents.filter_map(|(_, content)| content["schema"]["$ref"].as_str());
    schemas.filter_map(|reference| reference.rsplit('/').next()).map(str::to_owned).collect()
}

/// What may be `null` is there, in the schema and in those that it is made of.
fn say_null(schema: &mut Value) {
    let is_null = |schema: &Value| schema["type"] == "null";
    let may_be_null = |schema: &Value| {
        let list = |name: &str| schema[name].as_array().into_iter().flatten();
        list("type").any(|name| name == "null") || list("oneOf").any(is_null)
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    let nullable: Vec<Value> =
        properties.filter(|(_, property)| may_be_null(property)).map(|(name, _)| name.as_str().into()).collect();
    if !nullable.is_empty() {
        let mut required = schema["required"].as_array().cloned().unwrap_or_default();
        required.extend(nullable);
        required.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        required.dedup();
        schema["required"] = required.into();
    }
    for parts in ["allOf", "oneOf", "anyOf"] {
        schema.get_mut(parts).and_then(Value::as_array_mut).into_iter().flatten().for_each(say_null);
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
