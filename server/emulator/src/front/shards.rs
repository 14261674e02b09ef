//! Shards as Amazon names and lists them.
//!
//! | dynoxide | here, as at Amazon's |
//! |---|---|
//! | one shard for all of a table's streams, `shardId-00000001-TABLE` | one for each stream, named as Amazon names them |
//! | any shard is read, and is empty | one that there is not is refused |
//! | `ExclusiveStartShardId` and `ShardFilter` are passed over | nothing comes after the one shard, and it has no children |
//!
//! In requests a shard may also go by dynoxide's name: an archive that was begun with it goes on.

use serde_json::{Value, json};

use crate::names;

/// There is no such shard.
#[derive(Debug)]
pub(super) struct UnknownShard;

/// Makes a request for a place in a shard one that dynoxide understands.
pub(super) fn mend_iterator_request(request: &mut Value) -> Result<(), UnknownShard> {
    let text = |field| request.get(field).and_then(Value::as_str);
    let named = text("StreamArn").and_then(names::table_and_label);
    let (Some((table, label)), Some(shard_id)) = (named, text("ShardId")) else { return Ok(()) };
    let own = names::own_shard_id(table);
    if names::shard_id(table, label).is_some_and(|named| shard_id != named && shard_id != own) {
        return Err(UnknownShard);
    }
    request["ShardId"] = own.into();
    Ok(())
}

/// Makes an answer to `DescribeStream` what Amazon's would be.
pub(super) fn mend_description(request: &Value, answer: &mut Value) {
    let Some(description) = answer.get_mut("StreamDescription") else { return };
    let text = |field| description.get(field).and_then(Value::as_str);
    let named = text("TableName").zip(text("StreamLabel")).and_then(|(table, label)| names::shard_id(table, label));
    let is_about_others = request.get("ExclusiveStartShardId").is_some_and(Value::is_string)
        || request.get("ShardFilter").is_some_and(Value::is_object);
    let Some(shards) = description.get_mut("Shards").and_then(Value::as_array_mut) else { return };
    if is_about_others {
        shards.clear();
    }
    for (shard, named) in shards.iter_mut().zip(named) {
        shard["ShardId"] = json!(named);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:dynamodb:dynoxide:000000000000:table/demo-users/stream/1796139360.462484121";

    fn asked(shard_id: &str) -> Option<String> {
        let mut request = json!({ "StreamArn": ARN, "ShardId": shard_id });
        mend_iterator_request(&mut request).ok()?;
        request["ShardId"].as_str().map(str::to_owned)
    }

    #[test]
    fn a_shard_goes_by_both_names_and_by_no_other() {
        let own = "shardId-00000001-demo-users";
        let named = names::shard_id("demo-users", "1796139360.462484121").expect("a name");
        assert_eq!([asked(own), asked(&named)], [Some(own.to_owned()), Some(own.to_owned())]);
        assert_eq!(asked("shardId-00000001796139360462-00000000"), None);
    }

    #[test]
    fn nothing_comes_after_the_one_shard_and_it_has_no_children() {
        let shards = |request: &Value| {
            let description = json!({ "TableName": "t", "StreamLabel": "1.5", "Shards": [{ "ShardId": "s" }] });
            let mut answer = json!({ "StreamDescription": description });
            mend_description(request, &mut answer);
            answer["StreamDescription"]["Shards"].as_array().map(Vec::len)
        };
        assert_eq!(shards(&json!({})), Some(1));
        assert_eq!(shards(&json!({ "ExclusiveStartShardId": "s" })), Some(0));
        assert_eq!(shards(&json!({ "ShardFilter": { "Type": "CHILD_SHARDS", "ShardId": "s" } })), Some(0));
    }
}
