//! Writes that change nothing leave no record in a stream: a put of the equal item, an update without an effect.
//!
//! dynoxide makes one of each. No second connection may write to its file while it runs, so its own connection passes
//! them over, by a trigger.

use rusqlite::Connection;

/// Equal items have texts of equal length, and every value of one is in the other. Their attributes come in any order, and so
/// do the elements of a set: an array under a set's tag, which nothing else in DynamoDB's JSON is. What is compared is all
/// nodes of both trees, by their place, or an element's by its set's.
const TRIGGER: &str = "
    DROP TRIGGER IF EXISTS afterimage_pass_over_unchanged;
    CREATE TRIGGER afterimage_pass_over_unchanged BEFORE INSERT ON _stream_records
    WHEN NEW.event_name = 'MODIFY'
     AND length(NEW.new_image) = length(NEW.old_image)
     AND NOT EXISTS ({nodes of new_image} EXCEPT {nodes of old_image})
     AND NOT EXISTS ({nodes of old_image} EXCEPT {nodes of new_image})
    BEGIN
        SELECT RAISE(IGNORE);
    END;";

const NODES: &str = "SELECT iif(path GLOB '*.[SNB]S', path, fullkey), type, atom FROM json_tree(NEW.{image})";

/// Puts the trigger into the file.
pub(super) fn before_start(connection: &Connection) -> rusqlite::Result<()> {
    let nodes = |image: &str| NODES.replace("{image}", image);
    let trigger = TRIGGER.replace("{nodes of new_image}", &nodes("new_image"));
    connection.execute_batch(&trigger.replace("{nodes of old_image}", &nodes("old_image")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the change from one image to the other leaves a record.
    fn leaves_a_record(old: &str, new: &str) -> bool {
        let connection = Connection::open_in_memory().expect("a connection");
        connection
            .execute_batch("CREATE TABLE _stream_records (event_name TEXT, new_image TEXT, old_image TEXT)")
            .expect("a table");
        before_start(&connection).expect("the trigger");
        let insert = "INSERT INTO _stream_records VALUES ('MODIFY', ?1, ?2)";
        connection.execute(insert, [new, old]).expect("an insert") == 1
    }

    #[test]
    fn equal_items_leave_none_in_whatever_order_they_are_written() {
        for (old, new) in [
            (r#"{"id":{"S":"a"},"n":{"N":"1"}}"#, r#"{"n":{"N":"1"},"id":{"S":"a"}}"#),
            (r#"{"t":{"SS":["a","b","c"]}}"#, r#"{"t":{"SS":["c","a","b"]}}"#),
            (
                r#"{"m":{"M":{"a":{"NS":["1","2"]},"b":{"L":[]}}}}"#,
                r#"{"m":{"M":{"b":{"L":[]},"a":{"NS":["2","1"]}}}}"#,
            ),
        ] {
            assert!(!leaves_a_record(old, new), "{old} {new}");
        }
    }

    #[test]
    fn whatever_differs_leaves_one() {
        for (old, new) in [
            (r#"{"n":{"N":"1"}}"#, r#"{"n":{"N":"2"}}"#),
            (r#"{"n":{"N":"1"}}"#, r#"{"n":{"S":"1"}}"#),
            (r#"{"l":{"L":[{"N":"1"},{"N":"2"}]}}"#, r#"{"l":{"L":[{"N":"2"},{"N":"1"}]}}"#),
            (r#"{"t":{"SS":["a","b"]}}"#, r#"{"t":{"SS":["a","c"]}}"#),
            (r#"{"SS":{"L":[{"S":"a"},{"S":"b"}]}}"#, r#"{"SS":{"L":[{"S":"b"},{"S":"a"}]}}"#),
            (r#"{"a":{"M":{}}}"#, r#"{"a":{"L":[]}}"#),
            (r#"{"a":{"S":"x"},"b":{"S":"y"}}"#, r#"{"a":{"S":"y"},"b":{"S":"x"}}"#),
        ] {
            assert!(leaves_a_record(old, new), "{old} {new}");
        }
    }
}
