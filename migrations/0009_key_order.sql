-- The list of items by key: numbers in the order of their values, 9 before 10 and -10 before -9.

-- The text by which an item whose key has a number stands among its table's items: `item_key` with each number written so
-- that bytes are in the order of values. NULL: `item_key` itself is in order. What no migration can work out, the program
-- fills when it opens the archive; items that come in later have it from the beginning.
ALTER TABLE items ADD COLUMN key_order TEXT;

CREATE INDEX items_by_key ON items (table_id, coalesce(key_order, item_key));

-- Those that are still to be filled: none but once. In a key's text `:N=` stands before a number and nowhere else.
CREATE INDEX items_without_key_order ON items (item_key) WHERE key_order IS NULL AND instr(item_key, ':N=') > 0;
