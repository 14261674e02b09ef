//! Restores whose changes are to come: noted before the write is sent, and recognised in the transaction that archives
//! it.

use afterimage_archive::{ImageText, RestoreId, RestoreNote, Result};
use afterimage_model::{Image, Op, Timestamp, image::MANAGED_PREFIX};
use memchr::memmem;
use sqlx::SqliteConnection;
use sqlx_macros::FromRow;

use super::batch::{Batch, ChangeRow};
use crate::{
    database::{SoleWriter, Stored, transaction},
    images::{self, Digest},
    schema::{bound, ids, json_array},
};

/// A restore whose change has not come is waited for so long: a stream keeps its records for 24 hours, and an hour is
/// for clocks.
const AWAITED_FOR_MS: i64 = 25 * 60 * 60 * 1_000;

/// The most restores that are waited for; of more, the oldest find no change any more.
const MAX_AWAITED: usize = 1_000;

/// A restore whose change has not come.
#[derive(Clone, Debug, FromRow)]
struct Awaited {
    restore_id: i64,
    table_id: i64,
    item_key: String,
    image_before: Option<Vec<u8>>,
    image_after: Option<Vec<u8>>,
    requested_at: i64,
}

impl Awaited {
    /// Whether nobody waits for it any more.
    fn is_over(&self, now: Timestamp) -> bool {
        self.requested_at <= now.as_millis() - AWAITED_FOR_MS
    }
}

/// The restores whose changes have not come, the oldest first.
#[derive(Debug)]
pub(crate) struct Awaiting {
    restores: Vec<Awaited>,
}

impl Awaiting {
    /// Those of the last day; others are taken out of the archive.
    pub(super) async fn start(_: &SoleWriter, connection: &mut SqliteConnection, now: Timestamp) -> Result<Self> {
        let mut restores: Vec<Awaited> = sqlx::query_as(
            "SELECT restore_id, table_id, item_key, image_before, image_after, requested_at FROM restores \
             WHERE change_id IS NULL AND requested_at > ? ORDER BY requested_at DESC LIMIT ?",
        )
        .bind(now.as_millis() - AWAITED_FOR_MS)
        .bind(bound(MAX_AWAITED))
        .fetch_all(&mut *connection)
        .await
        .stored()?;
        restores.reverse();
        let awaiting = Self { restores };
        awaiting.prune(connection).await?;
        Ok(awaiting)
    }

    /// Takes those out of the archive that nobody waits for.
    async fn prune(&self, connection: &mut SqliteConnection) -> Result<()> {
        let awaited = json_array(self.restores.iter().map(|awaited| awaited.restore_id));
        sqlx::query(
            "DELETE FROM restores WHERE change_id IS NULL AND restore_id NOT IN (SELECT value FROM json_each(?))",
        )
        .bind(awaited)
        .execute(connection)
        .await
        .stored()?;
        Ok(())
    }

    /// Ends the waiting for what is too long ago; those are taken out of the archive with the next batch.
    pub(super) fn end_overdue(&mut self, now: Timestamp) -> Vec<i64> {
        let (over, awaited) = std::mem::take(&mut self.restores).into_iter().partition(|awaited| awaited.is_over(now));
        self.restores = awaited;
        over.into_iter().map(|awaited: Awaited| awaited.restore_id).collect()
    }

    /// Notes a restore.
    pub(crate) async fn note(
        &mut self,
        connection: &mut SqliteConnection,
        note: &RestoreNote,
        now: Timestamp,
    ) -> Result<RestoreId> {
        transaction::begin(&mut *connection).await?;
        let inserted = insert(&mut *connection, note, now).await;
        let awaited = transaction::end(&mut *connection, inserted).await?;
        let id = RestoreId(awaited.restore_id);
        self.restores.retain(|awaited| !awaited.is_over(now));
        if self.restores.len() >= MAX_AWAITED {
            self.restores.remove(0);
        }
        self.restores.push(awaited);
        self.prune(connection).await?;
        Ok(id)
    }

