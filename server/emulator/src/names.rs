//! What streams and their shards are called: by dynoxide, and as Amazon calls them.
//!
//! | | dynoxide | Amazon's form |
//! |---|---|---|
//! | region | `dynoxide` | `us-east-1` |
//! | label | `1796139360.462484121` | `2026-12-01T15:36:00.462` |
//! | shard | `shardId-00000001-TABLE`, one for all of a table's streams | `shardId-`, 20 digits, `-`, 8 hexadecimal ones |
//!
//! Clients refuse names of shards as short as dynoxide's are for tables with short names. Here a shard's digits are the time when
//! its stream was turned on, in milliseconds, and a checksum of whose it is. All of this follows from the stream's ARN, in
//! whichever form, so a name is the same after each restart.

use afterimage_model::compare::stream_enabled_at;

/// The region that all tables are in.
pub(super) const REGION: &str = "us-east-1";

/// dynoxide's name of the region, within an ARN.
const OWN_REGION: &str = ":dynoxide:";

/// dynoxide's name of the table's one shard.
pub(super) fn own_shard_id(table: &str) -> String {
    format!("shardId-00000001-{table}")
}

/// The stream's shard as Amazon would call it; nothing where its label tells no time.
pub(super) fn shard_id(table: &str, label: &str) -> Option<String> {
    let millis = u64::try_from(stream_enabled_at(label)?.as_millis()).ok()?;
    Some(format!("shardId-{millis:020}-{:08x}", crc32fast::hash(format!("{table}/{millis}").as_bytes())))
}

/// The table and the label that a stream's ARN names.
pub(super) fn table_and_label(stream_arn: &str) -> Option<(&str, &str)> {
    let (table, label) = stream_arn.rsplit_once("/stream/")?;
    Some((table.rsplit_once(":table/")?.1, label))
}

/// Whether an ARN is in dynoxide's form.
pub(super) fn is_own_arn(arn: &str) -> bool {
    arn.starts_with("arn:aws:") && arn.contains(OWN_REGION)
}

/// An ARN of dynoxide's in Amazon's form; nothing for what is none.
pub(super) fn arn(own: &str) -> Option<String> {
    let arn = Some(own).filter(|own| is_own_arn(own))?.replacen(OWN_REGION, &format!(":{REGION}:"), 1);
    Some(match arn.rsplit_once("/stream/").map(|(table, own)| (table, label(own))) {
        Some((table, Some(label))) => format!("{table}/stream/{label}"),
        _ => arn,
    })
}

/// A stream's label in Amazon's form; nothing for one that tells no time.
pub(super) fn label(own: &str) -> Option<String> {
    stream_enabled_at(own).map(|time| time.to_string().trim_end_matches('Z').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "arn:aws:dynamodb:dynoxide:000000000000:table/demo-users/stream/1796139360.462484121";
    const AMAZONS: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/demo-users/stream/2026-12-01T15:36:00.462";

    #[test]
    fn a_shard_has_a_name_of_amazons_form_that_stays() {
        assert_eq!(table_and_label(OWN), Some(("demo-users", "1796139360.462484121")));
        let id = shard_id("demo-users", "1796139360.462484121").expect("a name");
        assert!(id.starts_with("shardId-00000001796139360462-") && id.len() == 37, "{id}");
        let (table, label) = table_and_label(AMAZONS).expect("a stream");
        assert_eq!(shard_id(table, label), Some(id.clone()), "by either form of the ARN");
        for (table, label) in [("demo-carts", "1796139360.462484121"), ("demo-users", "1796139360.463484121")] {
            assert_ne!(shard_id(table, label), Some(id.clone()));
        }
    }

    #[test]
    fn an_arn_has_a_region_and_a_time() {
        assert_eq!(arn(OWN).as_deref(), Some(AMAZONS));
        let table = "arn:aws:dynamodb:dynoxide:000000000000:table/t/index/i";
        assert_eq!(arn(table).as_deref(), Some("arn:aws:dynamodb:us-east-1:000000000000:table/t/index/i"));
        assert_eq!((arn(AMAZONS), arn("dynoxide"), label("latest")), (None, None, None));
        assert!(is_own_arn(OWN) && !is_own_arn(AMAZONS));
    }

    #[test]
    fn what_is_no_streams_arn_names_none() {
        for arn in ["", "stream", "arn:aws:dynamodb:dynoxide:000000000000:table/demo-users"] {
            assert_eq!(table_and_label(arn), None);
        }
        assert_eq!((shard_id("t", "2026"), shard_id("t", "1.5"), shard_id("t", "x.123")), (None, None, None));
    }
}
