//! Where in the lives of some items their changes are: looked up for what is seen of a list, a bounded number for each.

use std::collections::HashMap;

use afterimage_archive::{MAX_ACTIVITIES, Result};
use afterimage_model::{ItemKey, items::Activity};
use sqlx_macros::FromRow;

use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{count, ids, json_array},
};

/// Of an item with at most so many versions every change is looked at.
const EVERY_CHANGE_UP_TO: i64 = 64;

/// Into how many stretches of the log the life of an item with more is divided; of each the first change is looked up.
const SAMPLED_STRETCHES: i64 = 48;

/// How many changes of a stretch are counted.
const COUNTED: i64 = 64;

/// An item and the ends of its life.
#[derive(FromRow)]
struct Life {
    item_key: String,
    item_id: i64,
    versions: i64,
    first_change_id: i64,
    last_change_id: i64,
    first_seen_at: i64,
    last_seen_at: i64,
}

/// The items of a table with these keys.
pub(super) const FIND_LIVES: &str = "
    SELECT i.item_key, i.item_id, i.versions, i.first_change_id, i.last_change_id, i.first_seen_at, i.last_seen_at
    FROM json_each(?) AS picked CROSS JOIN items AS i ON i.item_key = picked.value AND i.table_id = ?";

/// When the changes of items happened.
pub(super) const EVERY_CHANGE: &str = "
    SELECT picked.value, c.created_at, 1 FROM json_each(?) AS picked
    CROSS JOIN changes AS c INDEXED BY changes_by_item ON c.item_id = picked.value";

/// Of stretches `[item_id, from, until]` of the log: when the item's first change within happened, and how many there are.
pub(super) const SAMPLED_CHANGES: &str = "
    SELECT picked.value ->> 0, c.created_at, (
        SELECT count(*) FROM (
            SELECT 1 FROM changes AS m INDEXED BY changes_by_item
            WHERE m.item_id = picked.value ->> 0 AND m.change_id >= c.change_id AND m.change_id < picked.value ->> 2 LIMIT ?))
    FROM json_each(?) AS picked
    CROSS JOIN changes AS c ON c.change_id = (
        SELECT f.change_id FROM changes AS f INDEXED BY changes_by_item
        WHERE f.item_id = picked.value ->> 0 AND f.change_id >= picked.value ->> 1 AND f.change_id < picked.value ->> 2
        ORDER BY f.change_id LIMIT 1)";

/// An item's id, when something happened to it, and how many times.
type Mark = (i64, i64, i64);

impl SqliteReader {
    /// The activity of items of a table, for each key in turn; nothing for those that the archive does not know, and for
    /// those beyond [`MAX_ACTIVITIES`].
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn activities(&self, table: &str, keys: &[ItemKey]) -> Result<Vec<Option<Activity>>> {
        let Some(table_id) = ids::find_table(&self.pool, table).await? else { return Ok(vec![None; keys.len()]) };
        let texts: Vec<String> = keys.iter().take(MAX_ACTIVITIES).map(ToString::to_string).collect();
        let picked = serde_json::Value::from(texts.clone()).to_string();
        let lives: Vec<Life> =
            sqlx::query_as(FIND_LIVES).bind(picked).bind(table_id).fetch_all(&self.pool).await.stored()?;
        let mut of_items: HashMap<i64, Vec<(i64, u64)>> = HashMap::new();
        for (item_id, at, changes) in self.marks(&lives).await? {
            of_items.entry(item_id).or_default().push((at, count(changes)));
        }
        let lives: HashMap<&str, &Life> = lives.iter().map(|life| (life.item_key.as_str(), life)).collect();
        let of_key = |text: &String| {
            let life = lives.get(text.as_str())?;
            Some(life.activity(of_items.get(&life.item_id).map_or(&[], Vec::as_slice)))
        };
        let mut activities: Vec<_> = texts.iter().map(of_key).collect();
        activities.resize(keys.len(), None);
        Ok(activities)
    }

    async fn marks(&self, lives: &[Life]) -> Result<Vec<Mark>> {
        let (few, many): (Vec<&Life>, Vec<&Life>) = lives.iter().partition(|life| !life.is_sampled());
        let few = json_array(few.iter().map(|life| life.item_id));
        let mut marks: Vec<Mark> = sqlx::query_as(EVERY_CHANGE).bind(few).fetch_all(&self.pool).await.stored()?;
        let stretches: Vec<[i64; 3]> = many.iter().flat_map(|life| life.stretches()).collect();
        if !stretches.is_empty() {
            let stretches = serde_json::to_string(&stretches).unwrap_or_default();
            let sampled: Vec<Mark> =
                sqlx::query_as(SAMPLED_CHANGES).bind(COUNTED).bind(stretches).fetch_all(&self.pool).await.stored()?;
            marks.extend(sampled);
        }
        Ok(marks)
    }
}

impl Life {
    fn is_sampled(&self) -> bool {
        self.versions > EVERY_CHANGE_UP_TO
    }

    /// The stretches of the log that the item's changes lie in.
    fn stretches(&self) -> impl Iterator<Item = [i64; 3]> + use<> {
        let (item_id, first) = (self.item_id, self.first_change_id);
        let length = self.last_change_id - first + 1;
        let cut = move |at: i64| first + length * at / SAMPLED_STRETCHES;
        (0..SAMPLED_STRETCHES).map(move |at| [item_id, cut(at), cut(at + 1)])
    }

    /// `marks` are the item's own: when, and how many.
    fn activity(&self, marks: &[(i64, u64)]) -> Activity {
        Activity::of(self.first_seen_at, self.last_seen_at, marks, self.is_sampled())
    }
}
