//! What tables answer, read from the answers' texts.
//!
//! AWS's client refuses a whole answer for one value in it that it has no type for, and tries again. So it is given nothing to
//! read, and the items are read as those of streams are: what is odd is kept raw, and takes nothing else with it.

use afterimage_capture::convert::read_item;
use afterimage_language::phrase;
use afterimage_model::ItemKey;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Failure, FailureKind, FoundItem};
use crate::streams::TakenBody;

/// Scan's answer
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html>).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Scanned<'a> {
    /// Only errors have it.
    #[serde(rename = "__type", borrow)]
    error: Option<&'a RawValue>,
    /// How many items there are.
    count: Option<usize>,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    last_evaluated_key: Option<&'a RawValue>,
    consumed_capacity: Option<Capacity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Capacity {
    capacity_units: Option<f64>,
}

impl Scanned<'_> {
    /// The items.
    ///
    /// # Errors
    /// When the answer is an error that calls itself a success, or has fewer items than it says, or none to tell of, not
    /// even that there are none: it was cut short.
    pub(super) fn items(&self) -> Result<Vec<FoundItem>, Failure> {
        if let Some(name) = self.error {
            return Err(unreadable(name.get().trim_matches('"').to_owned()));
        }
        let count = self.count.unwrap_or(0);
        let items = self.items.as_ref().filter(|items| items.len() >= count);
        let items = items.ok_or_else(|| Failure::incomplete("Scan", "Items"))?;
        items.iter().map(|item| found_item(item)).collect()
    }

    /// The last key that was looked at; nothing when there is nothing after it.
    ///
    /// # Errors
    /// When it is no key.
    pub(super) fn last_key(&self) -> Result<Option<ItemKey>, Failure> {
        let key = self.last_evaluated_key.map(found_item).transpose()?;
        let key = key.map(|key| ItemKey::from_image(&key.image)).transpose();
        key.map_err(|error| unreadable(error.to_string()))
    }

    /// The read capacity that it took, in units; 0 where the endpoint does not tell.
    pub(super) fn capacity_units(&self) -> f64 {
        self.consumed_capacity.as_ref().and_then(|capacity| capacity.capacity_units).unwrap_or(0.0)
    }
}

/// The answer of what tells of one item: `GetItem` calls it `Item`, and writes call it `Attributes`.
#[derive(Deserialize)]
struct One<'a> {
    /// Only errors have it.
    #[serde(rename = "__type")]
    error: Option<String>,
    #[serde(borrow, rename = "Item", alias = "Attributes")]
    item: Option<&'a RawValue>,
}

/// The whole answer.
///
/// # Errors
/// When it is not one.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
}

/// The text of an answer.
///
/// # Errors
/// When it does not come to its end.
pub(super) async fn text(body: TakenBody) -> Result<String, Failure> {
    body.text().await.map_err(|error| Failure::new(FailureKind::Unavailable, error.message))
}

/// The item that an answer tells of; nothing when it tells that there is none.
///
/// # Errors
/// When the answer cannot be read, or is an error that calls itself a success.
pub(super) async fn item(body: TakenBody) -> Result<Option<FoundItem>, Failure> {
    let text = text(body).await?;
    let One { error, item } = read(&text)?;
    match error {
        Some(error) => Err(unreadable(error)),
        None => item.map(found_item).transpose(),
    }
}

fn found_item(json: &RawValue) -> Result<FoundItem, Failure> {
    let read = read_item(json.get()).and_then(|item| Ok(FoundItem { image: item.image.to_image()?, note: item.note }));
    read.map_err(|error| unreadable(error.to_string()))
}

fn unreadable(error: String) -> Failure {
    Failure::new(FailureKind::Unavailable, phrase!("server-stream-unreadable", error = error))
}

#[cfg(test)]
mod tests {
    use afterimage_model::AttributeValue;

    use super::*;

    #[test]
    fn what_no_client_has_a_type_for_takes_neither_the_page_nor_the_next_one() {
        let text = r#"{"Items": [{"id": {"S": "a"}, "x": {}}, {"id": {"S": "\ud800"}}, {"id": {"S": "c"}, "y": {"NEW": [1]}}],
            "LastEvaluatedKey": {"id": {"S": "\ud800"}}, "ConsumedCapacity": {"CapacityUnits": 2.5}}"#;
        let page: Scanned<'_> = read(text).expect("a page");
        let items = page.items().expect("items");
        assert_eq!(items.len(), 3);
        assert_eq!(items[0].image["x"], AttributeValue::Raw("{}".to_owned()));
        assert_eq!(items[2].image["id"], AttributeValue::S("c".to_owned()));
        assert!(items.iter().all(|item| item.note.is_some()));
        let last_key = page.last_key().expect("a key").expect("one");
        assert_eq!(last_key.to_image(), items[1].image);
        assert!((page.capacity_units() - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn an_answer_without_items_is_not_an_empty_table() {
        for text in ["{}", r#"{"__type": "InternalServerError"}"#, r#"{"Items": null}"#, r#"{"Items": [], "Count": 1}"#]
        {
            let page: Scanned<'_> = read(text).expect("JSON");
            assert_eq!(page.items().expect_err(text).kind, FailureKind::Unavailable);
        }
        let page: Scanned<'_> = read(r#"{"Items": []}"#).expect("a page");
        assert_eq!((page.items().map(|items| items.len()), page.last_key()), (Ok(0), Ok(None)));
    }
}
