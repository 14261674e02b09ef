//! The statements of the transaction that appends. None is run for each record: rows go in by the hundred.

use std::{collections::HashMap, sync::Arc};

use afterimage_app::model::SequenceNumber;
use sqlx::{
    Arguments, AssertSqlSafe, FromRow, Row, SqliteConnection,
    sqlite::{SqliteArguments, SqliteRow},
};

use super::{
    Result,
    batch::{Batch, BlockRow, ChangeRow, ItemName, ItemState},
    codes,
};

/// How many rows a statement takes: few sizes, so that the same prepared statements serve again and again.
/// The largest times the columns stays below `SQLite`'s 32,766 variables.
const STATEMENT_ROWS: [usize; 4] = [512, 64, 8, 1];

/// A statement with a list of rows in it, in each of the sizes.
struct RowsStatement {
    sizes: [(usize, Arc<str>); STATEMENT_ROWS.len()],
}

impl RowsStatement {
    fn new(head: &str, columns: usize, tail: &str) -> Self {
        let row = format!("({})", vec!["?"; columns].join(","));
        let text = |rows: usize| format!("{head} VALUES {} {tail}", vec![row.as_str(); rows].join(","));
        Self { sizes: STATEMENT_ROWS.map(|rows| (rows, Arc::from(text(rows)))) }
    }

    /// The rows in pieces, each with the statement of its size.
    fn pieces<'a, R>(&'a self, mut rows: &'a [R]) -> impl Iterator<Item = (Arc<str>, &'a [R])> {
        std::iter::from_fn(move || {
            let (size, text) = self.sizes.iter().find(|(size, _)| *size <= rows.len())?;
            let (piece, rest) = rows.split_at(*size);
            rows = rest;
            Some((Arc::clone(text), piece))
        })
    }

    async fn run<R>(
        &self,
        connection: &mut SqliteConnection,
        rows: &[R],
        bind: impl Fn(&mut Values, &R) + Send,
    ) -> Result<()>
    where
        R: Sync,
    {
        let mut pieces = self.pieces(rows);
        let mut next = pieces.next().map(|(text, piece)| (text, Values::of(piece, &bind)));
        while let Some((text, values)) = next.take() {
            let running = sqlx::query_with(AssertSqlSafe(text), values?).execute(&mut *connection);
            // Polled second: the database is at work on the one piece while the next is put together.
            let preparing = async { pieces.next().map(|(text, piece)| (text, Values::of(piece, &bind))) };
            let (ran, prepared) = tokio::join!(biased; running, preparing);
            ran?;
            next = prepared;
        }
        Ok(())
    }
}

/// The values of a statement. An error waits until the end, so that binding a row reads as a list of columns.
#[derive(Default)]
struct Values {
    arguments: SqliteArguments,
    failed: Option<sqlx::error::BoxDynError>,
}

impl Values {
    fn of<R>(rows: &[R], bind: &impl Fn(&mut Self, &R)) -> Result<SqliteArguments> {
        let mut values = Self::default();
        for row in rows {
            bind(&mut values, row);
        }
        match values.failed {
            Some(error) => Err(sqlx::Error::Encode(error).into()),
            None => Ok(values.arguments),
        }
    }

    fn add<'v>(&mut self, value: impl sqlx::Encode<'v, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>) -> &mut Self {
        if let Err(error) = self.arguments.add(value) {
            self.failed = Some(error);
        }
        self
    }
}

/// The statements, put together once.
///
/// `OR ROLLBACK`: where a row cannot be put in, the transaction is over. Nobody would go on with it anyway, and a
/// statement that could be taken back by itself would have to copy every page that it touches into a journal first.
pub(super) struct Statements {
    load_items: RowsStatement,
    changes: RowsStatement,
    blocks: RowsStatement,
    items: RowsStatement,
    key_values: RowsStatement,
}

impl Statements {
    pub(super) fn new() -> Self {
        Self {
            load_items: RowsStatement::new(
                "WITH wanted (table_id, item_key) AS (",
                2,
                ") SELECT i.* FROM wanted AS w \
                 CROSS JOIN items AS i ON i.table_id = w.table_id AND i.item_key = w.item_key",
            ),
            changes: RowsStatement::new(
                "INSERT OR ROLLBACK INTO changes (change_id, table_id, item_id, version, previous_change_id, shard_id, \
                 sequence_number, event_id, op, view_type, actor_id, created_at, received_at, archived_at, size_bytes, \
                 note, old_image, new_image)",
                18,
                "",
            ),
            blocks: RowsStatement::new("INSERT OR ROLLBACK INTO blocks (block_id, content)", 2, ""),
            items: RowsStatement::new(
                "INSERT OR ROLLBACK INTO items (item_id, table_id, item_key, first_change_id, last_change_id, first_seen_at, \
                 last_seen_at, versions, alive, captured_from_first_version, latest_image)",
                11,
                "ON CONFLICT (item_id) DO UPDATE SET last_change_id = excluded.last_change_id, \
                 last_seen_at = excluded.last_seen_at, versions = excluded.versions, alive = excluded.alive, \
                 latest_image = excluded.latest_image",
            ),
            key_values: RowsStatement::new("INSERT OR ROLLBACK INTO item_key_values (label, item_id)", 2, ""),
        }
    }

