//! The data model that the program is started with: read before anything is created, applied before anything is followed.

use std::path::Path;

use afterimage_aws::AwsTables;
use afterimage_service::workbench::{self, DataModel, MAX_MODEL_BYTES};

use super::StartError;

/// Reads the file.
pub(super) fn read(file: Option<&Path>) -> Result<Option<DataModel>, StartError> {
    let Some(file) = file else { return Ok(None) };
    let refuse = |reason: String| StartError::Model { file: file.to_owned(), reason };
    let bytes = std::fs::metadata(file).map_err(|error| refuse(format!("It cannot be read: {error}")))?.len();
    if bytes > MAX_MODEL_BYTES {
        return Err(refuse(format!("It has {bytes} bytes, and a model has at most {MAX_MODEL_BYTES}")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| refuse(format!("It cannot be read: {error}")))?;
    workbench::read(&text).map(Some).map_err(|error| refuse(error.to_string()))
}

/// Creates the model's tables where they are not there yet, and says what became of each.
pub(super) async fn apply(model: Option<&DataModel>, tables: &AwsTables) -> Result<(), StartError> {
    let Some(model) = model else { return Ok(()) };
    let outcome = tables.apply(model).await.map_err(StartError::ModelTables)?;
    for table in &outcome.tables {
        eprintln!("  {}", table.in_words());
    }
    Ok(())
}
