//! One change with its place in the item's life, and what it changed.

use afterimage_archive::ArchiveReader;
use afterimage_language::phrase;
use afterimage_model::{Change, ChangeId, Diff, Image, Op, compare::WhyUnknown, item::Restored, page::ChangeDetail};

use super::{
    compare,
    state::{self, State},
};
use crate::ServiceError;

/// The change, or that there is none.
pub(super) async fn detail(archive: &ArchiveReader, id: ChangeId) -> Result<ChangeDetail, ServiceError> {
    let missing = || ServiceError::NotFound(phrase!("server-no-change", id = id.to_string()));
    let change = archive.change(id).await?.ok_or_else(missing)?;
    let place = archive.timeline_position(id).await?.ok_or_else(missing)?;
    let next = match place.next {
        // Asked for only where the record does not say itself how the item was afterwards.
        Some(next) if change.new_image.is_none() && change.op != Op::Remove => archive.change(next).await?,
        _ => None,
    };
    let (previous, previous_image) = (place.previous, place.previous_image);
    let tell = move || {
        let told = Told::of(&change, previous, previous_image.as_ref(), next.as_ref());
        (change, told)
    };
    let (change, told) = archive.work().run(tell).await?;
    let restored = archive.restored(&[id]).await?.remove(&id);
    let restored_by = archive.restored_by(id).await?;
    let partition_key = partition_key(archive, &change.table).await?;
    Ok(ChangeDetail {
        change,
        version: place.version,
        versions: place.versions,
        previous,
        next: place.next,
        diff: told.diff,
        before_from: told.before_from,
        after_from: told.after_from,
        rebuilt_after: told.rebuilt_after,
        why_unknown: told.why_unknown,
        restored: restored.map(|restored| Restored { version: restored.version, change_id: restored.change_id }),
        restored_by: restored_by.into_iter().map(|(change_id, version)| Restored { version, change_id }).collect(),
        partition_key,
    })
}

/// What a change changed, and from which records that is known.
#[derive(Debug, Default, PartialEq)]
struct Told {
    diff: Option<Diff>,
    before_from: Option<ChangeId>,
    after_from: Option<ChangeId>,
    rebuilt_after: Option<Image>,
    why_unknown: Option<WhyUnknown>,
}

impl Told {
    /// `previous_image` is the item after its previous archived change, `next` the change after this one.
    fn of(change: &Change, previous: Option<ChangeId>, previous_image: Option<&Image>, next: Option<&Change>) -> Self {
        let before = state::before(change, previous, previous_image);
        let after = state::after(change, next);
        let rebuilt_from = |state: &State| match state {
            State::Present { rebuilt_from, .. } => *rebuilt_from,
            State::Absent | State::Unknown(_) => None,
        };
        let (before_from, after_from) = (rebuilt_from(&before), rebuilt_from(&after));
        let rebuilt_after = after.item().filter(|_| after_from.is_some()).cloned();
        let (diff, _) = compare::difference(&before, &after);
        let why_unknown = [before, after].into_iter().find_map(|state| match state {
            State::Unknown(why) => Some(why),
            State::Present { .. } | State::Absent => None,
        });
        Self { diff, before_from, after_from, rebuilt_after, why_unknown }
    }
}

async fn partition_key(archive: &ArchiveReader, table: &str) -> Result<Option<String>, ServiceError> {
    let figures = archive.table_figures().await?;
    let table = figures.into_iter().find(|figures| figures.table == table);
    Ok(table.and_then(|table| table.partition_key).map(|key| key.name))
}

#[cfg(test)]
mod tests {
    use afterimage_model::{AttributeValue, CapturedChange, DiffKind, ItemKey, SequenceNumber, Timestamp, ViewType};

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

    fn told(change: &Change, previous_image: Option<&Image>, next: Option<&Change>) -> Told {
        Told::of(change, previous_image.map(|_| ChangeId(1)), previous_image, next)
    }

    #[test]
    fn the_records_own_image_counts_before_the_archived_one() {
        let told = told(&change(Op::Modify, Some(image("paid")), Some(image("shipped"))), Some(&image("placed")), None);
        assert_eq!(told.diff.expect("a difference").entries[0].old, Some(AttributeValue::S("paid".to_owned())));
        assert_eq!((told.before_from, told.after_from), (None, None));
    }

    #[test]
    fn an_image_that_the_record_lacks_is_taken_from_a_neighbour_and_that_is_told() {
        let new_image = change(Op::Modify, None, Some(image("shipped")));
        let rebuilt = told(&new_image, Some(&image("placed")), None);
        assert_eq!((rebuilt.diff.expect("a difference").entries.len(), rebuilt.before_from), (1, Some(ChangeId(1))));
        let old_image = change(Op::Modify, Some(image("placed")), None);
        let next = Change { id: ChangeId(3), ..change(Op::Modify, Some(image("shipped")), None) };
        let rebuilt = told(&old_image, None, Some(&next));
        assert_eq!((rebuilt.diff.expect("a difference").entries.len(), rebuilt.after_from), (1, Some(ChangeId(3))));
        assert_eq!(rebuilt.rebuilt_after, Some(image("shipped")));
    }

    #[test]
    fn where_no_neighbour_helps_it_is_told_which_side_is_missing() {
        let missing = |told: Told| match told.why_unknown {
            Some(WhyUnknown::NotCarried { before, .. }) => (told.diff, before),
            other => panic!("{other:?}"),
        };
        assert_eq!(missing(told(&change(Op::Modify, None, Some(image("shipped"))), None, None)), (None, true));
        assert_eq!(missing(told(&change(Op::Modify, Some(image("placed")), None), None, None)), (None, false));
        assert_eq!(missing(told(&change(Op::Insert, None, None), None, None)), (None, false), "keys only");
    }

    #[test]
    fn what_comes_and_what_goes_differs_from_nothing() {
        let kinds = |told: Told| -> Vec<DiffKind> {
            told.diff.expect("a difference").entries.iter().map(|entry| entry.kind).collect()
        };
        assert_eq!(kinds(told(&change(Op::Insert, None, Some(image("a"))), None, None)), [DiffKind::Added; 2]);
        assert_eq!(kinds(told(&change(Op::Remove, None, None), Some(&image("a")), None)), [DiffKind::Removed; 2]);
    }
}
