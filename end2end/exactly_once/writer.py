"""Writes random items with boto3 and keeps a ledger of what DynamoDB has taken.

Each writer has items of its own, so that the order of an item's writes is the order in its ledger. A write that was
under way when the program was killed may or may not have been taken: the writer reads the item back and knows.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from random import Random

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from values import Image, canonical_image, for_boto, from_boto, random_image

TABLE = "exactly-once-items"
KEY = "item_id"
ITEMS_PER_WRITER = 25
RETRY_SECONDS = 0.05
GIVE_UP_SECONDS = 90


@dataclass(frozen=True)
class Entry:
    """One write that was taken: what the item was, and what it became."""

    op: str
    old: Image | None
    new: Image | None


def connect(endpoint: str):
    """No retries of its own: a write that is sent twice would be the client's fault and not the program's."""
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"}, connect_timeout=5, read_timeout=20)
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
    )


def create_table(client) -> None:
    client.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": KEY, "AttributeType": "S"}],
        KeySchema=[{"AttributeName": KEY, "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


class Writer(threading.Thread):
    def __init__(self, endpoint: str, number: int, writes: int, seed: int) -> None:
        super().__init__(name=f"writer-{number}", daemon=True)
        self._client = connect(endpoint)
        self._random = Random(f"{seed}-{number}")
        self._items: dict[str, Image | None] = {f"w{number}-i{item}": None for item in range(ITEMS_PER_WRITER)}
        self.wanted = writes
        self.ledger: dict[str, list[Entry]] = {key: [] for key in self._items}
        self.taken = 0
        self.uncertain = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while self.taken < self.wanted:
                self._write_one()
        except BaseException as failure:  # told by the main thread
            self.failure = failure

    def _write_one(self) -> None:
        key = self._random.choice(list(self._items))
        old = self._items[key]
        action = "put" if old is None else self._random.choices(["put", "update", "delete"], [4, 4, 2])[0]
        new = self._next_image(key, old, action)
        try:
            self._send(key, old, new, action)
            taken = True
        except BotoCoreError:
            self.uncertain += 1
            taken = canonical_image(self._read_back(key)) == canonical_image(new)
        if taken:
            op = "REMOVE" if new is None else "INSERT" if old is None else "MODIFY"
            self.ledger[key].append(Entry(op, old, new))
            self._items[key] = new
            self.taken += 1

    def _next_image(self, key: str, old: Image | None, action: str) -> Image | None:
        """Every image of an item differs from the one before: a write that changes nothing is not in the stream."""
        if action == "delete":
            return None
        kept = dict(old or {}) if action == "update" else {}
        return kept | random_image(self._random) | {KEY: {"S": key}, "version": {"N": str(self.taken)}}

    def _send(self, key: str, old: Image | None, new: Image | None, action: str) -> None:
        if new is None:
            self._client.delete_item(TableName=TABLE, Key={KEY: {"S": key}})
        elif action == "put":
            self._client.put_item(TableName=TABLE, Item={name: for_boto(value) for name, value in new.items()})
        else:
            self._update(key, old or {}, new)

    def _update(self, key: str, old: Image, new: Image) -> None:
        changed = [name for name in new if new[name] != old.get(name)]
        self._client.update_item(
            TableName=TABLE,
            Key={KEY: {"S": key}},
            UpdateExpression="SET " + ", ".join(f"#n{at} = :v{at}" for at in range(len(changed))),
            ExpressionAttributeNames={f"#n{at}": name for at, name in enumerate(changed)},
            ExpressionAttributeValues={f":v{at}": for_boto(new[name]) for at, name in enumerate(changed)},
        )

    def _read_back(self, key: str) -> Image | None:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                answer = self._client.get_item(TableName=TABLE, Key={KEY: {"S": key}}, ConsistentRead=True)
                item = answer.get("Item")
                return None if item is None else {name: from_boto(value) for name, value in item.items()}
            except BotoCoreError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(RETRY_SECONDS)
