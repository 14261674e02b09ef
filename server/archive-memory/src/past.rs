//! Items as they were at a moment.

use afterimage_archive::past;
use afterimage_model::{
    ItemKey, Timestamp,
    as_of::{At, ItemAsOf, ItemsAsOf, ListedAsOf},
    item::MAX_TIMELINE_GAPS,
};

use crate::state::{Item, Kept, State};

impl State {
    /// An item as it was at a moment.
    pub(crate) fn item_as_of(&self, table: &str, item: &Item, at: At) -> Option<ItemAsOf> {
        let version = self.in_force(item, at);
        let (current, next) = (self.version_of(item, version), self.version_of(item, version + 1));
        let state = past::state_after(current.map(|kept| &*kept.change), next.map(|kept| &*kept.change));
        Some(ItemAsOf {
            item: self.overview(table, item)?,
            at,
            exists: state.exists,
            in_force: current.map(Kept::version_at),
            next: next.map(Kept::version_at),
            image: state.image.cloned(),
            image_source: state.source,
            unknown: state.unknown,
            gap_noticed_at: self.gap_between(table, current, next),
        })
    }

    /// When a loss was noticed between two changes.
    fn gap_between(&self, table: &str, current: Option<&Kept>, next: Option<&Kept>) -> Option<Timestamp> {
        let current = current?;
        let within = |noticed: &Timestamp| {
            *noticed >= current.change.archived_at && next.is_none_or(|next| *noticed < next.change.archived_at)
        };
        let of_table = self.gaps.iter().rev().filter(|gap| gap.table == table).take(MAX_TIMELINE_GAPS);
        of_table.map(|gap| gap.detected_at).filter(within).max()
    }

    /// A page of a table's items as of a time.
    pub(crate) fn items_as_of(&self, table: &str, time: Timestamp, after: Option<&ItemKey>, limit: usize) -> ItemsAsOf {
        let after = after.map(ItemKey::order_text).unwrap_or_default();
        let in_order = self.items_of(table).map(|(_, item)| (item.key.order_text(), item));
        let mut rest: Vec<(String, &Item)> = in_order.filter(|(order, _)| *order > after).collect();
        rest.sort_by(|one, other| one.0.cmp(&other.0));
        let mut items = Vec::new();
        for (_, item) in rest {
            let Some(listed) = self.listed(item, time) else { continue };
            if items.len() == limit {
                let next_after = items.last().map(|last: &ListedAsOf| last.item_key.clone());
                return ItemsAsOf { items, next_after };
            }
            items.push(listed);
        }
        ItemsAsOf { items, next_after: None }
    }

    /// The item, unless it is known not to have existed.
    fn listed(&self, item: &Item, time: Timestamp) -> Option<ListedAsOf> {
        let in_force = self.version_of(item, self.in_force(item, At::Time(time)));
        let first = self.version_of(item, 1)?;
        let exists = match in_force {
            Some(kept) => Some(kept.change.leaves_item()),
            // Made by its first change: before that it was not there.
            None if first.change.op == afterimage_model::Op::Insert => Some(false),
            None => None,
        };
        let in_force = in_force.map(Kept::version_at);
        (exists != Some(false)).then(|| ListedAsOf { item_key: item.key.clone(), exists, in_force })
    }
}
