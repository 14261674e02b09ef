//! What dynoxide leaves undone in its stream records, done while its file is not in use.
//!
//! It keeps every record for ever and without an index, so that each write and each read of a stream looks at all
//! records there are: after a day of the demo, 170,000 of them.

use std::path::Path;

use rusqlite::Connection;

use super::{retention, unchanged};

/// One index for each of the two ways in which dynoxide asks: by shard, and for a table's last sequence number.
const INDEXES: &str = "
    CREATE INDEX IF NOT EXISTS afterimage_records_by_shard
        ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS afterimage_records_by_table
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));";

/// As DynamoDB, a stream forgets after 24 hours. They end with the newest record and not now: while the program is
/// off nobody can read the stream, and nothing in it grows old.
const FORGET: &str = "
    DELETE FROM _stream_records
     WHERE created_at < (SELECT MAX(created_at) FROM _stream_records) - 24 * 60 * 60;";

/// Indexes the stream records and forgets the old ones.
///
/// Only to be called while no other connection to the file exists: two connections that write at the same moment can
/// lose a commit in this version of SQLite (<https://sqlite.org/wal.html#walresetbug>).
pub(super) fn before_start(file: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch(INDEXES)?;
    connection.execute_batch(FORGET)?;
    retention::before_start(&connection)?;
    unchanged::before_start(&connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What dynoxide 3.2 asks; if it asks otherwise one day, this test says that the indexes no longer help.
    const QUERIES: [(&str, &str); 2] = [
        (
            "SELECT event_name FROM _stream_records WHERE table_name = 't' AND shard_id = 's' \
             AND CAST(sequence_number AS INTEGER) > 1 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 10",
            "afterimage_records_by_shard",
        ),
        (
            "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 't'",
            "afterimage_records_by_table",
        ),
    ];

    fn records(connection: &Connection) -> i64 {
        connection.query_row("SELECT COUNT(*) FROM _stream_records", [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn streams_are_read_by_index_and_forget_what_is_a_day_older_than_the_newest() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("data.sqlite3");
        drop(dynoxide::Database::new(file.to_str().expect("a path")).expect("a database"));
        let connection = Connection::open(&file).expect("a connection");
        for (number, created_at) in [(1, 0), (2, 86_400), (3, 100_000)] {
            let insert = "INSERT INTO _stream_records (table_name, event_name, keys_json, sequence_number, shard_id, \
                          created_at) VALUES ('t', 'INSERT', '{}', ?1, 's', ?2)";
            connection.execute(insert, (number.to_string(), created_at)).expect("an insert");
        }
        drop(connection);
        before_start(&file).expect("upkeep");
        before_start(&file).expect("upkeep, again");
        let connection = Connection::open(&file).expect("a connection");
        assert_eq!(records(&connection), 2);
        for (query, index) in QUERIES {
            let plan: String =
                connection.query_row(&format!("EXPLAIN QUERY PLAN {query}"), [], |row| row.get(3)).expect("a plan");
            assert!(plan.contains(index), "{plan}");
        }
    }
}
