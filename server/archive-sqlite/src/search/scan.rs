//! Looking through the log for what matches a query: a bounded stretch at a time.
//!
//! The database picks ids by what its columns tell; the changes are then loaded a few at a time and compared with the
//! query in memory, until enough match.

use std::sync::Arc;

use afterimage_archive::{Result, Scan};
use afterimage_model::{Change, ChangeId, Query};
use sqlx::AssertSqlSafe;

use super::{
    condition::Condition,
    filtering::{Filtering, MAX_FOUND_BYTES, Wanted},
    planning::pick_sql,
    pushdown::Pushdown,
};
use crate::{
    database::Stored,
    index::{Direction, Stretch},
    read::{Decoding, SqliteReader},
    schema::bound,
};

/// The fewest and the most changes that are loaded at once. An item has up to 400 KB, a change two images.
const MIN_LOADED: usize = 32;
const MAX_LOADED: usize = 128;

/// What was found, and the id up to which everything was looked at.
struct Found {
    changes: Vec<Change>,
    scanned_to: i64,
}

impl SqliteReader {
    /// Oldest first: changes after `after` that match. Looks at a bounded stretch; go on from `scanned_to` until `end`.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn changes_after(&self, query: &Query, after: ChangeId, limit: usize) -> Result<Scan> {
        // Asked first: what is committed after this is left for the next look.
        let newest = self.last_change_id().await?;
        let stretch = Stretch { first: after.0.max(0).saturating_add(1), last: newest.0 };
        if stretch.len() == 0 {
            return Ok(Scan { changes: Vec::new(), scanned_to: after.max(newest), end: true });
        }
        let found = self.scan(query, stretch, Direction::OldestFirst, limit).await?;
        let end = found.scanned_to >= stretch.last;
        Ok(Scan { changes: found.changes, scanned_to: ChangeId(found.scanned_to), end })
    }

    /// Newest first: changes before `before` that match. Looks at a bounded stretch; go on with `scanned_to` as
    /// `before` until `end`.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn changes_before(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<Scan> {
        let newest = self.last_change_id().await?;
        let last = before.map_or(newest.0, |before| newest.0.min(before.0.saturating_sub(1)));
        let stretch = Stretch { first: 1, last };
        if stretch.len() == 0 {
            return Ok(Scan { changes: Vec::new(), scanned_to: ChangeId::START, end: true });
        }
        let found = self.scan(query, stretch, Direction::NewestFirst, limit).await?;
        let end = found.scanned_to <= stretch.first;
        let scanned_to = if end { ChangeId::START } else { ChangeId(found.scanned_to) };
        Ok(Scan { changes: found.changes, scanned_to, end })
    }

    async fn scan(&self, query: &Query, asked: Stretch, direction: Direction, limit: usize) -> Result<Found> {
        let limit = limit.clamp(1, self.limits.scanned_changes);
        let stretch = self.bounded_by_time(query, asked).await?;
        let far_end = |stretch: Stretch| match direction {
            Direction::OldestFirst => stretch.last,
            Direction::NewestFirst => stretch.first,
        };
        if stretch.len() == 0 {
            return Ok(Found { changes: Vec::new(), scanned_to: far_end(asked) });
        }
        let mut found = self.scan_stretch(query, stretch, direction, limit).await?;
        if found.scanned_to == far_end(stretch) {
            found.scanned_to = far_end(asked);
        }
        Ok(found)
    }

    async fn scan_stretch(&self, query: &Query, stretch: Stretch, direction: Direction, limit: usize) -> Result<Found> {
        let (plan, stretch) = self.plan(query, stretch, direction).await?;
        let stretch = self.bounded_by_plan(&plan, stretch, direction);
        let picked = self.pick(&plan, stretch, direction).await?;
        self.filter(query, &picked, stretch, direction, limit).await
    }

    /// The ids that may match, in the direction's order, as many as one look decodes.
    async fn pick(&self, plan: &Pushdown, stretch: Stretch, direction: Direction) -> Result<Vec<i64>> {
        let Condition { sql, texts } = pick_sql(plan, direction);
        let mut statement = sqlx::query_scalar(AssertSqlSafe(sql)).bind(stretch.first).bind(stretch.last);
        for text in texts {
            statement = statement.bind(text);
        }
        statement.bind(bound(self.limits.scanned_changes)).fetch_all(&self.pool).await.stored()
    }

    /// Loads and compares until enough match, nothing picked is left, or it is time to end.
    async fn filter(
        &self,
        query: &Query,
        picked: &[i64],
        stretch: Stretch,
        direction: Direction,
        limit: usize,
    ) -> Result<Found> {
        let mut changes = Vec::new();
        let mut wanted = Wanted {
            query: Arc::new(query.clone()),
            room: limit,
            room_bytes: MAX_FOUND_BYTES,
            has_begun: false,
            deadline: self.deadline.clone(),
        };
        let mut looked_to = None;
        for ids in picked.chunks(limit.clamp(MIN_LOADED, MAX_LOADED)) {
            for (rows, blocks) in self.row_groups(ids).await? {
                let decoding = Decoding::new(rows, self.kept_blocks(blocks).await?);
                let mut filtering = Filtering::new(decoding, wanted.clone());
                let filtered = self.work.in_pieces(move |attention| filtering.piece(attention)).await??;
                wanted.room -= filtered.changes.len().min(wanted.room);
                let bytes: u64 = filtered.changes.iter().map(|change| change.size_bytes).sum();
                wanted.room_bytes = wanted.room_bytes.saturating_sub(bytes);
                changes.extend(filtered.changes);
                looked_to = filtered.looked_to.or(looked_to);
                wanted.has_begun = looked_to.is_some();
                if let Some(scanned_to) = looked_to.filter(|_| filtered.is_cut) {
                    return Ok(Found { changes, scanned_to });
                }
            }
        }
        let scanned_to = match (direction, picked.last()) {
            (_, Some(last)) if picked.len() >= self.limits.scanned_changes => *last,
            (Direction::OldestFirst, _) => stretch.last,
            (Direction::NewestFirst, _) => stretch.first,
        };
        Ok(Found { changes, scanned_to })
    }
}
