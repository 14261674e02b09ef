//! `GET /api/v1/export`: everything that matches, as a file.

use std::io;

use afterimage_model::{Context, Query};
use afterimage_service::export::{
    Broken, Done, Export, Format, Wanted,
    progress::{ExportNumber, ExportRegistry, ExportState, MAX_NAME_BYTES},
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    response::{IntoResponse, Response},
};
use futures::{Stream, stream};
use http::{Version, header};
use serde::Deserialize;
use utoipa::IntoParams;

use super::extract::Parameters;
use crate::{AppState, context::ForProgram, downloads::Download, problem::Problem};

/// The largest piece that is handed on at once, in bytes: what a slow client has not taken stays in memory.
const PIECE_BYTES: usize = 256 * 1024;

/// Which changes, in which form.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Selection {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "table:demo-orders")]
    q: String,
    /// `jsonl` (the usual one), `csv`, `parquet` or `api`.
    #[param(pattern = "^(jsonl|csv|parquet|api)$", example = "jsonl")]
    format: Option<String>,
    /// Whether `csv` begins with a byte order mark, without which some spreadsheets take UTF-8 for something else.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    bom: bool,
    /// A name by which whoever asks can be told how far it is.
    #[param(max_length = 64)]
    progress: Option<String>,
}

/// `GET export?q=&format=&bom=&progress=`: what matches and is archived now, oldest first. It begins at once, and takes as
/// much memory however much there is.
#[utoipa::path(
    get,
    path = "/api/v1/export",
    operation_id = "export",
    tag = "changes",
    params(Selection),
    responses((status = 200, description = "The file", content((String = "application/jsonl"), (String = "text/csv"), (String = "application/vnd.apache.parquet")))),
)]
pub async fn download(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    version: Version,
    Parameters(selection): Parameters<Selection>,
) -> Result<Response, Problem> {
    let query = Query::read(&selection.q, state.backend.now())?;
    let format = selection.format.as_deref().map(str::parse::<Format>).transpose();
    let format = format.map_err(|error| Problem::bad_request("bad_format", format!("{error}.")))?.unwrap_or_default();
    if selection.bom && format != Format::Csv {
        return Err(Problem::bad_request("bad_parameter", "bom is for the form csv: others have no use for it."));
    }
    let name = selection.progress.filter(|name| !name.is_empty());
    if name.as_ref().is_some_and(|name| name.len() > MAX_NAME_BYTES) {
        return Err(Problem::bad_request("bad_parameter", format!("progress has at most {MAX_NAME_BYTES} bytes.")));
    }
    // Before anything is refused: whoever waits for news of it then hears that it is over.
    let told = Told::begin(&state.exports, name.as_deref());
    let file = format!("attachment; filename=\"{}.{}\"", file_name(&selection.q), format.extension());
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, file)];
    let place = state.downloads.begin(version)?;
    let export =
        begin(&context, &state, Wanted { byte_order_mark: selection.bom, ..Wanted::all(query) }, format).await?;
    Ok((headers, body(export, told, place)).into_response())
}

/// Begins an export for somebody who waits for an answer.
pub(super) async fn begin(
    context: &Context,
    state: &AppState,
    wanted: Wanted,
    format: Format,
) -> Result<Export, Problem> {
    state.history.export(context, wanted, format).await.map_err(|error| match error {
        Broken::Archive(error) => error.into(),
        Broken::Form(error) => {
            tracing::error!(%error, "an export did not begin");
            Problem::unavailable("The export could not begin; the server's log has the cause.")
        }
    })
}

/// What is sent of an export: pieces, as the client takes them.
pub(super) fn body(export: Export, told: Told, place: Download) -> Body {
    Body::from_stream(pieces(export, told, place))
}

/// A name for the file that says what is in it, of characters that every system takes.
fn file_name(query: &str) -> String {
    let words: String =
        query.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '-' }).collect();
    let words = words.split('-').filter(|word| !word.is_empty()).take(8).collect::<Vec<_>>().join("-");
    if words.is_empty() {
        "afterimage".to_owned()
    } else {
        format!("afterimage-{}", words.chars().take(60).collect::<String>())
    }
}

/// What the registry is told, also when nobody takes the rest any more.
pub(super) struct Told {
    registry: ExportRegistry,
    number: ExportNumber,
    done: Done,
    is_over: bool,
}

impl Told {
    /// Whether the export shall go on.
    fn note(&mut self, done: Done, state: fn(Done) -> ExportState) -> bool {
        self.done = done;
        self.is_over = !matches!(state(done), ExportState::UnderWay(_));
        self.registry.note(self.number, state(done))
    }

    /// Of an export that begins, by the name that whoever asked for it gave it, if any.
    pub(super) fn begin(registry: &ExportRegistry, name: Option<&str>) -> Self {
        let number = registry.begin(name);
        Self { registry: registry.clone(), number, done: Done::default(), is_over: false }
    }

    /// Of an export that nobody asks about.
    pub(super) fn nobody() -> Self {
        Self::begin(&ExportRegistry::default(), None)
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        if !self.is_over {
            self.registry.note(self.number, ExportState::Broken(self.done));
        }
    }
}

/// The export's bytes. An error cuts the body short, which HTTP's chunked coding lets the client see. The place is given
/// back when the body ends, or nobody wants it any more.
fn pieces(export: Export, told: Told, place: Download) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((export, told, Bytes::new(), place), |(mut export, mut told, mut rest, place)| async move {
        while rest.is_empty() {
            let next = export.next().await.map_err(|error| {
                tracing::error!(%error, "an export was cut short");
                io::Error::other(error)
            });
            let Some(piece) = next? else {
                told.note(export.done(), ExportState::Finished);
                return Ok(None);
            };
            if !told.note(export.done(), ExportState::UnderWay) {
                return Err(io::Error::other("the export was cancelled"));
            }
            rest = Bytes::from(piece);
        }
        let piece = rest.split_to(rest.len().min(PIECE_BYTES));
        Ok(Some((piece, (export, told, rest, place))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_says_what_is_in_it() {
        assert_eq!(file_name(""), "afterimage");
        assert_eq!(file_name(r#"table:demo-orders key:"a/b""#), "afterimage-table-demo-orders-key-a-b");
    }
}
