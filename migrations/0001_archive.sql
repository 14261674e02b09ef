-- The archive, version 1.
--
-- Applied files are never edited: what an archive was made with must stay what it was. Changes of the schema are new
-- files with the next number. An archive whose newest number this program does not know is refused.
--
-- Conventions
--   * Times are INTEGER milliseconds since 1970-01-01T00:00:00Z. They are shown and filtered by, never used for order.
--   * Texts compare byte by byte (BINARY), which for UTF-8 is the order of code points.
--   * Ids are this archive's own and mean nothing elsewhere, but for change_id, which every cursor holds.
--   * A foreign key is declared where a row means nothing without the other. The writer does not have them checked: it
--     looks every id up, or gives it out, in the same transaction.
--
-- The way of a change into these tables: one transaction holds its row in `changes`, its images' block, its item's new
-- state, its table's counters and its shard's checkpoint. So whatever moment the process dies at, a change is in the
-- archive if and only if its shard's checkpoint says so.

-- One row: what this archive is.
CREATE TABLE meta (
    singleton  INTEGER PRIMARY KEY CHECK (singleton = 1),
    -- Names this history. A cursor is a change_id and an epoch; when an archive is replaced by another, the epoch
    -- differs, and whoever holds a cursor knows that it is void.
    epoch      TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Tables that a change, a stream or a gap was seen of. Never deleted, so that history outlives its table.
CREATE TABLE tables (
    table_id           INTEGER PRIMARY KEY,
    name               TEXT    NOT NULL UNIQUE,
    -- The key schema, where the table was ever described: attribute name and type (S, N or B).
    partition_key      TEXT,
    partition_key_type TEXT,
    sort_key           TEXT,
    sort_key_type      TEXT,
    -- Counted here in the transaction that changes them: counting rows would take seconds at millions.
    change_count       INTEGER NOT NULL DEFAULT 0,
    item_count         INTEGER NOT NULL DEFAULT 0,
    gap_count          INTEGER NOT NULL DEFAULT 0,
    -- created_at of the newest change.
    last_change_at     INTEGER
) STRICT;

-- Streams: each is one enabled period of a table's stream. Turning a stream off and on makes a new one.
CREATE TABLE streams (
    stream_id INTEGER PRIMARY KEY,
    arn       TEXT    NOT NULL UNIQUE,
    table_id  INTEGER NOT NULL REFERENCES tables,
    -- 1 KEYS_ONLY, 2 NEW_IMAGE, 3 OLD_IMAGE, 4 NEW_AND_OLD_IMAGES; as in `changes`.
    view_type INTEGER NOT NULL CHECK (view_type BETWEEN 1 AND 4),
    -- 1 when nothing more will come of it.
    ended     INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
) STRICT;

-- Shards and how far each is archived.
CREATE TABLE shards (
    shard_id   INTEGER PRIMARY KEY,
    stream_id  INTEGER NOT NULL REFERENCES streams,
    -- The shard's id as the stream tells it.
    name       TEXT    NOT NULL,
    -- The parent's name. A name and no reference: a trimmed parent is not listed any more.
    parent     TEXT,
    -- The checkpoint: the last sequence number whose change is in `changes`. Digits as the stream sent them; compared
    -- as a number, which no column type can (up to 40 digits), so by the program.
    checkpoint TEXT,
    -- 1 when it is closed and everything in it is archived.
    finished   INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
    UNIQUE (stream_id, name)
) STRICT;

-- Stretches that were trimmed before they were read. Names, not references: a gap may be all that is known of a shard.
CREATE TABLE gaps (
    gap_id      INTEGER PRIMARY KEY,
    table_id    INTEGER NOT NULL REFERENCES tables,
    stream_arn  TEXT    NOT NULL,
    shard       TEXT    NOT NULL,
    -- The last sequence number before the gap and the first after it; absent where unknown.
    after       TEXT,
    until       TEXT,
    -- trimmed, shard_gone, stream_gone, …
    cause       TEXT    NOT NULL,
    detected_at INTEGER NOT NULL
) STRICT;

-- The same gap is noticed again after a restart, and recorded once.
CREATE UNIQUE INDEX gaps_once ON gaps (stream_arn, shard, coalesce(after, ''), coalesce(until, ''), cause);

-- Who made changes, where the stream tells: few, and named by many changes.
CREATE TABLE actors (
    actor_id     INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    -- What the query term `actor:` is compared with: `ttl`, or the principal.
    label        TEXT NOT NULL,
    UNIQUE (kind, principal_id)
) STRICT;

-- Items: what a table's key names.
CREATE TABLE items (
    item_id                     INTEGER PRIMARY KEY,
    table_id                    INTEGER NOT NULL REFERENCES tables,
    -- The key attributes in their canonical text form, `customer:N=42;order_id=order#4821`.
    item_key                    TEXT    NOT NULL,
    first_change_id             INTEGER NOT NULL,
    last_change_id              INTEGER NOT NULL,
    -- created_at of those two.
    first_seen_at               INTEGER NOT NULL,
    last_seen_at                INTEGER NOT NULL,
    -- How many changes of it the archive holds: the version of the last one.
    versions                    INTEGER NOT NULL,
    -- 0 when the last change removed it.
    alive                       INTEGER NOT NULL CHECK (alive IN (0, 1)),
    -- 1 when its first change is an INSERT: nothing of its life is missing before.
    captured_from_first_version INTEGER NOT NULL CHECK (captured_from_first_version IN (0, 1)),
    -- The last change's new image, told by the first 16 bytes of its canonical text's SHA-256. An old image with the
    -- same is not kept again.
    latest_image                BLOB,
    UNIQUE (table_id, item_key)
) STRICT;

-- A table's items, the most lately changed first.
CREATE INDEX items_by_last_change ON items (table_id, last_change_id);

-- The values of the items' key attributes as people search them, for `key:` and the search for items.
CREATE TABLE item_key_values (
    label   TEXT    NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items,
    PRIMARY KEY (label, item_id)
) STRICT, WITHOUT ROWID;

-- The log. Rows are narrow, so that looking through many is cheap; images are in `blocks`.
CREATE TABLE changes (
    -- Ever growing and never used twice (AUTOINCREMENT): a cursor stays true whatever is deleted. The writer gives the
    -- ids out itself, without holes, from where sqlite_sequence stands.
    change_id          INTEGER PRIMARY KEY AUTOINCREMENT,
    table_id           INTEGER NOT NULL REFERENCES tables,
    item_id            INTEGER NOT NULL REFERENCES items,
    -- 1 for the item's first change in the archive.
    version            INTEGER NOT NULL,
    -- The item's change before this one.
    previous_change_id INTEGER,
    shard_id           INTEGER NOT NULL REFERENCES shards,
    sequence_number    TEXT    NOT NULL,
    event_id           TEXT    NOT NULL,
    -- 1 INSERT, 2 MODIFY, 3 REMOVE, 4 BASELINE.
    op                 INTEGER NOT NULL CHECK (op BETWEEN 1 AND 4),
    view_type          INTEGER NOT NULL CHECK (view_type BETWEEN 1 AND 4),
    actor_id           INTEGER REFERENCES actors,
    -- When it happened, by the stream, to the second; when it was read; when it was committed here.
    created_at         INTEGER NOT NULL,
    received_at        INTEGER NOT NULL,
    archived_at        INTEGER NOT NULL,
    size_bytes         INTEGER NOT NULL,
    -- What was odd about the record, where something was.
    note               TEXT,
    -- Where in `blocks` the images are: block_id times 65,536, plus the number of the line from 0. NULL: this one is
    -- absent, which is not an empty image. 0 (old_image only): it is the new image of previous_change_id.
    old_image          INTEGER,
    new_image          INTEGER,
    -- The net under the checkpoint: whatever goes wrong, no change is archived twice.
    UNIQUE (shard_id, sequence_number)
) STRICT;

-- An item's timeline (an index ends in the row's id, so this is also in order).
CREATE INDEX changes_by_item ON changes (item_id);

-- A table's changes in order.
CREATE INDEX changes_by_table ON changes (table_id);

-- Images, many together: items of one table are much alike, and compressed as one they take a fraction of the room.
--
-- A block is one tag byte and what the tag says:
--   00  the block's text
--   01  that text as one Zstandard frame with its content size
-- The text is lines, each ended by a line feed. A line is an image's canonical text: DynamoDB JSON, compact, attributes
-- in ascending order of their names, UTF-8 (a line feed within it is escaped). Other tags are free, as for a dictionary.
CREATE TABLE blocks (
    block_id INTEGER PRIMARY KEY,
    content  BLOB NOT NULL
) STRICT;
