//! Requests that make, change or delete a table, and with it a stream.

use serde_json::Value;

/// What becomes of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableChange {
    /// Its name.
    pub(super) table: String,
    /// A stream that it has now ends.
    pub(super) ends_stream: bool,
}

impl TableChange {
    /// A table is made.
    pub(super) fn created(request: &Value) -> Option<Self> {
        Some(Self { table: name(request)?, ends_stream: false })
    }

    /// A table is changed: of interest is its stream alone.
    pub(super) fn updated(request: &Value) -> Option<Self> {
        request.get("StreamSpecification").filter(|stream| stream.is_object())?;
        Some(Self { table: name(request)?, ends_stream: true })
    }

    /// A table is deleted.
    pub(super) fn deleted(request: &Value) -> Option<Self> {
        Some(Self { table: name(request)?, ends_stream: true })
    }
}

/// The label of the stream that a table has, as an answer about it tells.
pub(super) fn stream_label(answer: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    Some(answer.get("TableDescription")?.get("LatestStreamLabel")?.as_str()?.to_owned())
}

/// The table's name; in requests its ARN may stand for it.
fn name(request: &Value) -> Option<String> {
    let named = request.get("TableName")?.as_str()?;
    Some(named.rsplit_once(":table/").map_or(named, |(_, name)| name).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_stream_ends_with_its_table_or_when_it_is_set_anew() {
        let ends = |change: Option<TableChange>| change.map(|change| (change.table, change.ends_stream));
        let request = json!({ "TableName": "t", "StreamSpecification": { "StreamEnabled": false } });
        assert_eq!(ends(TableChange::created(&request)), Some(("t".to_owned(), false)));
        assert_eq!(ends(TableChange::updated(&request)), Some(("t".to_owned(), true)));
        assert_eq!(ends(TableChange::deleted(&request)), Some(("t".to_owned(), true)));
        assert_eq!(ends(TableChange::updated(&json!({ "TableName": "t", "BillingMode": "PROVISIONED" }))), None);
        let by_arn = json!({ "TableName": "arn:aws:dynamodb:dynoxide:000000000000:table/t" });
        assert_eq!(ends(TableChange::deleted(&by_arn)), Some(("t".to_owned(), true)));
    }
}
