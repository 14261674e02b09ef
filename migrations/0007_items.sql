-- The list of items by state.
--
-- A table's deleted items, the most lately deleted first: where few are among many, they would be looked for long. The
-- index holds deleted items alone, so that a change of a living item does not touch it; only where items are deleted (or
-- come back) is there one entry more to write.
--
-- There is no index by number of versions: it would be written with each change. The most changed items of a table are
-- kept in memory instead, and brought up to date from the log (`archive/most_changed.rs`).
CREATE INDEX items_deleted ON items (table_id, last_change_id) WHERE alive = 0;