    /// Takes a restore back that was not done.
    pub(crate) async fn forget(&mut self, connection: &mut SqliteConnection, RestoreId(id): RestoreId) -> Result<()> {
        sqlx::query("DELETE FROM restores WHERE restore_id = ? AND change_id IS NULL")
            .bind(id)
            .execute(connection)
            .await
            .stored()?;
        self.restores.retain(|awaited| awaited.restore_id != id);
        Ok(())
    }

    /// Those that the batch's changes complete, each with the change that does. They are still waited for until
    /// [`Self::arrived`].
    pub(super) fn done_by(&self, batch: &Batch) -> Vec<(i64, i64)> {
        let mut done: Vec<(i64, i64)> = Vec::new();
        if self.restores.is_empty() {
            return done;
        }
        for row in &batch.changes {
            let is_done = |awaited: &&Awaited| {
                !done.iter().any(|(restore_id, _)| *restore_id == awaited.restore_id) && awaited.is_done_by(batch, row)
            };
            if let Some(awaited) = self.restores.iter().find(is_done) {
                done.push((awaited.restore_id, row.change_id));
            }
        }
        done
    }

    /// The transaction that says so is committed.
    pub(super) fn arrived(&mut self, done: &[(i64, i64)]) {
        if !done.is_empty() {
            self.restores.retain(|awaited| !done.iter().any(|(restore_id, _)| *restore_id == awaited.restore_id));
        }
    }
}

impl Awaited {
    /// Whether this is the change that the restore arrives as. What the record carries of the images decides; where it
    /// carries neither, nothing is claimed.
    fn is_done_by(&self, batch: &Batch, row: &ChangeRow) -> bool {
        let (change, encoded) = batch.change(row.at);
        if row.table_id != self.table_id || encoded.item_key != self.item_key {
            return false;
        }
        let is = |wanted: &Option<Vec<u8>>, carried: Option<Digest>| {
            carried.is_none_or(|carried| wanted.as_deref() == Some(carried.as_slice()))
        };
        let old = encoded.old.map(|digest| change.old_image.as_ref().map_or(digest, digest_of));
        let new = encoded.new.map(|image| change.new_image.as_ref().map_or(image.digest, digest_of));
        match (change.op, &self.image_after) {
            (Op::Remove, None) => is(&self.image_before, old),
            (Op::Insert | Op::Modify, Some(_)) => {
                (old.is_some() || new.is_some())
                    && is(&self.image_after, new)
                    && (new.is_some() || is(&self.image_before, old))
            }
            _ => false,
        }
    }
}

/// What tells the image from others, but for what DynamoDB itself writes into it: of a global table's item, that is another with
/// each write.
fn digest_of(image: &ImageText) -> Digest {
    let text = image.as_bytes();
    if memmem::find(text, MANAGED_PREFIX.as_bytes()).is_some()
        && let Ok(read) = image.to_image()
    {
        return images::digest(ImageText::of(&read.without_managed()).as_bytes());
    }
    images::digest(text)
}

async fn insert(connection: &mut SqliteConnection, note: &RestoreNote, now: Timestamp) -> Result<Awaited> {
    let digest = |image: &Option<Image>| image.as_ref().map(|image| digest_of(&ImageText::of(image)).to_vec());
    let table_id = ids::table_id(connection, &note.table).await?;
    let (image_before, image_after) = (digest(&note.before), digest(&note.after));
    let item_key = note.item_key.to_string();
    let inserted = sqlx::query(
        "INSERT INTO restores (table_id, item_key, restored_change_id, image_before, image_after, requested_at) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(table_id)
    .bind(&item_key)
    .bind(note.restored.0)
    .bind(&image_before)
    .bind(&image_after)
    .bind(now.as_millis())
    .execute(connection)
    .await
    .stored()?;
    let restore_id = inserted.last_insert_rowid();
    let requested_at = now.as_millis();
    Ok(Awaited { restore_id, table_id, item_key, image_before, image_after, requested_at })
}
