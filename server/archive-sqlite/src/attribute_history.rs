//! One attribute's values over a stretch of an item's life.

use afterimage_model::{
    ItemKey,
    as_of::{At, VersionAt},
    attribute_history::{AttributeHistory, Held, MAX_LOOKED_VERSIONS, ValuePeriod, steps},
    diff::Path,
    query::value_at,
};

use super::{
    ArchiveReader, ItemTimeline, Result,
    as_of::{State, state_after},
};

impl ArchiveReader {
    /// The attribute's values over the newest versions before one, at most [`MAX_LOOKED_VERSIONS`] of them; nothing when
    /// the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &Path,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Option<AttributeHistory>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let limit = limit.clamp(1, MAX_LOOKED_VERSIONS);
        // The version after the stretch is looked at too: it may tell what was there before it.
        let beyond = match before {
            Some(before) => self.in_force(&row, At::Version(before)).await?.map(|version| version.change_id.0 + 1),
            None => None,
        };
        let page = self.timeline(table, key, beyond.map(afterimage_model::ChangeId), limit + 1).await?;
        let Some(page) = page else { return Ok(None) };
        let path = path.clone();
        Ok(Some(self.work.run(move || told(page, &path, before, limit)).await?))
    }
}

/// The history that a page of the item's life tells.
fn told(page: ItemTimeline, path: &Path, before: Option<u64>, limit: usize) -> AttributeHistory {
    let mut changes = page.changes;
    changes.reverse();
    let is_beyond = |version: u64| before.is_some_and(|before| version >= before);
    if changes.last().is_some_and(|(version, _)| !is_beyond(*version)) && changes.len() > limit {
        changes.remove(0);
    }
    let within = changes.iter().filter(|(version, _)| !is_beyond(*version)).count();
    let mut newest_image = None;
    let mut states = Vec::with_capacity(within);
    for (at, (version, change)) in changes.iter().enumerate().take(within) {
        let state = state_after(Some(change), changes.get(at + 1).map(|(_, next)| next));
        newest_image = state.image.or(newest_image);
        let since = VersionAt { version: *version, change_id: change.id, at: change.created_at, op: change.op };
        states.push(ValuePeriod { since, held: held(&state, path) });
    }
    let from_version = changes.first().map_or(0, |(version, _)| *version);
    AttributeHistory {
        item: page.item,
        path: path.to_string(),
        to_version: states.last().map_or(0, |step| step.since.version),
        steps: steps(states),
        from_version,
        next_before: (from_version > 1).then_some(from_version),
        attributes: newest_image.map(|image| image.keys().cloned().collect()).unwrap_or_default(),
    }
}

fn held(state: &State<'_>, path: &Path) -> Held {
    match (state.exists, state.image) {
        (Some(false), _) => Held::NoItem,
        (_, Some(image)) => value_at(image, path).map_or(Held::Absent, |value| Held::Value { value: value.clone() }),
        (_, None) => Held::Unknown,
    }
}
