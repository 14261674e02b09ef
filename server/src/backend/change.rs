//! One change with its place in the item's life, and what it changed.

use afterimage_app::{
    api::{ApiError, ChangeDetail},
    model::{Change, ChangeId, Diff, Image, Op, diff},
};

use super::unreadable;
use crate::archive::ArchiveReader;

/// The change, or that there is none.
pub(super) async fn detail(archive: &ArchiveReader, id: ChangeId) -> Result<ChangeDetail, ApiError> {
    let missing = || ApiError::NotFound(format!("The archive has no change {id}."));
    let change = archive.change(id).await.map_err(unreadable)?.ok_or_else(missing)?;
    let place = archive.place(id).await.map_err(unreadable)?.ok_or_else(missing)?;
    let (diff, derived) = difference(&change, place.previous_image.as_ref());
    let partition_key = partition_key(archive, &change.table).await?;
    Ok(ChangeDetail {
        change,
        version: place.version,
        versions: place.versions,
        previous: place.previous,
        next: place.next,
        diff,
        derived,
        partition_key,
    })
}

/// What the change changed, and whether the image before was taken from the archive because the record does not carry
/// it. `previous` is the item after its previous archived change.
fn difference(change: &Change, previous: Option<&Image>) -> (Option<Diff>, bool) {
    let nothing = Image::default();
    let (old, derived) = match (&change.old_image, change.op) {
        (Some(old), _) => (Some(old), false),
        (None, Op::Insert | Op::Baseline) => (Some(&nothing), false),
        (None, Op::Modify | Op::Remove) => (previous, previous.is_some()),
    };
    let new = match change.op {
        Op::Remove => Some(&nothing),
        _ => change.new_image.as_ref(),
    };
    match (old, new) {
        (Some(old), Some(new)) => (Some(diff::between(old, new)), derived),
        _ => (None, false),
    }
}

async fn partition_key(archive: &ArchiveReader, table: &str) -> Result<Option<String>, ApiError> {
    let figures = archive.table_figures().await.map_err(unreadable)?;
    let table = figures.into_iter().find(|figures| figures.table == table);
    Ok(table.and_then(|table| table.partition_key).map(|key| key.name))
}

#[cfg(test)]
mod tests {
    use afterimage_app::model::{
        AttributeValue, CapturedChange, DiffKind, ItemKey, SequenceNumber, Timestamp, ViewType,
    };

    use super::*;

    fn image(status: &str) -> Image {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        Image::from_iter([("id".to_owned(), text("1")), ("status".to_owned(), text(status))])
    }

    fn change(op: Op, old_image: Option<Image>, new_image: Option<Image>) -> Change {
        let now = Timestamp::from_millis(0);
        let captured = CapturedChange {
            table: "demo-orders".to_owned(),
            stream_arn: "arn".to_owned(),
            shard_id: "shard".to_owned(),
            sequence_number: "1".parse::<SequenceNumber>().expect("digits"),
            event_id: "event".to_owned(),
            op,
            item_key: "id=1".parse::<ItemKey>().expect("a key"),
            old_image,
            new_image,
            created_at: now,
            received_at: now,
            actor: None,
            size_bytes: 10,
            view_type: ViewType::NewAndOldImages,
            note: None,
        };
        Change { id: ChangeId(2), captured, archived_at: now }
    }

    #[test]
    fn the_records_own_image_counts_before_the_archived_one() {
        let change = change(Op::Modify, Some(image("paid")), Some(image("shipped")));
        let (diff, derived) = difference(&change, Some(&image("placed")));
        let diff = diff.expect("a difference");
        assert_eq!(diff.entries[0].old, Some(AttributeValue::S("paid".to_owned())));
        assert!(!derived);
    }

    #[test]
    fn an_image_that_the_record_lacks_is_taken_from_the_archive_and_that_is_told() {
        let change = change(Op::Modify, None, Some(image("shipped")));
        let (diff, derived) = difference(&change, Some(&image("placed")));
        assert_eq!((diff.expect("a difference").entries.len(), derived), (1, true));
        assert_eq!(difference(&change, None), (None, false), "nothing is known of the image before");
    }

    #[test]
    fn what_comes_and_what_goes_differs_from_nothing() {
        let kinds = |(diff, _): (Option<Diff>, bool)| -> Vec<DiffKind> {
            diff.expect("a difference").entries.iter().map(|entry| entry.kind).collect()
        };
        assert_eq!(kinds(difference(&change(Op::Insert, None, Some(image("a"))), None)), [DiffKind::Added; 2]);
        assert_eq!(kinds(difference(&change(Op::Remove, None, None), Some(&image("a")))), [DiffKind::Removed; 2]);
        assert_eq!(difference(&change(Op::Insert, None, None), None), (None, false), "keys only");
    }
}
