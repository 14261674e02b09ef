//! `GET /api/v1/items/{table}/{key}/diff`, and `GET` and `POST /api/v1/items/{table}/{key}/restore`.

use afterimage_model::{
    AttributeValue, ChangeId, Diff, DiffEntry, DiffKind, DiffScope, Image, ItemKey, Op, Timestamp,
    compare::{Existence, Moment, Pair, Side, WhyUnknown},
    diff::PathSegment,
    dynamodb_json,
    restore::{RestoreOutcome, RestorePreview, RestoreTarget},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Json, Parameters, Path, written};
use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// Which two moments.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Moments {
    /// A version's number, or `now`.
    #[param(example = "1")]
    from: String,
    /// A version's number, or `now`.
    #[param(example = "now")]
    to: String,
}

/// Two moments of an item, and what differs.
#[derive(Serialize, ToSchema)]
#[schema(as = Comparison)]
pub struct ComparisonJson {
    /// The table's name.
    table: String,
    /// Which item.
    keys: Image,
    from: SideJson,
    to: SideJson,
    /// `null` when one side is not known.
    #[schema(required)]
    diff: Option<DiffJson>,
}

/// One side.
#[derive(Serialize, ToSchema)]
#[schema(as = Side)]
struct SideJson {
    /// `null` for now.
    #[schema(required)]
    version: Option<u64>,
    /// The change that made the version.
    #[schema(required)]
    change_id: Option<ChangeId>,
    /// What it did.
    #[schema(required)]
    op: Option<Op>,
    /// When the version's change happened, or when `DynamoDB` was asked.
    at: Timestamp,
    /// Whether the item was there.
    existence: Existence,
    /// The change whose record the image was taken from, where the version's own does not carry it.
    #[schema(required)]
    rebuilt_from: Option<ChangeId>,
    /// Why nothing is known, where that is so.
    #[schema(required)]
    why_unknown: Option<WhyUnknown>,
}

/// What differs.
#[derive(Serialize, ToSchema)]
#[schema(as = Diff)]
struct DiffJson {
    /// Only what differs.
    entries: Vec<EntryJson>,
    /// The names of the top-level attributes that are equal on both sides.
    unchanged: Vec<String>,
}

/// One difference.
#[derive(Serialize, ToSchema)]
#[schema(as = DiffEntry)]
struct EntryJson {
    /// Attribute names and list positions.
    path: Vec<PathSegment>,
    /// The same as the pages and the query language write it.
    path_text: String,
    /// What happened there.
    kind: DiffKind,
    /// `value`: all of what is there. `elements`: those that left a set and those that joined it.
    scope: DiffScope,
    /// What was there; `null` for what was added.
    #[serde(serialize_with = "tagged")]
    #[schema(required)]
    old: Option<AttributeValue>,
    /// What is there; `null` for what was removed.
    #[serde(serialize_with = "tagged")]
    #[schema(required)]
    new: Option<AttributeValue>,
    /// `new - old`, exactly, where both are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    numeric_difference: Option<String>,
    /// Both types in words, where the type changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<[String; 2]>, nullable = false)]
    type_change: Option<[&'static str; 2]>,
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
fn tagged<S: Serializer>(value: &Option<AttributeValue>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(dynamodb_json::Tagged).serialize(serializer)
}

impl From<Side> for SideJson {
    fn from(side: Side) -> Self {
        let version = match side.moment {
            Moment::Version(version) => Some(version),
            Moment::Now => None,
        };
        let Side { change_id, op, at, existence, rebuilt_from, why_unknown, .. } = side;
        Self { version, change_id, op, at, existence, rebuilt_from, why_unknown }
    }
}

impl From<Diff> for DiffJson {
    fn from(diff: Diff) -> Self {
        Self { entries: diff.entries.into_iter().map(EntryJson::from).collect(), unchanged: diff.unchanged }
    }
}

impl From<DiffEntry> for EntryJson {
    fn from(entry: DiffEntry) -> Self {
        Self {
            path_text: entry.path.to_string(),
            numeric_difference: entry.numeric_difference(),
            type_change: entry.type_change().map(|(old, new)| [old, new]),
            path: entry.path.0,
            kind: entry.kind,
            scope: entry.scope,
            old: entry.old,
            new: entry.new,
        }
    }
}

/// `GET items/{table}/{key}/diff?from=12&to=now`.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}/{key}/diff",
    operation_id = "diffVersions",
    tag = "items",
    params(shape::ItemAddress, Moments),
    responses((status = 200, description = "Both moments, and what differs", body = ComparisonJson)),
)]
pub async fn diff(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path((table, key)): Path<(String, String)>,
    Parameters(moments): Parameters<Moments>,
) -> Result<Response, Problem> {
    let pair = Pair { from: moment("from", &moments.from)?, to: moment("to", &moments.to)? };
    let comparison = state.backend.compare(&context, &table, &read_key(&key)?, pair).await?;
    let told = ComparisonJson {
        table: comparison.item.table,
        keys: comparison.item.item_key.to_image(),
        from: comparison.from.into(),
        to: comparison.to.into(),
        diff: comparison.diff.map(DiffJson::from),
    };
    written(state.history.work(), told).await
}

