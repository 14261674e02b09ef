//! ARNs and labels in Amazon's form, wherever an answer about tables or streams has one.
//!
//! Who asks about a stream by dynoxide's form of its ARN is answered in that form, and so is this program about tables whose
//! archive was begun with it: for each of them it goes on, and its streams stay in their order.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::names;

/// How many streams an answer to `ListStreams` tells of at most.
const MOST_STREAMS: usize = 100;

/// Makes an answer about a table what Amazon's would be, unless it is one of `kept`.
pub(super) fn mend_table(answer: &mut Value, kept: &BTreeSet<String>) {
    for field in ["Table", "TableDescription"] {
        if let Some(table) = answer.get_mut(field).filter(|table| !is_kept(table, kept)) {
            mend(table);
        }
    }
}

/// Makes an answer to `DescribeStream` what Amazon's would be, for who has asked in Amazon's form.
pub(super) fn mend_stream(request: &Value, answer: &mut Value) {
    if !request.get("StreamArn").and_then(Value::as_str).is_some_and(names::is_own_arn) {
        mend(answer);
    }
}

/// Makes a request for a list one for the whole list: dynoxide finds the place to go on by its own form of an ARN alone.
pub(super) fn mend_list_request(request: &mut Value) {
    if let Some(request) = request.as_object_mut() {
        request.remove("ExclusiveStartStreamArn");
        request.remove("Limit");
    }
}

/// Makes the whole list the part that was asked for.
pub(super) fn mend_list(request: &Value, answer: &mut Value, kept: &BTreeSet<String>) {
    let Some(streams) = answer.get_mut("Streams").and_then(Value::as_array_mut) else { return };
    let asked_for = |field| request.get(field).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let limit = asked_for("Limit").unwrap_or(MOST_STREAMS).clamp(1, MOST_STREAMS);
    if let Some(after) = request.get("ExclusiveStartStreamArn").and_then(Value::as_str) {
        let is_last = |stream: &Value| {
            let arn = stream.get("StreamArn").and_then(Value::as_str).unwrap_or_default();
            arn == after || names::arn(arn).as_deref() == Some(after)
        };
        if let Some(last) = streams.iter().position(is_last) {
            streams.drain(..=last);
        }
    }
    let is_more = streams.len() > limit;
    streams.truncate(limit);
    streams.iter_mut().filter(|stream| !is_kept(stream, kept)).for_each(mend);
    let last = streams.last().and_then(|stream| stream.get("StreamArn")).filter(|_| is_more).cloned();
    if let Some(last) = last {
        answer["LastEvaluatedStreamArn"] = last;
    }
}

fn is_kept(told: &Value, kept: &BTreeSet<String>) -> bool {
    told.get("TableName").and_then(Value::as_str).is_some_and(|table| kept.contains(table))
}

/// All ARNs and labels within.
fn mend(told: &mut Value) {
    match told {
        Value::String(text) => {
            if let Some(arn) = names::arn(text) {
                *text = arn;
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(mend),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value.as_str().and_then(names::label)) {
                    ("StreamLabel" | "LatestStreamLabel", Some(label)) => *value = label.into(),
                    _ => mend(value),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arn(table: &str, own: bool) -> String {
        let (region, label) =
            if own { ("dynoxide", "1796139360.462484121") } else { ("us-east-1", "2026-12-01T15:36:00.462") };
        format!("arn:aws:dynamodb:{region}:000000000000:table/{table}/stream/{label}")
    }

    fn listed(request: &Value, kept: &[&str]) -> (Vec<String>, Option<String>) {
        let streams = ["a", "b", "c"].map(|table| json!({ "TableName": table, "StreamArn": arn(table, true) }));
        let mut answer = json!({ "Streams": streams });
        mend_list(request, &mut answer, &kept.iter().map(|&table| table.to_owned()).collect());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let streams = answer["Streams"].as_array().expect("a list").iter();
        (streams.filter_map(|stream| text(&stream["StreamArn"])).collect(), text(&answer["LastEvaluatedStreamArn"]))
    }

    #[test]
    fn a_list_goes_on_after_an_arn_in_either_form() {
        let [a, b, c] = ["a", "b", "c"].map(|table| arn(table, false));
        assert_eq!(listed(&json!({}), &[]), (vec![a.clone(), b.clone(), c.clone()], None));
        assert_eq!(listed(&json!({ "Limit": 1 }), &[]), (vec![a.clone()], Some(a.clone())));
        for after in [a, arn("a", true)] {
            let request = json!({ "ExclusiveStartStreamArn": after, "Limit": 2 });
            assert_eq!(listed(&request, &[]), (vec![b.clone(), c.clone()], None));
        }
        assert_eq!(listed(&json!({ "Limit": 1 }), &["a"]).0, [arn("a", true)]);
    }

    #[test]
    fn everything_within_a_table_is_mended_unless_it_is_kept() {
        let told = || {
            json!({ "Table": { "TableName": "t", "LatestStreamLabel": "1796139360.462484121", "LatestStreamArn": arn("t", true),
            "GlobalSecondaryIndexes": [{ "IndexArn": "arn:aws:dynamodb:dynoxide:000000000000:table/t/index/i" }] } })
        };
        let mut answer = told();
        mend_table(&mut answer, &BTreeSet::from(["t".to_owned()]));
        assert_eq!(answer, told());
        mend_table(&mut answer, &BTreeSet::new());
        assert_eq!(answer["Table"]["LatestStreamLabel"], "2026-12-01T15:36:00.462");
        assert_eq!(answer["Table"]["LatestStreamArn"], arn("t", false));
        assert!(!answer.to_string().contains("dynoxide"), "{answer}");
    }
}
