"""Do those who analyse exports read what was archived, whatever they read it with?

Imports invented records into an archive of its own, exports it as Parquet and as CSV, and reads the files with DuckDB, polars
and pyarrow: how many rows there are, which ones each filter finds, and every value of every row.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import polars
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

RECORDS = 3_000
OPS = ["INSERT", "MODIFY", "REMOVE"]
BEGIN = datetime.datetime(2026, 11, 1, tzinfo=datetime.timezone.utc)
ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-01T00:00:00.000"

# What tools have trouble with: quotes, lines, emptiness, what is no ASCII, what looks like a formula or a number.
TEXTS = ['plain', 'with "quotes", commas', "two\nlines", "", "São Paulo 東京 🦀", "=1+2", "-7", "007", "NULL", "x" * 5_000]


def record(at: int) -> dict:
    """An invented record, as Lambda gets it."""
    key = {"id": {"S": f"order-{at % 70}"}}
    image = {**key, "at": {"N": str(at)}, "text": {"S": TEXTS[at % len(TEXTS)]}}
    op = OPS[at % len(OPS)]
    body = {
        "ApproximateCreationDateTime": int((BEGIN + datetime.timedelta(minutes=at)).timestamp()),
        "Keys": key,
        "SequenceNumber": str(10**21 + at),
        "SizeBytes": 100 + at,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    if op != "REMOVE":
        body["NewImage"] = image
    if op != "INSERT":
        body["OldImage"] = image
    return {"eventID": f"{at:032x}", "eventName": op, "dynamodb": body, "eventSourceARN": ARN}


def run(binary: Path, folder: Path, *arguments: str) -> None:
    """Runs the program with an archive in the folder, and no other."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    done = subprocess.run([binary, *arguments], env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")


def expected(records: list[dict]) -> list[tuple]:
    """What is to be read of each record: number, op, creation time, size, both images as values."""
    def row(number: int, told: dict) -> tuple:
        body = told["dynamodb"]
        return (
            number,
            told["eventName"],
            body["ApproximateCreationDateTime"] * 1_000,
            body["SizeBytes"],
            body.get("OldImage"),
            body.get("NewImage"),
        )

    return [row(at + 1, told) for at, told in enumerate(records)]


def value(text: str | None) -> dict | None:
    """An image's text as a value; CSV has an empty field for none."""
    return json.loads(text) if text else None


COLUMNS = ["id", "op", "created_at", "size_bytes", "old_image", "new_image"]


def millis(moment: datetime.datetime) -> int:
    """Milliseconds since 1970; a moment that tells no zone is in UTC."""
    return round(moment.replace(tzinfo=moment.tzinfo or datetime.timezone.utc).timestamp() * 1_000)


def rows(of: list[tuple]) -> list[tuple]:
    """Rows in one form, whoever has read them."""
    return [(number, op, millis(at), size, value(old), value(new)) for number, op, at, size, old, new in of]


def check(what: str, found: object, wanted: object) -> None:
    """Says what differs."""
    if found != wanted:
        sys.exit(f"exports: FAILED: {what}: {str(found)[:600]} instead of {str(wanted)[:600]}")


def with_duckdb(parquet: Path, csv: Path, wanted: list[tuple]) -> None:
    """DuckDB: texts are filtered as they are, and looked into as JSON."""
    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    columns = ", ".join(COLUMNS)
    read = base.execute(f"SELECT {columns} FROM read_parquet('{parquet}') ORDER BY id").fetchall()
    check("DuckDB, Parquet", rows(read), wanted)
    filters = {
        "op = 'REMOVE'": lambda row: row[1] == "REMOVE",
        "created_at >= TIMESTAMPTZ '2026-11-02 00:00:00+00'": lambda row: row[2] >= millis(BEGIN + datetime.timedelta(days=1)),
        "new_image LIKE '%東京%'": lambda row: row[5] is not None and "東京" in row[5]["text"]["S"],
        "(new_image::JSON)->'at'->>'N' = '7'": lambda row: row[5] is not None and row[5]["at"]["N"] == "7",
        "new_image IS NULL": lambda row: row[5] is None,
    }
    for condition, is_wanted in filters.items():
        found = base.execute(f"SELECT id FROM read_parquet('{parquet}') WHERE {condition} ORDER BY id").fetchall()
        check(f"DuckDB where {condition}", [number for (number,) in found], [row[0] for row in wanted if is_wanted(row)])
    read = base.execute(f"SELECT {columns} FROM read_csv('{csv}', header = true) ORDER BY id").fetchall()
    check("DuckDB, CSV", rows(read), wanted)


