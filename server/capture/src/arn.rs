//! What a stream's ARN tells: whose it is, and when it was turned on. Pure.
//!
//! An ARN is a table's, and behind it a label: `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`. Labels are times,
//! and grow from one stream of a table to its next; those of two tables say nothing of each other. And a table is one
//! partition's, region's and account's: the same name elsewhere is another table.

use std::cmp::Ordering;

const STREAM: &str = "/stream/";

/// The part of the ARN that names the table; nothing for what is no stream's ARN.
pub fn table_of(arn: &str) -> Option<&str> {
    arn.rsplit_once(STREAM).map(|(table, _)| table)
}

/// Whether both are streams of the same table, in the same place.
pub fn are_of_one_table(one: &str, other: &str) -> bool {
    table_of(one).is_some() && table_of(one) == table_of(other)
}

/// Whether both are known to be streams of tables in different places.
pub fn are_apart(one: &str, other: &str) -> bool {
    matches!((table_of(one), table_of(other)), (Some(one), Some(other)) if one != other)
}

/// Whether the stream was turned on before the other one of the same table.
pub fn is_earlier(one: &str, other: &str) -> bool {
    are_of_one_table(one, other) && one.cmp(other) == Ordering::Less
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(region: &str, label: &str) -> String {
        format!("arn:aws:dynamodb:{region}:1:table/orders/stream/{label}")
    }

    #[test]
    fn streams_of_one_table_come_one_after_the_other_and_others_do_not() {
        let (first, second) = (arn("eu-west-1", "2026-11-22T00:00"), arn("eu-west-1", "2026-11-23T00:00"));
        let elsewhere = arn("us-east-1", "2026-11-22T00:00");
        assert!(is_earlier(&first, &second) && !is_earlier(&second, &first) && !is_earlier(&first, &first));
        assert!(!is_earlier(&first, &elsewhere) && !is_earlier(&elsewhere, &second));
        assert!(are_of_one_table(&first, &second) && are_apart(&first, &elsewhere) && !are_apart(&first, &second));
    }

    #[test]
    fn what_is_no_streams_arn_is_of_no_table() {
        assert_eq!(table_of("baseline:orders"), None);
        assert!(!are_of_one_table("baseline:orders", "baseline:orders"));
        assert!(!are_apart("baseline:orders", &arn("eu-west-1", "1")));
    }
}
