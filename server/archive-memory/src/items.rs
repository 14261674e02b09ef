//! Items and their lives.

use afterimage_archive::{
    Anchor, ItemTimeline, ItemWalk, MAX_ACTIVITIES, ReadItems, Result, SCAN_LIMIT, Version, WalkedItems, past,
};
use afterimage_model::{
    Change, ChangeId, ItemKey, Query, Timestamp,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::{AttributeHistory, MAX_LOOKED_VERSIONS},
    diff::Path,
    item::ItemOverview,
    item_key::order_of,
    items::{Activity, ItemOrder},
};
use async_trait::async_trait;

use crate::{
    reader::MemoryReader,
    state::{Item, Kept, State},
};

impl State {
    /// A page of an item's life, newest first, up to and with a version.
    fn timeline(&self, table: &str, item: &Item, top: u64, limit: usize) -> Option<ItemTimeline> {
        let versions = (1..=top.min(item.changes.len() as u64)).rev().take(limit.max(1));
        let kept = versions.filter_map(|version| self.version_of(item, version));
        let changes: Vec<(u64, Change)> = kept.map(|kept| (kept.version, Change::clone(&kept.change))).collect();
        let older = changes.last().filter(|(version, _)| *version > 1).map(|(_, change)| change.id);
        Some(ItemTimeline { item: self.overview(table, item)?, changes, older })
    }

    /// The last of an item's versions up to a moment; 0 for none.
    pub(crate) fn in_force(&self, item: &Item, at: At) -> u64 {
        let by_then = |kept: &&Kept| at.includes(kept.version, kept.at());
        let kept = item.changes.iter().filter_map(|id| self.kept(*id));
        kept.take_while(by_then).last().map_or(0, |kept| kept.version)
    }

    /// A table's items that a walk meets, in its direction, with their positions and last changes.
    fn walked(&self, table: &str, walk: &ItemWalk) -> Vec<(Position, ItemOverview, Change)> {
        let of_table = self.items_of(table).filter_map(|(_, item)| {
            let overview = self.overview(table, item)?;
            let last = Change::clone(&self.kept(overview.last_change_id)?.change);
            Some((Position::of(walk.order, item, &overview), overview, last))
        });
        let from = walk.from.as_deref().map(|from| Position::read(walk.order, from));
        let is_before_it = |(position, ..): &(Position, ItemOverview, Change)| match &from {
            Some(from) if walk.backward => position < from,
            Some(from) => position > from,
            None => true,
        };
        let mut items: Vec<_> = of_table.filter(is_before_it).collect();
        items.sort_by(|one, other| one.0.cmp(&other.0));
        if walk.backward {
            items.reverse();
        }
        items
    }
}

/// Where in an order an item is, ascending in the order's direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    Numbers(i64, i64),
    /// The key, after what it is compared by.
    Key {
        order: String,
        key: String,
    },
}

impl Position {
    fn of(order: ItemOrder, item: &Item, overview: &ItemOverview) -> Self {
        match order {
            ItemOrder::LastChange => Self::Numbers(-overview.last_change_id.0, 0),
            ItemOrder::MostChanged => Self::Numbers(-(item.changes.len() as i64), item.number),
            ItemOrder::Key => Self::Key { order: overview.item_key.order_text(), key: overview.item_key.to_string() },
        }
    }

    fn read(order: ItemOrder, text: &str) -> Self {
        let number = |text: &str| text.parse::<i64>().unwrap_or(0);
        match order {
            ItemOrder::LastChange => Self::Numbers(-number(text), 0),
            ItemOrder::MostChanged => {
                let (versions, item) = text.split_once('.').unwrap_or((text, "0"));
                Self::Numbers(-number(versions), number(item))
            }
            ItemOrder::Key => Self::Key { order: order_of(text).into_owned(), key: text.to_owned() },
        }
    }

    fn written(&self, order: ItemOrder) -> String {
        match (self, order) {
            (Self::Numbers(versions, item), ItemOrder::MostChanged) => format!("{}.{item}", -versions),
            (Self::Numbers(id, _), _) => (-id).to_string(),
            (Self::Key { key, .. }, _) => key.clone(),
        }
    }
}

#[async_trait]
impl ReadItems for MemoryReader {
    async fn item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemOverview>> {
        let state = self.state.lock();
        Ok(state.item(table, key).and_then(|item| state.overview(table, item)))
    }

