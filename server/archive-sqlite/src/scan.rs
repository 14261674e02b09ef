//! Looking through the log for what matches a query: a bounded stretch at a time.
//!
//! The database picks ids by what its columns tell; the changes are then loaded a few at a time and compared with the
//! query in memory, until enough match.

use std::{collections::HashMap, sync::Arc};

use afterimage_model::{
    Change, ChangeId, Query,
    query::{Pattern, RequiredText},
};
use sqlx::AssertSqlSafe;

use super::{
    Result, Scan, SqliteReader, codes,
    decoding::Decoding,
    filtering::{Filtering, MAX_FOUND_BYTES, Wanted},
    indexer::Watermarks,
    pushdown::{self, Condition, Driver, Pushdown},
    reader::bound,
    stored::Stored,
};

/// How many key patterns of a query are looked up before it runs; further ones are compared in memory only.
pub(super) const LOOKED_UP_PATTERNS: usize = 16;

/// The fewest and the most changes that are loaded at once. An item has up to 400 KB, a change two images.
const MIN_LOADED: usize = 32;
const MAX_LOADED: usize = 128;

/// A change is of one table, whose name is bound.
const OF_TABLE: &str = " AND c.table_id = (SELECT table_id FROM tables WHERE name = ?)";

/// A kind of change that is rare is one of so many.
const RARE_OP_IN: i64 = 8;

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    OldestFirst,
    NewestFirst,
}

/// The ids to look at, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Stretch {
    pub(super) fn len(self) -> i64 {
        self.last.saturating_sub(self.first).saturating_add(1).max(0)
    }

    /// As much of it as `limit` ids, from where the scan begins.
    pub(super) fn shortened(self, direction: Direction, limit: i64) -> Self {
        match direction {
            Direction::OldestFirst => Self { last: self.last.min(self.first.saturating_add(limit - 1)), ..self },
            Direction::NewestFirst => Self { first: self.first.max(self.last.saturating_sub(limit - 1)), ..self },
        }
    }
}

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

    /// As much of the stretch as the database goes through for one look.
    pub(super) fn bounded_by_plan(&self, plan: &Pushdown, stretch: Stretch, direction: Direction) -> Stretch {
        match (&plan.driver, &plan.condition) {
            // Only items' or one table's changes are touched, all of which count: the limit on ids is enough.
            (Driver::Items(_), _) | (_, None) => stretch,
            (Driver::RareOp { .. }, _) => stretch.shortened(direction, self.limits.skimmed_changes * RARE_OP_IN),
            _ => stretch.shortened(direction, self.limits.skimmed_changes),
        }
    }

    /// How to go through the stretch, or through as much of it as can be gone through in one way: the index of texts
    /// does not know the newest changes yet.
    pub(super) async fn plan(
        &self,
        query: &Query,
        stretch: Stretch,
        direction: Direction,
    ) -> Result<(Pushdown, Stretch)> {
        let mut narrow = Vec::new();
        if stretch.len() > self.limits.tail_changes {
            for pattern in pushdown::key_patterns(query).into_iter().take(LOOKED_UP_PATTERNS) {
                if self.is_narrow(pattern).await? {
                    narrow.push(pattern);
                }
            }
        }
        let by_keys = pushdown::plan(query, &|pattern| narrow.contains(&pattern), &|_| None);
        if matches!(by_keys.driver, Driver::Items(_)) || stretch.len() <= self.limits.tail_changes {
            return Ok((by_keys, stretch));
        }
        let texts = pushdown::texts(query);
        if texts.is_empty() {
            return Ok((by_keys, stretch));
        }
        // Asked first: what is put into the index after this is looked at as if it were not in there.
        let texts_to = Watermarks::load(&self.pool).await?.texts_to;
        let rare = self.rare_texts(texts).await?;
        if rare.is_empty() {
            return Ok((by_keys, stretch));
        }
        let by_texts = pushdown::plan(query, &|pattern| narrow.contains(&pattern), &|text| rare.get(text).cloned());
        if !matches!(by_texts.driver, Driver::Items(_)) {
            return Ok((by_keys, stretch));
        }
        let (known, unknown) =
            (Stretch { last: stretch.last.min(texts_to), ..stretch }, Stretch { first: texts_to + 1, ..stretch });
        Ok(match direction {
            _ if stretch.last <= texts_to => (by_texts, stretch),
            _ if stretch.first > texts_to => (by_keys, stretch),
            Direction::OldestFirst => (by_texts, known),
            Direction::NewestFirst => (by_keys, unknown),
        })
    }

    /// Those of the texts that few changes brought, each with those changes.
    async fn rare_texts(&self, texts: Vec<RequiredText>) -> Result<HashMap<RequiredText, String>> {
        let mut rare = HashMap::new();
        for required in texts.into_iter().take(LOOKED_UP_PATTERNS) {
            if let Some(matches) = self.rare_matches(&required).await? {
                rare.insert(required, matches);
            }
        }
        Ok(rare)
    }

    /// Whether few items have such a key value.
    pub(super) async fn is_narrow(&self, pattern: &Pattern) -> Result<bool> {
        let items = pushdown::items_with(pattern);
        let sql = format!("SELECT count(*) FROM ({} LIMIT ?)", items.sql);
        let mut statement = sqlx::query_scalar(AssertSqlSafe(sql));
        for text in items.texts {
            statement = statement.bind(text);
        }
        let count: i64 = statement.bind(self.limits.narrow_items + 1).fetch_one(&self.pool).await.stored()?;
        Ok(count <= self.limits.narrow_items)
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

/// The statement that picks ids: first the stretch's two ends are bound, then the texts, then the limit.
///
/// Which index is used is said and not left to guesses: the database keeps no statistics.
pub(super) fn pick_sql(plan: &Pushdown, direction: Direction) -> Condition {
    let mut texts = Vec::new();
    let (index, of_driver) = match &plan.driver {
        Driver::Log => ("NOT INDEXED", String::new()),
        // The index says which changes it has by this very condition.
        Driver::RareOp { op, table } => {
            let of_op = format!(" AND c.op <> 2 AND c.op = {}", codes::of_op(*op));
            match table {
                Some(name) => {
                    texts.push(name.clone());
                    ("INDEXED BY changes_by_table_and_rare_op", format!("{OF_TABLE}{of_op}"))
                }
                None => ("INDEXED BY changes_by_rare_op", of_op),
            }
        }
        Driver::Table(name) => {
            texts.push(name.clone());
            ("INDEXED BY changes_by_table", OF_TABLE.to_owned())
        }
        Driver::Items(items) => {
            texts.extend(items.texts.iter().cloned());
            ("INDEXED BY changes_by_item", format!(" AND c.item_id IN ({})", items.sql))
        }
    };
    let condition = plan.condition.as_ref().map_or_else(String::new, |condition| {
        texts.extend(condition.texts.iter().cloned());
        format!(" AND {}", condition.sql)
    });
    let order = if direction == Direction::OldestFirst { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT c.change_id FROM changes AS c {index} WHERE c.change_id >= ? AND c.change_id <= ?{of_driver}{condition} \
         ORDER BY c.change_id {order} LIMIT ?"
    );
    Condition { sql, texts }
}
