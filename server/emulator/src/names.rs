//! What a stream's shard is called: by dynoxide, and as Amazon calls shards.
//!
//! dynoxide has one shard for all streams of a table, `shardId-00000001-TABLE`, which clients refuse where the table's name is
//! short. Here each stream's shard has a name of Amazon's form, `shardId-` and 20 digits and 8 hexadecimal ones: the time when
//! the stream was turned on, in milliseconds, and a checksum of whose it is. Both follow from the stream's ARN, so a name is
//! the same after each restart.

/// dynoxide's name of the table's one shard.
pub(super) fn own_shard_id(table: &str) -> String {
    format!("shardId-00000001-{table}")
}

/// The stream's shard as Amazon would call it; nothing where its label tells no time.
pub(super) fn shard_id(table: &str, label: &str) -> Option<String> {
    let (seconds, fraction) = label.split_once('.')?;
    let (seconds, millis) = (seconds.parse::<u64>().ok()?, fraction.get(..3)?.parse::<u64>().ok()?);
    let millis = seconds.checked_mul(1_000)?.checked_add(millis)?;
    Some(format!("shardId-{millis:020}-{:08x}", crc32fast::hash(format!("{table}/{millis}").as_bytes())))
}

/// The table and the label that a stream's ARN names.
pub(super) fn table_and_label(stream_arn: &str) -> Option<(&str, &str)> {
    let (table, label) = stream_arn.rsplit_once("/stream/")?;
    Some((table.rsplit_once(":table/")?.1, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_has_a_name_of_amazons_form_that_stays() {
        let arn = "arn:aws:dynamodb:dynoxide:000000000000:table/demo-users/stream/1796139360.462484121";
        assert_eq!(table_and_label(arn), Some(("demo-users", "1796139360.462484121")));
        let id = shard_id("demo-users", "1796139360.462484121").expect("a name");
        assert!(id.starts_with("shardId-00000001796139360462-") && id.len() == 37, "{id}");
        assert_eq!(shard_id("demo-users", "1796139360.462484121"), Some(id.clone()));
        for (table, label) in [("demo-carts", "1796139360.462484121"), ("demo-users", "1796139360.463484121")] {
            assert_ne!(shard_id(table, label), Some(id.clone()));
        }
    }

    #[test]
    fn what_is_no_streams_arn_names_none() {
        for arn in ["", "stream", "arn:aws:dynamodb:dynoxide:000000000000:table/demo-users"] {
            assert_eq!(table_and_label(arn), None);
        }
        assert_eq!((shard_id("t", "2026"), shard_id("t", "1.5"), shard_id("t", "x.123")), (None, None, None));
    }
}
