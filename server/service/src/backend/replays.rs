//! Replays, and the tables of data models: what the page may have written for it.

use afterimage_capture::tables::WriteRefusal;
use afterimage_language::phrase;
use afterimage_model::{
    Context, Query,
    data_model::ModelOutcome,
    replay::{MAX_RATE, MIN_RATE, ReplayRequest, ReplayStatus},
};

use super::LiveBackend;
use crate::{
    ServiceError,
    replay::Refused,
    workbench::{self, DataModel},
};

/// Begins a replay.
pub(super) async fn begin(
    backend: &LiveBackend,
    context: &Context,
    request: ReplayRequest,
) -> Result<ReplayStatus, ServiceError> {
    let query = Query::read(&request.query, backend.parts.clock.now())?;
    let (archive, tables) = (backend.parts.archive.clone(), &backend.parts.tables);
    let begun = backend.replays.begin(context, request, query, archive, tables).await;
    begun.map_err(|refused| match refused {
        Refused::Table(error) => of_write(error),
        Refused::Busy { to_table } => ServiceError::Conflict(phrase!("server-replay-busy", table = to_table)),
        Refused::Rate(rate) => {
            let (least, most) = (MIN_RATE.to_string(), MAX_RATE.to_string());
            let rate = rate.to_string();
            ServiceError::invalid(phrase!("server-replay-rate", least = least, most = most, rate = rate))
        }
    })
}

fn of_write(error: WriteRefusal) -> ServiceError {
    match error.code {
        "read_only" | "access_denied" => ServiceError::Forbidden(error.message),
        "no_such_table" => ServiceError::NotFound(error.message),
        "throttled" | "unavailable" => ServiceError::Unavailable(error.message),
        _ => ServiceError::invalid(error.message),
    }
}

/// Reads a data model: one at a time, since it takes many times its length of memory meanwhile.
async fn read_model(backend: &LiveBackend, text: String) -> Result<DataModel, ServiceError> {
    let _reading = backend.reading_model.lock().await;
    let model = backend.parts.archive.work().run(move || workbench::read(&text)).await;
    Ok(model??)
}

/// Creates a data model's tables.
pub(super) async fn apply_model(backend: &LiveBackend, text: &str) -> Result<ModelOutcome, ServiceError> {
    let model = read_model(backend, text.to_owned()).await?;
    let outcome = backend.parts.tables.apply(&model).await?;
    backend.forget_descriptions().await;
    backend.parts.statuses.list_tables_again();
    Ok(outcome)
}
