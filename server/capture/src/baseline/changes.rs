//! Scanned items as changes.

use afterimage_archive::{BASELINE_PREFIX, IncomingChange, incoming};
use afterimage_model::{CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType, table::KeyAttribute};

/// The keys that a table's items are named by.
#[derive(Clone, Debug)]
pub(super) struct KeySchema {
    pub(super) partition_key: KeyAttribute,
    pub(super) sort_key: Option<KeyAttribute>,
}

impl KeySchema {
    /// The item's key; nothing for an item without one, which no table holds.
    pub(super) fn key_of(&self, item: &Image) -> Option<ItemKey> {
        let names = [Some(&self.partition_key), self.sort_key.as_ref()];
        let attributes = names.into_iter().flatten().map(|key| Some((key.name.clone(), item.get(&key.name)?.clone())));
        ItemKey::from_image(&attributes.collect::<Option<Image>>()?).ok()
    }
}

/// The stream that a table's baselines stand in. It is none that an endpoint knows.
pub(super) fn stream_arn(table: &str) -> String {
    format!("{BASELINE_PREFIX}{table}")
}

/// Where a scanned item is put.
#[derive(Clone, Debug)]
pub(super) struct ScannedAt<'a> {
    pub(super) table: &'a str,
    pub(super) shard_id: &'a str,
    /// When it was read.
    pub(super) at: Timestamp,
    /// Its place in the shard.
    pub(super) sequence_number: SequenceNumber,
    /// What was odd about the item, where something was.
    pub(super) note: Option<String>,
}

/// What a scan found of an item. `known` is what the archive last knew of it, where that is not what was found.
pub(super) fn baseline(
    scanned_at: ScannedAt<'_>,
    item_key: ItemKey,
    known: Option<Image>,
    found: Option<Image>,
) -> IncomingChange {
    let size = |image: &Option<Image>| image.as_ref().map_or(0, Image::size_bytes);
    incoming(CapturedChange {
        table: scanned_at.table.to_owned(),
        stream_arn: stream_arn(scanned_at.table),
        shard_id: scanned_at.shard_id.to_owned(),
        sequence_number: scanned_at.sequence_number,
        event_id: String::new(),
        op: Op::Baseline,
        item_key,
        size_bytes: (size(&known) + size(&found)) as u64,
        view_type: if known.is_some() { ViewType::NewAndOldImages } else { ViewType::NewImage },
        old_image: known,
        new_image: found,
        created_at: scanned_at.at,
        received_at: scanned_at.at,
        actor: None,
        note: scanned_at.note,
    })
}

#[cfg(test)]
mod tests {
    use afterimage_model::plain_json;

    use super::*;

    #[test]
    fn an_items_key_is_cut_out_of_it() {
        let key = |name: &str| KeyAttribute { name: name.to_owned(), type_tag: "S".to_owned() };
        let schema = KeySchema { partition_key: key("id"), sort_key: Some(key("at")) };
        let image = |text| plain_json::from_text(text).expect("an item");
        let found = schema.key_of(&image(r#"{"id": "1", "at": "2", "more": 3}"#)).map(|key| key.to_string());
        assert_eq!(found.as_deref(), Some("at=2;id=1"));
        assert_eq!(schema.key_of(&image(r#"{"id": "1"}"#)), None);
    }
}
