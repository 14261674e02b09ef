//! How long the embedded DynamoDB's streams keep records while it runs: for ever, unless the table carries a tag.
//!
//! Nobody waits 24 hours to see what a stream does then. A table's tag says after how many seconds its stream forgets.
//! dynoxide itself knows of no retention, and no second connection may write to its file while it runs; so its own
//! connection does it, by triggers: whenever the tag is set, and with each record that comes.

use rusqlite::Connection;

/// The tag of a table whose stream forgets records that are older than so many seconds.
pub const RETENTION_TAG: &str = "afterimage:stream-retention-seconds";

/// A record of the same second as the limit may still be younger than it, and is kept. Without the tag the limit is
/// NULL, which nothing is older than; the first condition spares such tables the search.
const TRIGGERS: &str = "
    DROP TRIGGER IF EXISTS afterimage_forget_when_tagged;
    CREATE TRIGGER afterimage_forget_when_tagged AFTER UPDATE OF tags ON _tables
    WHEN instr(NEW.tags, '{tag}') BEGIN
        DELETE FROM _stream_records
         WHERE table_name = NEW.table_name
           AND created_at < unixepoch() - (
               SELECT CAST(tag.value ->> 'Value' AS INTEGER) FROM json_each(NEW.tags) AS tag
                WHERE tag.value ->> 'Key' = '{tag}');
    END;
    DROP TRIGGER IF EXISTS afterimage_forget_when_written;
    CREATE TRIGGER afterimage_forget_when_written AFTER INSERT ON _stream_records
    WHEN EXISTS (SELECT 1 FROM _tables WHERE table_name = NEW.table_name AND instr(tags, '{tag}')) BEGIN
        DELETE FROM _stream_records
         WHERE table_name = NEW.table_name
           AND created_at < NEW.created_at - (
               SELECT CAST(tag.value ->> 'Value' AS INTEGER) FROM _tables, json_each(_tables.tags) AS tag
                WHERE _tables.table_name = NEW.table_name AND tag.value ->> 'Key' = '{tag}');
    END;";

/// Puts the triggers into the file.
pub(super) fn before_start(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&TRIGGERS.replace("{tag}", RETENTION_TAG))
}
