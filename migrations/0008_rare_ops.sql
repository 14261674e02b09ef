-- Nearly all changes modify an item. Those that make one, take one away or tell of one that was there before are few, and
-- they are what is asked for by kind: `op:insert` and `op:remove` go through these alone, in the order of the log.
-- 2 is MODIFY.
CREATE INDEX changes_by_rare_op ON changes (op) WHERE op <> 2;
