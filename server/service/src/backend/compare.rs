//! Two moments of an item compared.

use afterimage_model::{
    Context, Diff, Image, ItemKey,
    compare::{Comparison, Moment, Pair, Side},
    diff,
    item::ItemOverview,
};

use super::{
    BackendParts,
    state::{self, State},
};
use crate::ServiceError;

/// What differs between the two moments.
pub(super) async fn compare(
    parts: &BackendParts,
    context: &Context,
    table: &str,
    key: &ItemKey,
    pair: Pair,
) -> Result<Comparison, ServiceError> {
    let item = state::item(&parts.archive, table, key).await?;
    let (from, state_from) = at(parts, context, &item, pair.from).await?;
    let (to, state_to) = at(parts, context, &item, pair.to).await?;
    let differs = parts.archive.work().run(move || difference(&state_from, &state_to)).await;
    let (diff, unchanged) = differs?;
    Ok(Comparison { item, from, to, diff, unchanged })
}

async fn at(
    parts: &BackendParts,
    context: &Context,
    item: &ItemOverview,
    moment: Moment,
) -> Result<(Side, State), ServiceError> {
    match moment {
        Moment::Version(version) => state::at_version(&parts.archive, item, version).await,
        Moment::Now => Ok(state::now(parts, context, &item.table, &item.item_key).await),
    }
}

/// What differs, and what is equal; nothing where one of them is not known.
pub(super) fn difference(from: &State, to: &State) -> (Option<Diff>, Image) {
    let (Some(from), Some(mut to)) = (from.image(), to.image()) else { return (None, Image::default()) };
    let diff = diff::between(&from, &to);
    to.0.retain(|name, value| from.get(name) == Some(value));
    (Some(diff), to)
}
