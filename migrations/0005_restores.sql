-- Restores: which change brought an item back to which earlier one.
--
-- A restore is a write to DynamoDB, and arrives through the stream as a change like any other. Its row is put in before
-- the write is sent, so that whatever moment the process dies at, the change finds what it restored. The change is
-- recognised by its item and by its images, in the transaction that archives it: from then on `change_id` names it.
-- A write that DynamoDB refuses takes its row away again; one whose change never comes (the stream is off) leaves a row
-- that names none.

CREATE TABLE restores (
    restore_id         INTEGER PRIMARY KEY,
    table_id           INTEGER NOT NULL REFERENCES tables,
    -- The item's key in canonical text: of an item that was never seen there would be no row in `items`.
    item_key           TEXT    NOT NULL,
    -- The change that made the version that the item was brought back to.
    restored_change_id INTEGER NOT NULL REFERENCES changes,
    -- The item as it was before and as it shall be, told as in `items.latest_image`; NULL: there is none.
    image_before       BLOB,
    image_after        BLOB,
    requested_at       INTEGER NOT NULL,
    -- The change that the restore arrived as; NULL until then.
    change_id          INTEGER REFERENCES changes
) STRICT;

-- What a change restored.
CREATE UNIQUE INDEX restores_by_change ON restores (change_id) WHERE change_id IS NOT NULL;

-- Which changes restored a version, the newest first.
CREATE INDEX restores_by_restored ON restores (restored_change_id, change_id) WHERE change_id IS NOT NULL;

-- Those whose change has not come, looked up at the start.
CREATE INDEX restores_awaited ON restores (requested_at) WHERE change_id IS NULL;
