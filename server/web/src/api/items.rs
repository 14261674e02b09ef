//! `GET /api/v1/items/{table}/{key}/changes` and `POST /api/v1/items/{table}`.

use afterimage_model::{
    Change, ChangeId, ItemKey,
    item::{ItemOverview, Restored},
    write::{WriteOutcome, WriteRequest},
};
use afterimage_service::history;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::extract::{Json, Parameters, Path, Position, page_limit, written};
use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// Which part of an item's life.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    /// Changes before this one: `next_before`.
    #[param(value_type = Option<i64>, minimum = 0)]
    before: Option<Position>,
    /// How many.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// An item's life, newest first.
#[derive(Serialize, ToSchema)]
pub struct Life {
    /// The item.
    item: ItemOverview,
    /// Its changes.
    changes: Vec<Versioned>,
    /// Pass it as `before` to go on; absent when version 1 was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<ChangeId>,
}

/// A change as everywhere, and which version of the item it made.
#[derive(Serialize, ToSchema)]
struct Versioned {
    /// 1 for the first change in the archive.
    version: u64,
    /// The version that the change brought the item back to, where it is a restore.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    restored: Option<Restored>,
    #[serde(flatten)]
    change: Change,
}

/// `GET items/{table}/{key}/changes?before=&limit=`: the item's life, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}/{key}/changes",
    operation_id = "itemChanges",
    tag = "items",
    params(shape::ItemAddress, Selection),
    responses((status = 200, description = "A part of its life", body = Life)),
)]
pub async fn changes(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path((table, key)): Path<(String, String)>,
    Parameters(selection): Parameters<Selection>,
) -> Result<Response, Problem> {
    let key: ItemKey = key.parse().map_err(|error| {
        Problem::bad_request("bad_key", format!("The item key is not readable: {error}. Write it as name=value."))
    })?;
    let limit = page_limit(selection.limit)?;
    let life = state.history.life(&context, &table, &key, selection.before.map(|before| before.0), limit).await?;
    let life = life.ok_or_else(|| Problem::not_found(format!("The archive has no item {key} of {table}.")))?;
    let history::Life { timeline, restored } = life;
    let versioned = |(version, change): (u64, Change)| {
        let restored = restored.get(&change.id);
        let restored = restored.map(|it| Restored { version: it.version, change_id: it.change_id });
        Versioned { version, restored, change }
    };
    let changes = timeline.changes.into_iter().map(versioned).collect();
    written(state.history.work(), Life { item: timeline.item, changes, next_before: timeline.older }).await
}

/// `POST items/{table}`: a [`WriteRequest`], or `{"item": …}` in DynamoDB JSON to put an item.
///
/// Answers once DynamoDB has taken the write and, where it comes in time, with the id of the change that it caused.
#[utoipa::path(
    post,
    path = "/api/v1/items/{table}",
    operation_id = "writeItem",
    tag = "items",
    params(shape::TableAddress),
    request_body(content = shape::WriteRequest),
    responses((status = 200, description = "What was written", body = WriteOutcome), (status = 409, description = "What was seen or asked for is not so any more", body = Problem, content_type = "application/problem+json")),
)]
pub async fn write(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(table): Path<String>,
    Json(body): Json<Value>,
) -> Result<Response, Problem> {
    let request = state.history.work().run(move || write_request(body)).await??;
    let outcome = state.backend.write(&context, &table, request).await?;
    let location = outcome.change_id.map(|id| format!("/api/v1/changes/{id}"));
    let mut response = axum::Json::<WriteOutcome>(outcome).into_response();
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        response.headers_mut().insert(header::CONTENT_LOCATION, location);
    }
    Ok(response)
}

/// A body without an `action` puts its `item`.
fn write_request(mut body: Value) -> Result<WriteRequest, Problem> {
    if let Some(object) = body.as_object_mut()
        && object.contains_key("item")
    {
        object.entry("action").or_insert_with(|| "put".into());
    }
    serde_json::from_value(body).map_err(|error| {
        let example = r#"{"action": "put", "item": {"id": {"S": "1"}}}"#;
        let detail = format!("The body is no write request ({error}). One that is: {example}");
        Problem::new(http::StatusCode::UNPROCESSABLE_ENTITY, "invalid_item", detail)
    })
}
