//! Replays, and the tables of data models: what the page may have written for it.

use afterimage_base::words::{in_language, reader};
use afterimage_language::{problem_in_words, say};
use afterimage_model::{
    ApiError, Query,
    data_model::ModelOutcome,
    replay::{MAX_RATE, MIN_RATE, ReplayRequest, ReplayStatus},
    write::WriteError,
};

use super::{LiveBackend, failed, overloaded};
use crate::{
    replay::Refused,
    workbench::{self, DataModel},
};

/// Begins a replay.
pub(super) async fn begin(backend: &LiveBackend, request: ReplayRequest) -> Result<ReplayStatus, ApiError> {
    let query = Query::read(&request.query, backend.parts.clock.now()).map_err(|error| ApiError::Invalid {
        message: problem_in_words(reader(), &error.problem),
        column: Some(error.column),
    })?;
    let begun = backend.replays.begin(request, query, backend.parts.archive.clone(), &backend.parts.tables).await;
    begun.map_err(|refused| match refused {
        Refused::Table(error) => of_write(error),
        Refused::Busy { to_table } => ApiError::Conflict(say!(reader(), "server-replay-busy", table = to_table)),
        Refused::Rate(rate) => {
            let (least, most) = (MIN_RATE.to_string(), MAX_RATE.to_string());
            let message = say!(reader(), "server-replay-rate", least = least, most = most, rate = rate.to_string());
            ApiError::Invalid { message, column: None }
        }
    })
}

fn of_write(error: WriteError) -> ApiError {
    match error.code.as_str() {
        "read_only" | "access_denied" => ApiError::Forbidden(error.message),
        "no_such_table" => ApiError::NotFound(error.message),
        "throttled" | "unavailable" => ApiError::Unavailable(error.message),
        _ => ApiError::Invalid { message: error.message, column: None },
    }
}

/// Reads a data model: one at a time, since it takes many times its length of memory meanwhile.
async fn read_model(backend: &LiveBackend, text: String) -> Result<DataModel, ApiError> {
    let _reading = backend.reading_model.lock().await;
    let language = reader();
    let model = backend.parts.archive.work().run(move || in_language(language, || workbench::read(&text))).await;
    model.map_err(overloaded)?.map_err(|error| ApiError::Invalid { message: format!("{error}."), column: None })
}

/// Creates a data model's tables.
pub(super) async fn apply_model(backend: &LiveBackend, text: &str) -> Result<ModelOutcome, ApiError> {
    let model = read_model(backend, text.to_owned()).await?;
    let outcome = backend.parts.tables.apply(&model).await.map_err(failed)?;
    backend.forget_descriptions().await;
    backend.parts.statuses.list_tables_again();
    Ok(outcome)
}
