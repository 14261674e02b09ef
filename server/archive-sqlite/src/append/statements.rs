//! The transaction that appends, in SQLite's own terms: a prepared statement for each kind of row, and nothing between a
//! row and the statement. It blocks, and runs on a thread where that may be.
//!
//! `OR ROLLBACK`: where a row cannot be put in, the transaction is over. Nobody would go on with it anyway, and a
//! statement that could be taken back by itself would have to keep every page that it touches first.

use rusqlite::{Connection, ToSql};

use super::batch::{Batch, BlockRow, ChangeRow, ItemRow};
use crate::{
    database::fail_point,
    schema::{codes, key_order},
};

const INSERT_CHANGE: &str = "INSERT OR ROLLBACK INTO changes (change_id, table_id, item_id, version, \
    previous_change_id, shard_id, sequence_number, event_id, op, view_type, actor_id, created_at, received_at, \
    archived_at, size_bytes, note, old_image, new_image) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

const INSERT_BLOCK: &str = "INSERT OR ROLLBACK INTO blocks (block_id, content) VALUES (?,?)";

const INSERT_ITEM: &str = "INSERT OR ROLLBACK INTO items (item_id, table_id, item_key, first_change_id, \
    last_change_id, first_seen_at, last_seen_at, versions, alive, captured_from_first_version, latest_image, key_order) \
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";

const UPDATE_ITEM: &str = "UPDATE OR ROLLBACK items SET last_change_id = ?, last_seen_at = ?, versions = ?, alive = ?, \
    latest_image = ? WHERE item_id = ?";

const INSERT_KEY_VALUE: &str = "INSERT OR ROLLBACK INTO item_key_values (label, item_id) VALUES (?,?)";

const UPDATE_TABLE: &str = "UPDATE tables SET change_count = change_count + ?, item_count = item_count + ?, \
    last_change_at = coalesce(?, last_change_at) WHERE table_id = ?";

const UPDATE_RESTORE: &str = "UPDATE restores SET change_id = ? WHERE restore_id = ?";

const DELETE_RESTORE: &str = "DELETE FROM restores WHERE restore_id = ? AND change_id IS NULL";

const UPDATE_CHECKPOINT: &str = "UPDATE shards SET checkpoint = ? WHERE shard_id = ?";

/// Commits the batch, or leaves nothing of it behind.
pub(crate) fn commit(connection: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    fail_point::pass("page-received");
    let ended = connection.execute_batch("BEGIN IMMEDIATE").and_then(|()| {
        write(connection, batch)?;
        fail_point::pass("rows-written");
        connection.execute_batch("COMMIT")
    });
    // SQLite has rolled back by itself where it could not go on.
    if ended.is_err()
        && !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::warn!(%error, "a transaction that failed could not be taken back");
    }
    if ended.is_ok() {
        fail_point::pass("committed");
    }
    ended
}

fn write(connection: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    put_all(connection, INSERT_CHANGE, &batch.changes, |row, values| bind_change(batch, row, values))?;
    put_all(connection, INSERT_BLOCK, &batch.blocks, |row, values| bind_block(batch, row, values))?;
    let is_new = |item: &&ItemRow| item.is_new;
    put_all(connection, INSERT_ITEM, batch.items.iter().filter(is_new), |row, values| bind_new(batch, row, values))?;
    put_all(connection, UPDATE_ITEM, batch.items.iter().filter(|item| !item.is_new), bind_known)?;
    put_all(connection, INSERT_KEY_VALUE, &batch.key_values, |(label, item_id), values| {
        values.add(label)?.add(item_id)?;
        Ok(())
    })?;
    put_all(connection, UPDATE_TABLE, &batch.tables, |(table_id, growth), values| {
        values.add(&growth.changes)?.add(&growth.items)?.add(&growth.last_change_at)?.add(table_id)?;
        Ok(())
    })?;
    put_all(connection, UPDATE_RESTORE, &batch.restores, |(restore_id, change_id), values| {
        values.add(change_id)?.add(restore_id)?;
        Ok(())
    })?;
    put_all(connection, DELETE_RESTORE, &batch.overdue_restores, |restore_id, values| {
        values.add(restore_id)?;
        Ok(())
    })?;
    put_all(connection, UPDATE_CHECKPOINT, &batch.checkpoints, |(shard_id, checkpoint), values| {
        values.add(&checkpoint.as_str())?.add(shard_id)?;
        Ok(())
    })
}

/// Runs the statement for each row.
fn put_all<R>(
    connection: &Connection,
    text: &str,
    rows: impl IntoIterator<Item = R>,
    bind: impl Fn(R, &mut Values<'_, '_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(text)?;
    for row in rows {
        bind(row, &mut Values { statement: &mut statement, bound: 0 })?;
        statement.raw_execute()?;
    }
    Ok(())
}

/// A statement's values, one after the other.
struct Values<'s, 'c> {
    statement: &'s mut rusqlite::CachedStatement<'c>,
    bound: usize,
}

impl Values<'_, '_> {
    fn add(&mut self, value: &impl ToSql) -> rusqlite::Result<&mut Self> {
        self.bound += 1;
        self.statement.raw_bind_parameter(self.bound, value)?;
        Ok(self)
    }
}

fn bind_change(batch: &Batch, row: &ChangeRow, values: &mut Values<'_, '_>) -> rusqlite::Result<()> {
    let (captured, _) = batch.change(row.at);
    values
        .add(&row.change_id)?
        .add(&row.table_id)?
        .add(&row.item_id)?
        .add(&row.version)?
        .add(&row.previous_change_id)?
        .add(&row.shard_id)?
        .add(&captured.sequence_number.as_str())?
        .add(&captured.event_id)?
        .add(&codes::of_op(captured.op))?
        .add(&codes::of_view_type(captured.view_type))?
        .add(&row.actor_id)?
        .add(&captured.created_at.as_millis())?
        .add(&captured.received_at.as_millis())?
        .add(&batch.archived_at)?
        .add(&i64::try_from(captured.size_bytes).unwrap_or(i64::MAX))?
        .add(&captured.note)?
        .add(&row.old_image)?
        .add(&row.new_image)?;
    Ok(())
}

fn bind_block(batch: &Batch, row: &BlockRow, values: &mut Values<'_, '_>) -> rusqlite::Result<()> {
    values.add(&row.block_id)?.add(&batch.content(row))?;
    Ok(())
}

fn bind_new(batch: &Batch, row: &ItemRow, values: &mut Values<'_, '_>) -> rusqlite::Result<()> {
    let item = &row.state;
    values
        .add(&item.item_id)?
        .add(&row.table_id)?
        .add(&batch.item_key(row))?
        .add(&item.first_change_id)?
        .add(&item.last_change_id)?
        .add(&item.first_seen_at)?
        .add(&item.last_seen_at)?
        .add(&item.versions)?
        .add(&item.alive)?
        .add(&item.captured_from_first_version)?
        .add(&item.latest_image.as_ref().map(|digest| &digest[..]))?
        .add(&key_order(batch.item_key(row)))?;
    Ok(())
}

fn bind_known(row: &ItemRow, values: &mut Values<'_, '_>) -> rusqlite::Result<()> {
    let item = &row.state;
    values
        .add(&item.last_change_id)?
        .add(&item.last_seen_at)?
        .add(&item.versions)?
        .add(&item.alive)?
        .add(&item.latest_image.as_ref().map(|digest| &digest[..]))?
        .add(&item.item_id)?;
    Ok(())
}
