//! Planning how a stretch of the log is gone through for a query, by what the archive holds: which of its keys few items
//! have, and which of its texts are rare.

use std::collections::HashMap;

use afterimage_archive::Result;
use afterimage_model::{
    Query,
    query::{Pattern, RequiredText},
};
use sqlx::AssertSqlSafe;

use super::{
    condition::{Condition, items_with},
    pushdown::{self, Driver, Pushdown},
};
use crate::{
    database::Stored,
    index::{Direction, Stretch, Watermarks},
    read::SqliteReader,
    schema::codes,
};

/// How many key patterns of a query are looked up before it runs; further ones are compared in memory only.
const LOOKED_UP_PATTERNS: usize = 16;

/// A change is of one table, whose name is bound.
const OF_TABLE: &str = " AND c.table_id = (SELECT table_id FROM tables WHERE name = ?)";

/// A kind of change that is rare is one of so many.
const RARE_OP_IN: i64 = 8;

impl SqliteReader {
    /// As much of the stretch as the database goes through for one look.
    pub(crate) fn bounded_by_plan(&self, plan: &Pushdown, stretch: Stretch, direction: Direction) -> Stretch {
        match (&plan.driver, &plan.condition) {
            // Only items' or one table's changes are touched, all of which count: the limit on ids is enough.
            (Driver::Items(_), _) | (_, None) => stretch,
            (Driver::RareOp { .. }, _) => stretch.shortened(direction, self.limits.skimmed_changes * RARE_OP_IN),
            _ => stretch.shortened(direction, self.limits.skimmed_changes),
        }
    }

    /// How to go through the stretch, or through as much of it as can be gone through in one way: the index of texts
    /// does not know the newest changes yet.
    pub(crate) async fn plan(
        &self,
        query: &Query,
        stretch: Stretch,
        direction: Direction,
    ) -> Result<(Pushdown, Stretch)> {
        let is_long = stretch.len() > self.limits.tail_changes;
        let narrow = if is_long { self.narrow_patterns(query).await? } else { Vec::new() };
        let by_keys = pushdown::plan(query, &|pattern| narrow.contains(&pattern), &|_| None);
        if matches!(by_keys.driver, Driver::Items(_)) || !is_long {
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

    /// Those of the query's key patterns that few items have.
    pub(super) async fn narrow_patterns<'q>(&self, query: &'q Query) -> Result<Vec<&'q Pattern>> {
        let mut narrow = Vec::new();
        for pattern in pushdown::key_patterns(query).into_iter().take(LOOKED_UP_PATTERNS) {
            if self.is_narrow(pattern).await? {
                narrow.push(pattern);
            }
        }
        Ok(narrow)
    }

    /// Whether few items have such a key value.
    async fn is_narrow(&self, pattern: &Pattern) -> Result<bool> {
        let items = items_with(pattern);
        let sql = format!("SELECT count(*) FROM ({} LIMIT ?)", items.sql);
        let mut statement = sqlx::query_scalar(AssertSqlSafe(sql));
        for text in items.texts {
            statement = statement.bind(text);
        }
        let count: i64 = statement.bind(self.limits.narrow_items + 1).fetch_one(&self.pool).await.stored()?;
        Ok(count <= self.limits.narrow_items)
    }
}

/// The statement that picks ids: first the stretch's two ends are bound, then the texts, then the limit.
///
/// Which index is used is said and not left to guesses: the database keeps no statistics.
pub(crate) fn pick_sql(plan: &Pushdown, direction: Direction) -> Condition {
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
