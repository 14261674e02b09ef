-- Search and charts: what makes looking through the whole archive quick, and the views that people keep.
--
-- Nothing here is written with the changes themselves: ingest pays nothing for it. It is filled afterwards, in small
-- steps, from `changes` and `blocks`, and can be emptied and filled again at any time; `upkeep` says how far it is. Who
-- asks takes what is here up to that change and looks through the log after it, so that answers are always complete.

-- One row: up to and with which change each part is filled.
CREATE TABLE upkeep (
    singleton  INTEGER PRIMARY KEY CHECK (singleton = 1),
    -- slabs, activity_minutes, activity_hours.
    counted_to INTEGER NOT NULL,
    -- change_texts.
    texts_to   INTEGER NOT NULL
) STRICT;

INSERT INTO upkeep (singleton, counted_to, texts_to) VALUES (1, 0, 0);

-- 1,024 changes in a row, and when they happened: `at:` is answered from the slabs that can hold it. Times nearly grow
-- with ids, and where they do not a slab is only wider. Slab n holds the changes from 1024 n + 1 to 1024 (n + 1).
CREATE TABLE slabs (
    slab      INTEGER PRIMARY KEY,
    -- created_at of the earliest and of the latest.
    oldest_at INTEGER NOT NULL,
    newest_at INTEGER NOT NULL
) STRICT;

-- How many changes of each kind a table had in each minute, and in each hour, since 1970 by created_at.
CREATE TABLE activity_minutes (
    table_id INTEGER NOT NULL REFERENCES tables,
    op       INTEGER NOT NULL,
    minute   INTEGER NOT NULL,
    changes  INTEGER NOT NULL,
    PRIMARY KEY (table_id, op, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity_hours (
    table_id INTEGER NOT NULL REFERENCES tables,
    op       INTEGER NOT NULL,
    hour     INTEGER NOT NULL,
    changes  INTEGER NOT NULL,
    PRIMARY KEY (table_id, op, hour)
) STRICT, WITHOUT ROWID;

-- The texts that a change brought to its item: those of its images that were not in the item's image before, and with
-- an item's first change its key. In lower case, a line each; rowid is change_id. A text that is anywhere in an item's
-- life is therefore found with one of its changes, and unchanged text is not kept again and again.
--
-- Only the index is kept and no text (content), and of each three characters only in which changes they are (detail).
-- It proposes items to look at; what is found there, the query decides.
CREATE VIRTUAL TABLE change_texts USING fts5 (
    texts, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);

-- Queries that people gave a name to.
CREATE TABLE views (
    name       TEXT    PRIMARY KEY,
    query      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
