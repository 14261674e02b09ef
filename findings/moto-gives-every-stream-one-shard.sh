#!/usr/bin/env bash
# Seen with moto 5.2.5 (boto3 1.44.8), Python 3.11 and newer:
#
# The DynamoDB Streams of moto name the one shard of every stream alike, and count each table's records from the same
# number. Two tables' first records so have the same shard id and the same sequence number, and so have the records before
# and after a table was deleted and created again. A reader that keeps its checkpoints by shard id, or by shard id and
# sequence number, takes another table's records, or those of the table's next life, for ones that it has read.
# DynamoDB's shard ids are different for each stream.
#
# Prints what was seen, and fails when it is something else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check 'moto[dynamodb,server]==5.2.5' 'boto3==1.44.8'
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
"$work/python/bin/python" - <<'PYTHON'
import boto3
from moto.server import ThreadedMotoServer


def first_record(url, name):
    """The stream's ARN, its shard and its first record, of a table that is created, written to and deleted."""
    dynamodb, streams = (boto3.client(name, endpoint_url=url) for name in ("dynamodb", "dynamodbstreams"))
    table = dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    arn = table["TableDescription"]["LatestStreamArn"]
    dynamodb.put_item(TableName=name, Item={"id": {"S": name}})
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    record = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"][0]["dynamodb"]
    dynamodb.delete_table(TableName=name)
    return arn, shard, record["SequenceNumber"]


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
try:
    url = "http://{}:{}".format(*server.get_host_and_port())
    seen = [first_record(url, name) for name in ("orders", "customers", "orders")]
finally:
    server.stop()
for arn, shard, sequence_number in seen:
    print(arn, shard, sequence_number)
assert len({arn for arn, _, _ in seen}) == 3, "the streams have ARNs of their own"
assert len({shard for _, shard, _ in seen}) == 1, "changed: the shards have different ids"
assert len({number for _, _, number in seen}) == 1, "changed: the records have different sequence numbers"
print("as described: three streams, one shard id, one sequence number")
PYTHON