fn moment(name: &str, text: &str) -> Result<Moment, Problem> {
    text.parse().map_err(|error| Problem::bad_request("bad_version", format!("{name}: {error}.")))
}

fn read_key(text: &str) -> Result<ItemKey, Problem> {
    text.parse().map_err(|error| {
        Problem::bad_request("bad_key", format!("The item key is not readable: {error}. Write it as name=value."))
    })
}

/// Which version, by its number or by the change that made it.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[schema(as = RestoreTarget)]
pub struct Target {
    /// By its number.
    #[param(example = 1)]
    version: Option<u64>,
    /// By the change that made it.
    #[param(value_type = Option<i64>)]
    change_id: Option<ChangeId>,
}

impl Target {
    fn read(&self) -> Result<RestoreTarget, Problem> {
        match (self.version, self.change_id) {
            (Some(version), None) => Ok(RestoreTarget::Version(version)),
            (None, Some(id)) => Ok(RestoreTarget::ChangeId(id)),
            _ => Err(Problem::bad_request("bad_version", "Name the version, or the change_id that made it.")),
        }
    }
}

/// What a restore would do.
#[derive(Serialize, ToSchema)]
#[schema(as = RestorePreview)]
pub struct PreviewJson {
    /// The table's name.
    table: String,
    /// Which item.
    keys: Image,
    /// As it is now.
    now: SideJson,
    /// The version.
    target: SideJson,
    /// From now to the version; `null` when one of them is not known.
    #[schema(required)]
    diff: Option<DiffJson>,
    /// Stands for the item as it is now: hand it back with the restore. `null` when it is not known.
    #[schema(required)]
    expected: Option<String>,
    /// Whether the archive's newest version is how the item is now.
    archive_is_current: bool,
    /// Why this server would refuse, where it would.
    #[schema(required)]
    refused: Option<String>,
}

impl From<RestorePreview> for PreviewJson {
    fn from(preview: RestorePreview) -> Self {
        Self {
            table: preview.item.table,
            keys: preview.item.item_key.to_image(),
            now: preview.now.into(),
            target: preview.target.into(),
            diff: preview.diff.map(DiffJson::from),
            expected: preview.expected,
            archive_is_current: preview.archive_is_current,
            refused: preview.refused,
        }
    }
}

/// `GET items/{table}/{key}/restore?version=12`, or `?change_id=`.
#[utoipa::path(
    get,
    path = "/api/v1/items/{table}/{key}/restore",
    operation_id = "previewRestore",
    tag = "items",
    params(shape::ItemAddress, Target),
    responses((status = 200, description = "What a restore would do", body = PreviewJson)),
)]
pub async fn preview(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path((table, key)): Path<(String, String)>,
    Parameters(target): Parameters<Target>,
) -> Result<Response, Problem> {
    let preview = state.backend.preview_restore(&context, &table, &read_key(&key)?, target.read()?).await?;
    written(state.history.work(), PreviewJson::from(preview)).await
}

/// Which version, and what the preview gave.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"version": 1, "expected": "sha256:…"}))]
pub struct RestoreRequest {
    #[serde(flatten)]
    #[schema(inline)]
    target: Target,
    /// What the preview gave.
    expected: String,
}

/// `POST items/{table}/{key}/restore`: `{"version": 12, "expected": "sha256:…"}`.
///
/// Answers once `DynamoDB` has taken the write and, where it comes in time, with the change that it arrived as.
#[utoipa::path(
    post,
    path = "/api/v1/items/{table}/{key}/restore",
    operation_id = "restoreItem",
    tag = "items",
    params(shape::ItemAddress),
    request_body(content = RestoreRequest),
    responses((status = 200, description = "What was written", body = RestoreOutcome), (status = 409, description = "What was seen or asked for is not so any more", body = Problem, content_type = "application/problem+json")),
)]
pub async fn restore(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path((table, key)): Path<(String, String)>,
    Json(request): Json<RestoreRequest>,
) -> Result<Response, Problem> {
    let target = request.target.read()?;
    let outcome = state.backend.restore(&context, &table, &read_key(&key)?, target, &request.expected).await?;
    let location = outcome.change_id.map(|id| format!("/api/v1/changes/{id}"));
    let mut response = axum::Json::<RestoreOutcome>(outcome).into_response();
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        response.headers_mut().insert(header::CONTENT_LOCATION, location);
    }
    Ok(response)
}
