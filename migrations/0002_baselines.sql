-- Baselines: version 0 of items that existed before capture, from a scan of their table.
--
-- The versions themselves are rows of `changes` like any other, with op BASELINE, in shards of a stream of their own
-- (`baseline:TABLE`). Here is how far each scan is, so that it goes on where it was when the program starts again. A
-- place may be older than what is archived: what is scanned twice is archived once, because an item that the archive
-- knows gets no second version 0.

CREATE TABLE baselines (
    baseline_id    INTEGER PRIMARY KEY,
    table_id       INTEGER NOT NULL REFERENCES tables,
    started_at     INTEGER NOT NULL,
    -- NULL while it is under way.
    finished_at    INTEGER,
    -- How many items the table's description told at the start; NULL where it told none.
    items_expected INTEGER
) STRICT;

CREATE INDEX baselines_by_table ON baselines (table_id);

-- A table is scanned in segments, side by side.
CREATE TABLE baseline_segments (
    baseline_id   INTEGER NOT NULL REFERENCES baselines,
    segment       INTEGER NOT NULL,
    -- The last key that was scanned, in canonical text; NULL before the first.
    after_key     TEXT,
    -- 1 when the segment was scanned to its end.
    done          INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    items_scanned INTEGER NOT NULL DEFAULT 0,
    items_added   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (baseline_id, segment)
) STRICT, WITHOUT ROWID;
