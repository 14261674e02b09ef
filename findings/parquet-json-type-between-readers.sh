#!/usr/bin/env bash
# Seen with duckdb 2.0.1, pyarrow 26.0.1 and polars 2.1.0, Python 3.11 and newer:
#
# A Parquet column with Parquet's own JSON type is text for DuckDB's readers alone. pyarrow makes its extension type
# arrow.json of it, whose values compare with no text, so that an ordinary filter is an error; polars sees
# bytes. The same texts without the annotation are plain strings everywhere, and filters work. So an
# export that is to be read by all three leaves JSON columns without it.
#
# Prints what was seen, and fails when it is something else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1 polars==2.1.0
cd "$work"
"$work/python/bin/python" - <<'PYTHON'
import duckdb
import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet

print("duckdb", duckdb.__version__, "pyarrow", pyarrow.__version__, "polars", polars.__version__)
duckdb.sql("""COPY (SELECT '{"a":1}'::JSON AS image) TO 'json.parquet'""")
duckdb.sql("""COPY (SELECT '{"a":1}'::VARCHAR AS image) TO 'text.parquet'""")
WANTED = '{"a":1}'


def told(act):
    try:
        return act()
    except Exception as error:
        return type(error).__name__


def seen(file):
    table = pyarrow.parquet.read_table(file)
    frame = polars.read_parquet(file)
    return {
        "physical": str(pyarrow.parquet.read_metadata(file).schema.column(0).logical_type),
        "pyarrow type": str(table.schema.field(0).type),
        "pyarrow filter": told(lambda: table.filter(pyarrow.compute.equal(table["image"], WANTED)).num_rows),
        "polars type": str(frame.schema["image"]),
        "polars filter": told(lambda: frame.filter(polars.col("image") == WANTED).height),
        "duckdb filter": duckdb.sql(f"SELECT count(*) FROM '{file}' WHERE image = '{WANTED}'").fetchall()[0][0],
    }


annotated, plain = seen("json.parquet"), seen("text.parquet")
print("with Parquet's JSON type:", annotated)
print("without it:", plain)
assert annotated["duckdb filter"] == plain["duckdb filter"] == 1
assert annotated["pyarrow type"] == "extension<arrow.json>", "changed: another type in pyarrow"
assert annotated["pyarrow filter"] == "ArrowNotImplementedError", "changed: pyarrow filters it"
assert annotated["polars type"] == "Binary", "changed: another type in polars"
assert (plain["pyarrow type"], plain["pyarrow filter"]) == ("string", 1)
assert (plain["polars type"], plain["polars filter"]) == ("String", 1)
print("as described: the annotated column is no text in pyarrow and polars")
PYTHON