def with_polars(parquet: Path, csv: Path, wanted: list[tuple]) -> None:
    """polars: filters are pushed down into the file."""
    frame = polars.scan_parquet(parquet)
    check("polars, Parquet", rows(frame.select(COLUMNS).sort("id").collect().rows()), wanted)
    filters = {
        "op": (polars.col("op") == "MODIFY", lambda row: row[1] == "MODIFY"),
        "text": (
            polars.col("new_image").str.contains("São Paulo", literal=True),
            lambda row: row[5] is not None and "São Paulo" in row[5]["text"]["S"],
        ),
        "nothing": (polars.col("old_image").is_null(), lambda row: row[4] is None),
        "size": (polars.col("size_bytes") > 2_000, lambda row: row[3] > 2_000),
    }
    for name, (condition, is_wanted) in filters.items():
        found = frame.filter(condition).select("id").sort("id").collect()["id"].to_list()
        check(f"polars, filter by {name}", found, [row[0] for row in wanted if is_wanted(row)])
    read = polars.read_csv(csv, try_parse_dates=True).select(COLUMNS).sort("id")
    check("polars, CSV", rows(read.rows()), wanted)


def with_pyarrow(parquet: Path, csv: Path, wanted: list[tuple]) -> None:
    """pyarrow: filters as expressions over the columns."""
    def of(table: pyarrow.Table) -> list[tuple]:
        return rows(sorted(zip(*(table[name].to_pylist() for name in COLUMNS))))

    check("pyarrow, Parquet", of(pyarrow.parquet.read_table(parquet)), wanted)
    fields = pyarrow.compute.field
    filters = {
        "op": (fields("op") == "INSERT", lambda row: row[1] == "INSERT"),
        "text": (
            pyarrow.compute.match_substring(fields("new_image"), '"N":"7"'),
            lambda row: row[5] is not None and row[5]["at"]["N"] == "7",
        ),
        "nothing": (fields("new_image").is_null(), lambda row: row[5] is None),
    }
    for name, (condition, is_wanted) in filters.items():
        found = sorted(pyarrow.parquet.read_table(parquet, filters=condition)["id"].to_pylist())
        check(f"pyarrow, filter by {name}", found, [row[0] for row in wanted if is_wanted(row)])
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    check("pyarrow, CSV", of(pyarrow.csv.read_csv(csv, parse_options=options)), wanted)


def main() -> None:
    """Imports, exports and reads."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    binary = parser.parse_args().binary.resolve()
    records = [record(at) for at in range(RECORDS)]
    wanted = expected(records)
    with tempfile.TemporaryDirectory(prefix="afterimage-exports-") as name:
        folder = Path(name)
        told = folder / "told.json"
        told.write_text(json.dumps({"Records": records}, ensure_ascii=False), encoding="utf-8")
        data = ["--data-dir", str(folder / "data")]
        run(binary, folder, "import", str(told), *data)
        parquet, csv = folder / "changes.parquet", folder / "changes.csv"
        run(binary, folder, "export", *data, "--format", "parquet", "--output", str(parquet))
        run(binary, folder, "export", *data, "--format", "csv", "--bom", "--output", str(csv))
        for read in (with_duckdb, with_polars, with_pyarrow):
            read(parquet, csv, wanted)
    print(f"exports: ok, {RECORDS} changes as Parquet and CSV, read with DuckDB, polars and pyarrow, filters included")


if __name__ == "__main__":
    main()