    /// Adds those of the named items that the archive knows.
    pub(super) async fn load_items<'a>(
        &self,
        connection: &mut SqliteConnection,
        names: &[ItemName<'a>],
        items: &mut HashMap<ItemName<'a>, ItemState>,
    ) -> Result<()> {
        for (text, piece) in self.load_items.pieces(names) {
            let values = Values::of(piece, &|values, (table_id, item_key): &ItemName<'_>| {
                values.add(*table_id).add(*item_key);
            })?;
            for row in sqlx::query_with(AssertSqlSafe(text), values).fetch_all(&mut *connection).await? {
                let found: (i64, &str) = (row.try_get("table_id")?, row.try_get("item_key")?);
                // The same name, as the page has it.
                if let Ok(at) = piece.binary_search(&found) {
                    items.insert(piece[at], ItemState::from_row(&row)?);
                }
            }
        }
        Ok(())
    }

    /// Writes changes of a batch.
    pub(super) async fn write_changes(&self, connection: &mut SqliteConnection, rows: &[ChangeRow<'_>]) -> Result<()> {
        self.changes.run(connection, rows, bind_change).await
    }

    /// Writes everything else of the batch.
    pub(super) async fn write_rest(
        &self,
        connection: &mut SqliteConnection,
        batch: &Batch<'_>,
        checkpoints: &HashMap<i64, SequenceNumber>,
    ) -> Result<()> {
        let mut items: Vec<_> = batch.items.iter().collect();
        items.sort_unstable_by_key(|(_, item)| item.item_id);
        self.items.run(connection, &items, bind_item).await?;
        let bind_key_value = |values: &mut Values, (label, item_id): &(String, i64)| {
            values.add(label.as_str()).add(*item_id);
        };
        self.key_values.run(connection, &batch.key_values, bind_key_value).await?;
        self.blocks.run(connection, &batch.blocks, bind_block).await?;
        for (table_id, growth) in &batch.tables {
            sqlx::query(
                "UPDATE tables SET change_count = change_count + ?, item_count = item_count + ?, \
                 last_change_at = coalesce(?, last_change_at) WHERE table_id = ?",
            )
            .bind(growth.changes)
            .bind(growth.items)
            .bind(growth.last_change_at)
            .bind(table_id)
            .execute(&mut *connection)
            .await?;
        }
        for (shard_id, checkpoint) in checkpoints {
            sqlx::query("UPDATE shards SET checkpoint = ? WHERE shard_id = ?")
                .bind(checkpoint.as_str())
                .bind(shard_id)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

fn bind_change(values: &mut Values, row: &ChangeRow<'_>) {
    let captured = row.captured;
    values
        .add(row.change_id)
        .add(row.table_id)
        .add(row.item_id)
        .add(row.version)
        .add(row.previous_change_id)
        .add(row.shard_id)
        .add(captured.sequence_number.as_str())
        .add(captured.event_id.as_str())
        .add(codes::of_op(captured.op))
        .add(codes::of_view_type(captured.view_type))
        .add(row.actor_id)
        .add(captured.created_at.as_millis())
        .add(captured.received_at.as_millis())
        .add(row.archived_at)
        .add(i64::try_from(captured.size_bytes).unwrap_or(i64::MAX))
        .add(captured.note.as_deref())
        .add(row.old_image)
        .add(row.new_image);
}

fn bind_block(values: &mut Values, row: &BlockRow<'_>) {
    values.add(row.block_id).add(&*row.content);
}

fn bind_item(values: &mut Values, ((table_id, item_key), item): &(&ItemName<'_>, &ItemState)) {
    values
        .add(item.item_id)
        .add(*table_id)
        .add(*item_key)
        .add(item.first_change_id)
        .add(item.last_change_id)
        .add(item.first_seen_at)
        .add(item.last_seen_at)
        .add(item.versions)
        .add(item.alive)
        .add(item.captured_from_first_version)
        .add(item.latest_image.as_ref().map(|digest| &digest[..]));
}

impl FromRow<'_, SqliteRow> for ItemState {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let digest: Option<Vec<u8>> = row.try_get("latest_image")?;
        Ok(Self {
            item_id: row.try_get("item_id")?,
            first_change_id: row.try_get("first_change_id")?,
            last_change_id: row.try_get("last_change_id")?,
            first_seen_at: row.try_get("first_seen_at")?,
            last_seen_at: row.try_get("last_seen_at")?,
            versions: row.try_get("versions")?,
            alive: row.try_get("alive")?,
            captured_from_first_version: row.try_get("captured_from_first_version")?,
            // Of another length it is no digest of ours: the next old image is kept by itself.
            latest_image: digest.and_then(|digest| digest.try_into().ok()),
        })
    }
}
