"""Compares what the program has archived with the ledger."""

from __future__ import annotations

import time

from program import Program
from values import canonical_image
from writer import KEY, TABLE, Entry

PAGE = 500
PATIENCE_SECONDS = 60


def archived(program: Program, expected: int) -> list[dict]:
    """All changes of the table, once nothing new has come for a while or all have come; one page more than needed, so
    that a repeated change is seen."""
    changes: list[dict] = []
    after, last_news = 0, time.monotonic()
    while True:
        page = program.get("changes", q=f"table:{TABLE}", after=after, limit=PAGE)
        after = page["next_after"]
        if page["changes"]:
            changes += page["changes"]
            last_news = time.monotonic()
        elif len(changes) >= expected or time.monotonic() - last_news > PATIENCE_SECONDS:
            return changes
        else:
            time.sleep(0.1)


def differences(changes: list[dict], ledger: dict[str, list[Entry]]) -> list[str]:
    """What is not as it should be, in words."""
    found: list[str] = []
    ids = [change["id"] for change in changes]
    if ids != sorted(set(ids)):
        found.append("the ids do not grow")
    events = [(change["stream_arn"], change["shard_id"], change["sequence_number"]) for change in changes]
    if len(set(events)) != len(events):
        found.append(f"{len(events) - len(set(events))} records are archived more than once")
    by_item: dict[str, list[dict]] = {key: [] for key in ledger}
    for change in changes:
        by_item.setdefault(change["keys"][KEY]["S"], []).append(change)
    for key, entries in ledger.items():
        found += _of_item(key, by_item[key], entries)
    return found


def _of_item(key: str, changes: list[dict], entries: list[Entry]) -> list[str]:
    found = []
    if len(changes) != len(entries):
        found.append(f"{key}: {len(entries)} writes, {len(changes)} changes")
    for number, (change, entry) in enumerate(zip(changes, entries)):
        if change["op"] != entry.op:
            found.append(f"{key}, write {number}: {entry.op} is archived as {change['op']}")
        for name, image in (("old_image", entry.old), ("new_image", entry.new)):
            if canonical_image(change.get(name)) != canonical_image(image):
                found.append(f"{key}, write {number}: {name} differs: {image} is archived as {change.get(name)}")
    return found
