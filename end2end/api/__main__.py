"""Does the HTTP API keep what its OpenAPI document says, whatever it is asked?

Starts the program with an embedded DynamoDB and some data, and lets schemathesis ask it everything that the document
allows and much that it does not. No answer may be a 5xx, or have a status, media type or form that the document does
not have.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "exactly_once"))

from program import Program  # noqa: E402

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]

TIME_LIMIT_SECONDS = 300


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="test-api", description=__doc__)
    parser.add_argument("--binary", required=True, help="the afterimage program")
    parser.add_argument("--examples", type=int, default=20, help="random requests of each operation")
    parser.add_argument("--seed", type=int, default=None, help="for the same requests again")
    return parser.parse_args()


def send(program: Program, method: str, path: str, body: object) -> None:
    request = urllib.request.Request(f"{program.address}/api/v1/{path}", json.dumps(body).encode(), method=method)
    request.add_header("content-type", "application/json")
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except urllib.error.HTTPError as refused:
        raise RuntimeError(f"{method} {path}: {refused}: {refused.read().decode()}") from refused


def fill(program: Program) -> None:
    """What the examples of the document are about is there."""
    for status in ["placed", "paid", "shipped"]:
        item = {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}, "status": {"S": status}, "total": {"N": "12.50"}}
        send(program, "POST", "items/demo-orders", {"item": item})
    send(program, "PUT", "views/Removals?replace=true", {"query": "op:remove"})


def command(program: Program, options: argparse.Namespace, seed: int) -> list[str]:
    schemathesis = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    schemathesis += [f"{program.address}/api/v1/openapi.json", "--checks", ",".join(CHECKS)]
    schemathesis += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(options.examples), "--seed", str(seed)]
    schemathesis += ["--request-timeout", "60", "--workers", "2", "--no-color", "--warnings", "off", "--max-failures", "40", "--continue-on-failure"]
    schemathesis += ["--generation-database", "none", "--report", "json", "--report-json-path", "/tmp/st-report.json"]
    return schemathesis


def main() -> int:
    options = parse()
    seed = options.seed if options.seed is not None else int(time.time())
    print(f"api: seed {seed}, {options.examples} random requests of each operation", flush=True)
    with Program(options.binary) as program:
        fill(program)
        try:
            code = subprocess.run(command(program, options, seed), timeout=TIME_LIMIT_SECONDS, check=False).returncode
        except subprocess.TimeoutExpired:
            print(f"api: FAILED, not done after {TIME_LIMIT_SECONDS} s")
            return 1
        if code != 0:
            print(f"api: FAILED; again with scripts/test-api --seed {seed}\n{program.log()[-3000:]}")
            return 1
    print("api: ok, every answer is one that the document has")
    return 0


if __name__ == "__main__":
    sys.exit(main())
