-- Nearly all changes modify an item. Those that make one, take one away or tell of one that was there before are few, and
-- they are what is asked for by kind: `op:insert` and `op:remove` go through these alone, in the order of the log. 2 is
-- MODIFY.

-- In all tables.
CREATE INDEX changes_by_rare_op ON changes (op) WHERE op <> 2;

-- In one table: the few of a small table are not found among all of a large one.
CREATE INDEX changes_by_table_and_rare_op ON changes (table_id, op) WHERE op <> 2;
