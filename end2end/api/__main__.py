"""Does the HTTP API keep what its OpenAPI document says, whatever it is asked?

Starts the program with an embedded DynamoDB and some data, and lets schemathesis ask it everything that the document
allows and much that it does not. No answer may be a 5xx, or have a status, media type, form or field that the document
does not have; and each operation must succeed once.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent

sys.path.insert(0, str(HERE.parent / "exactly_once"))

from program import Program  # noqa: E402

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "negative_data_rejection",
    "use_after_free",
    "ensure_resource_availability",
    "every_operation_succeeds_once",
    "every_field_is_in_the_document",
]

# The requests are bounded by their number, so that a seed means the same requests everywhere; this is for when
# something hangs.
TIME_LIMIT_SECONDS = 240

MAX_FAILURES = 40


class Failed(Exception):
    """The API is not as its document says, or was not checked."""


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
        raise Failed(f"{method} {path}: {refused}: {refused.read().decode()}") from refused


def fill(program: Program) -> None:
    """What the examples of the document are about is there."""
    key = {"customer_id": {"S": "C-7"}, "order_id": {"S": "O-4821"}}
    for status in ["placed", "paid", "shipped"]:
        item = {**key, "status": {"S": status}, "total": {"N": "12.50"}}
        send(program, "POST", "items/demo-orders", {"item": item})
    send(program, "POST", "replays", {"query": "table:demo-orders op:insert", "to_table": "demo-orders"})
    while program.get("replays/1")["phase"] == "under_way":
        time.sleep(0.1)
    send(program, "PUT", "views/Removals?replace=true", {"query": "op:remove"})


def command(program: Program, options: argparse.Namespace, document: Path, report: Path) -> list[str]:
    schemathesis = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    schemathesis += [str(document), "--url", program.address, "--checks", ",".join(CHECKS)]
    schemathesis += ["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", str(options.examples)]
    schemathesis += ["--seed", str(options.seed), "--generation-database", "none", "--workers", "1"]
    schemathesis += ["--request-timeout", "60", "--continue-on-failure", "--max-failures", str(MAX_FAILURES)]
    # How long it takes to make up a request is a matter of the machine.
    schemathesis += ["--suppress-health-check", "too_slow"]
    schemathesis += ["--no-color", "--warnings", "off", "--report", "json", "--report-json-path", str(report)]
    return schemathesis


def check(program: Program, options: argparse.Namespace) -> str:
    """What was checked, in words."""
    fill(program)
    content = program.get("openapi.json")
    wanted = sum(len(path) for path in content["paths"].values())
    # What schemathesis remembers of earlier runs would change the requests: each run has its own folder.
    with tempfile.TemporaryDirectory(prefix="afterimage-api-") as folder:
        # From its own address schemathesis would not ask for the document itself.
        document, report = Path(folder, "openapi.json"), Path(folder, "report.json")
        document.write_text(json.dumps(content))
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "checks.py"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            run = subprocess.run(
                command(program, options, document, report),
                cwd=folder,
                env=environment,
                timeout=TIME_LIMIT_SECONDS,
                check=False,
            )
        except FileNotFoundError as missing:
            raise Failed(f"schemathesis is not there: remove {sys.prefix}, and it is installed anew") from missing
        except subprocess.TimeoutExpired as expired:
            raise Failed(f"not done after {TIME_LIMIT_SECONDS} s") from expired
        if run.returncode != 0:
            raise Failed(f"schemathesis says so ({run.returncode})")
        figures = json.loads(report.read_text())
    operations = figures["operations"]["tested"]
    if operations != wanted:
        raise Failed(f"{operations} of {wanted} operations were tested")
    return f"{operations} of {wanted} operations, {figures['test_cases']['generated']} requests"


def main() -> int:
    options = parse()
    options.seed = options.seed if options.seed is not None else int(time.time())
    print(f"api: seed {options.seed}, {options.examples} random requests of each operation", flush=True)
    with Program(options.binary) as program:
        try:
            checked = check(program, options)
        except Failed as failed:
            again = f"scripts/test-api --examples {options.examples} --seed {options.seed}"
            print(f"api: FAILED: {failed}. Again with {again}\n{program.log()[-3000:]}")
            return 1
    print(f"api: ok, {checked}: every answer is one that the document has")
    return 0


if __name__ == "__main__":
    sys.exit(main())