    async fn version(&self, table: &str, key: &ItemKey, version: u64) -> Result<Option<Version>> {
        let state = self.state.lock();
        let Some(item) = state.item(table, key) else { return Ok(None) };
        let next = state.version_of(item, version.saturating_add(1)).map(|next| next.change.id);
        let found = state.version_of(item, version);
        Ok(found.map(|found| Version { change: Change::clone(&found.change), next }))
    }

    async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let state = self.state.lock();
        let Some(item) = state.item(table, key) else { return Ok(None) };
        let top = item.changes.partition_point(|id| before.is_none_or(|before| *id < before));
        Ok(state.timeline(table, item, top as u64, limit))
    }

    async fn life_around(
        &self,
        table: &str,
        key: &ItemKey,
        anchor: Option<Anchor>,
        top: fn(u64, u64) -> u64,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let state = self.state.lock();
        let Some(item) = state.item(table, key) else { return Ok(None) };
        let versions = item.changes.len() as u64;
        let anchored = match anchor {
            None => versions,
            Some(Anchor::At(At::Version(version))) => version,
            Some(Anchor::At(at)) => state.in_force(item, at),
            Some(Anchor::Change(id)) => state.kept(id).map_or(versions, |kept| kept.version),
        };
        Ok(state.timeline(table, item, top(anchored.clamp(1, versions), versions), limit))
    }

    async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<Option<ItemAsOf>> {
        let state = self.state.lock();
        let Some(item) = state.item(table, key) else { return Ok(None) };
        Ok(state.item_as_of(table, item, at))
    }

    async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf> {
        Ok(self.state.lock().items_as_of(table, time, after, limit.clamp(1, SCAN_LIMIT)))
    }

    async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &Path,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Option<AttributeHistory>> {
        let limit = limit.clamp(1, MAX_LOOKED_VERSIONS);
        let page = {
            let state = self.state.lock();
            let Some(item) = state.item(table, key) else { return Ok(None) };
            // The version after the stretch is looked at too: it may tell what was there before it.
            state.timeline(table, item, before.unwrap_or(u64::MAX), limit + 1)
        };
        Ok(page.map(|page| past::attribute_history(page, path, before, limit)))
    }

    async fn walk_items(&self, table: &str, query: &Query, walk: &ItemWalk) -> Result<WalkedItems> {
        let items = self.state.lock().walked(table, walk);
        let (query, walk, deadline) = (query.clone(), walk.clone(), self.deadline.clone());
        let look = move || {
            let mut walked = WalkedItems { reached: walk.from.clone(), end: true, ..WalkedItems::default() };
            for (position, item, last) in items {
                let is_over = walked.looked_at > 0 && deadline.is_over();
                if walked.items.len() == walk.limit || is_over || walked.looked_at >= SCAN_LIMIT as u64 {
                    walked.end = false;
                    break;
                }
                let position = position.written(walk.order);
                walked.looked_at += 1;
                walked.reached = Some(position.clone());
                if walk.state.lists(item.alive) && query.matches_item(last) {
                    walked.items.push((position, item));
                }
            }
            walked
        };
        Ok(self.work.run(look).await?)
    }

    async fn item_count(&self, table: &str) -> Result<u64> {
        Ok(self.state.lock().items_of(table).count() as u64)
    }

    async fn items_beginning(&self, beginning: &str, limit: usize) -> Result<Vec<ItemOverview>> {
        let state = self.state.lock();
        let first_label = |item: &Item| {
            let labels = item.key.attributes().iter().map(|(_, value)| value.label());
            labels.filter(|label| label.starts_with(beginning)).min()
        };
        let mut fitting: Vec<(String, i64, ItemOverview)> = state
            .items
            .iter()
            .filter_map(|((table, _), item)| Some((first_label(item)?, item.number, state.overview(table, item)?)))
            .collect();
        fitting.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        Ok(fitting.into_iter().take(limit).map(|(_, _, item)| item).collect())
    }

    async fn activities(&self, table: &str, keys: &[ItemKey]) -> Result<Vec<Option<Activity>>> {
        let state = self.state.lock();
        let activity = |key: &ItemKey| {
            let item = state.item(table, key)?;
            let at: Vec<(i64, u64)> =
                item.changes.iter().filter_map(|id| Some((state.kept(*id)?.at().as_millis(), 1))).collect();
            Some(Activity::of(at.first()?.0, at.last()?.0, &at, false))
        };
        let mut activities: Vec<_> = keys.iter().take(MAX_ACTIVITIES).map(activity).collect();
        activities.resize(keys.len(), None);
        Ok(activities)
    }
}
