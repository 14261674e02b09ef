"""Reads a stream of the embedded DynamoDB with boto3, which checks what it sends: it refuses names of shards that are shorter
than Amazon's ever are, as were those of tables with short names."""

from __future__ import annotations

import re

import boto3

from writer import connect

TABLE = "short"
KEY = "id"
SHARD_ID = re.compile(r"shardId-\d{20}-[0-9a-f]{8}")
# Names and values: `id` and `a` as the key, and with `n` and a number of one digit as the new image.
INSERT_BYTES = (2 + 1) + (2 + 1 + 1 + 2)


def read_stream(endpoint: str, region: str = "us-east-1") -> list[dict]:
    """All records of the stream's one shard."""
    client = boto3.client(
        "dynamodbstreams",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    [stream] = client.list_streams(TableName=TABLE)["Streams"]
    [shard] = client.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
    assert SHARD_ID.fullmatch(shard["ShardId"]), shard
    iterator = client.get_shard_iterator(
        StreamArn=stream["StreamArn"], ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return client.get_records(ShardIterator=iterator["ShardIterator"])["Records"]


def check_streams(endpoint: str) -> None:
    """A table with a short name, an item, and the equal item again: one record, of the size that Amazon counts."""
    client = connect(endpoint)
    client.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": KEY, "AttributeType": "S"}],
        KeySchema=[{"AttributeName": KEY, "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    for _ in range(2):
        client.put_item(TableName=TABLE, Item={KEY: {"S": "a"}, "n": {"N": "7"}})
    records = read_stream(endpoint)
    told = [(record["eventName"], record["dynamodb"]["SizeBytes"]) for record in records]
    assert told == [("INSERT", INSERT_BYTES)], told
    client.delete_table(TableName=TABLE)
