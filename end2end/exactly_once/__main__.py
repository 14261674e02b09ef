"""Is every write archived exactly once, in order and with equal values, also when the program is killed?

Writes random items with boto3 to the embedded DynamoDB's port, kills the program with SIGKILL and starts it again in
the middle, and compares /api/v1/changes with the ledger of what DynamoDB took.
"""

from __future__ import annotations

import argparse
import sys
import time

from program import Program
from streams import check_streams
from verify import archived, differences
from writer import Entry, Writer, connect, create_table

WRITERS = 4
SHOWN = 20


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="exactly-once", description=__doc__)
    parser.add_argument("--binary", required=True, help="the afterimage program")
    parser.add_argument("--writes", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=None, help="for the same writes again")
    return parser.parse_args()


def write_through_kills(program: Program, writers: list[Writer], kills: int) -> None:
    """Kills are spread over the writes, so that each hits writing and archiving at work."""
    total = sum(writer.wanted for writer in writers)
    marks = [total * (kill + 1) // (kills + 1) for kill in range(kills)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        if marks and sum(writer.taken for writer in writers) >= marks[0]:
            marks.pop(0)
            program.kill()
            program.start()
        time.sleep(0.01)
    for writer in writers:
        if writer.failure:
            raise writer.failure


def main() -> int:
    options = parse()
    seed = options.seed if options.seed is not None else int(time.time())
    with Program(options.binary) as program:
        check_streams(program.dynamodb)
        print("exactly once: boto3 reads a stream of a table with a short name")
        create_table(connect(program.dynamodb))
        share = options.writes // WRITERS
        writers = [Writer(program.dynamodb, number, share, seed) for number in range(WRITERS)]
        begun = time.monotonic()
        write_through_kills(program, writers, options.kills)
        wrote = time.monotonic() - begun
        ledger: dict[str, list[Entry]] = {}
        for writer in writers:
            ledger |= writer.ledger
        count = sum(map(len, ledger.values()))
        changes = archived(program, count)
        arrived = time.monotonic() - begun
        found = differences(changes, ledger)
        uncertain = sum(writer.uncertain for writer in writers)
        print(f"exactly once: {count} writes to {len(ledger)} items in {wrote:.1f} s, {options.kills} kills, seed {seed}")
        print(f"exactly once: {uncertain} writes were under way at a kill; {len(changes)} changes archived after {arrived:.1f} s")
        for difference in found[:SHOWN]:
            print(f"  {difference[:600]}")
        if found:
            print(f"exactly once: FAILED, {len(found)} differences")
            return 1
    print("exactly once: ok, each write once, per item in order, with equal values")
    return 0


if __name__ == "__main__":
    sys.exit(main())
