//! How an item was after one of its versions, or before it: by the record itself, or by a neighbour's.

use afterimage_archive::ArchiveReader;
use afterimage_language::phrase;
use afterimage_model::{
    Change, ChangeId, Context, Image, ItemKey, Op, Timestamp,
    compare::{Existence, Moment, Side, WhyUnknown, stream_enabled_at},
    item::ItemOverview,
};

use super::{BackendParts, no_item};
use crate::ServiceError;

/// What is known of an item at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It was so.
    Present {
        /// All of it.
        image: Image,
        /// The change whose record the image was taken from, where the version's own does not carry it.
        rebuilt_from: Option<ChangeId>,
    },
    /// There was none.
    Absent,
    /// Nothing.
    Unknown(WhyUnknown),
}

impl State {
    fn carried(image: &Image) -> Self {
        Self::Present { image: image.clone(), rebuilt_from: None }
    }

    /// The image; an absent item has an empty one. Nothing where it is not known.
    pub(super) fn image(&self) -> Option<Image> {
        match self {
            Self::Present { image, .. } => Some(image.clone()),
            Self::Absent => Some(Image::default()),
            Self::Unknown(_) => None,
        }
    }

    /// The item, where it is known and there is one.
    pub(super) fn item(&self) -> Option<&Image> {
        match self {
            Self::Present { image, .. } => Some(image),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    fn existence(&self) -> Existence {
        match self {
            Self::Present { .. } => Existence::Present,
            Self::Absent => Existence::Absent,
            Self::Unknown(_) => Existence::Unknown,
        }
    }
}

/// How the item was after the change. `next` is the item's change after it.
pub(super) fn after(change: &Change, next: Option<&Change>) -> State {
    if !change.leaves_item() {
        return State::Absent;
    }
    match change.image_after(next) {
        Some((carrier, image)) => {
            State::Present { image: image.clone(), rebuilt_from: Some(carrier).filter(|carrier| *carrier != change.id) }
        }
        None => State::Unknown(not_carried(change, false)),
    }
}

/// How the item was before the change. `previous` is the item's change before it, with the image that it left behind.
pub(super) fn before(change: &Change, previous: Option<ChangeId>, previous_image: Option<&Image>) -> State {
    match (&change.old_image, change.op, previous_image) {
        (Some(image), ..) => State::carried(image),
        (None, Op::Insert | Op::Baseline, _) => State::Absent,
        (None, Op::Modify | Op::Remove, Some(image)) => State::Present { image: image.clone(), rebuilt_from: previous },
        (None, Op::Modify | Op::Remove, None) => State::Unknown(not_carried(change, true)),
    }
}

fn not_carried(change: &Change, before: bool) -> WhyUnknown {
    WhyUnknown::NotCarried { view_type: change.view_type, since: stream_enabled_at(&change.stream_arn), before }
}

/// A version, or that there is none of this number.
pub(super) async fn at_version(
    archive: &ArchiveReader,
    item: &ItemOverview,
    version: u64,
) -> Result<(Side, State), ServiceError> {
    let found = archive.version(&item.table, &item.item_key, version).await?;
    let found = found.ok_or_else(|| {
        let versions = item.versions.to_string();
        ServiceError::NotFound(phrase!("server-no-version", version = version.to_string(), versions = versions))
    })?;
    let next = match found.next {
        Some(id) if found.change.new_image.is_none() => archive.change(id).await?,
        _ => None,
    };
    let state = after(&found.change, next.as_ref());
    let side = side(Moment::Version(version), Some(&found.change), found.change.created_at, &state);
    Ok((side, state))
}

/// The item as it is in DynamoDB, read consistently; that it is not known where DynamoDB does not answer.
pub(super) async fn now(parts: &BackendParts, context: &Context, table: &str, key: &ItemKey) -> (Side, State) {
    let read = if parts.tables.follows(table) {
        parts.tables.get_item(table, key).await.map_err(|failure| failure.message)
    } else {
        Err(phrase!("server-not-one-followed", table = table))
    };
    let state = match read {
        Ok(Some(image)) => State::Present { image, rebuilt_from: None },
        Ok(None) => State::Absent,
        Err(why) => State::Unknown(WhyUnknown::Unreachable { message: why.in_language(context.language) }),
    };
    let side = side(Moment::Now, None, parts.clock.now(), &state);
    (side, state)
}

fn side(moment: Moment, change: Option<&Change>, at: Timestamp, state: &State) -> Side {
    let (rebuilt_from, why_unknown) = match state {
        State::Present { rebuilt_from, .. } => (*rebuilt_from, None),
        State::Absent => (None, None),
        State::Unknown(why) => (None, Some(why.clone())),
    };
    Side {
        moment,
        change_id: change.map(|change| change.id),
        op: change.map(|change| change.op),
        at,
        existence: state.existence(),
        rebuilt_from,
        why_unknown,
    }
}

/// The item, or that the archive does not know it.
pub(super) async fn item(archive: &ArchiveReader, table: &str, key: &ItemKey) -> Result<ItemOverview, ServiceError> {
    let item = archive.item(table, key).await?;
    item.ok_or_else(|| no_item(table, key))
}
