-- Dictionaries: what a table's images have in common, so that one image by itself takes little room as well.
--
-- A change that is archived as it happens has a block of its own, in which nothing repeats. A dictionary is trained once
-- from a table's first such images; blocks that are made with it have a third tag:
--   02  four bytes, big-endian: dictionary_id; then the block's text as one Zstandard frame with its content size, made
--       with that dictionary
-- A dictionary is never changed or deleted while a block names it.

CREATE TABLE dictionaries (
    dictionary_id INTEGER PRIMARY KEY,
    table_id      INTEGER NOT NULL REFERENCES tables,
    trained_at    INTEGER NOT NULL,
    -- As Zstandard's trainer makes it.
    content       BLOB    NOT NULL
) STRICT;
