"""What schemathesis does not check by itself. Loaded by it, through SCHEMATHESIS_HOOKS."""

from __future__ import annotations

from collections.abc import Iterator

import requests
import schemathesis

Json = object


# As the document's example has it: it stands for what a preview tells.
EXPECTED_OF_EXAMPLE = "sha256:…"


@schemathesis.hook
def before_call(_: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict) -> None:
    """A restore is only done as it was previewed just now."""
    if case.operation.label != "POST /api/v1/items/{table}/{key}/restore" or not isinstance(case.body, dict):
        return
    if case.body.get("expected") == EXPECTED_OF_EXAMPLE:
        address = case.as_transport_kwargs(base_url=kwargs.get("base_url"))["url"]
        preview = requests.get(address, {"version": case.body.get("version")}, timeout=60).json()
        case.body = {**case.body, "expected": preview.get("expected", EXPECTED_OF_EXAMPLE)}


@schemathesis.check
class every_operation_succeeds_once:
    """A request that is refused by all checks of its input tells nothing of what the operation answers."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._succeeded: set[str] = set()

    def after_response(self, _: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
        self._asked.add(case.operation.label)
        if 200 <= response.status_code < 300:
            self._succeeded.add(case.operation.label)

    def after_run(self, _: schemathesis.CheckContext) -> None:
        never = sorted(self._asked - self._succeeded)
        assert not never, f"never succeeded: {', '.join(never)}"


@schemathesis.check
def every_field_is_in_the_document(_: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """A schema says nothing of fields that it does not name; the document names them all."""
    document = case.operation.schema.raw_schema
    media_type = response.headers.get("content-type", [""])[0]
    if not media_type.endswith("json"):
        return
    operation = document["paths"][case.path].get(case.method.lower(), {"responses": {}})
    content = referred(document, operation["responses"].get(str(response.status_code), {})).get("content", {})
    if media_type in content:
        unnamed = sorted(set(unnamed_fields(document, [content[media_type]["schema"]], response.json(), "$")))
        assert not unnamed, f"not in the document: {', '.join(unnamed)}"


def unnamed_fields(document: dict, schemas: list[dict], value: Json, path: str) -> Iterator[str]:
    """The paths of fields within `value` that none of the schemas names."""
    parts = [part for schema in schemas for part in parts_of(document, schema)]
    if isinstance(value, dict):
        for name, inner in value.items():
            named = [part["properties"][name] for part in parts if name in part.get("properties", {})]
            named = named or [part["additionalProperties"] for part in parts if "additionalProperties" in part]
            if named:
                yield from unnamed_fields(document, [schema for schema in named if isinstance(schema, dict)], inner, f"{path}.{name}")
            elif any("properties" in part for part in parts):
                yield f"{path}.{name}"
    elif isinstance(value, list):
        items = [part["items"] for part in parts if isinstance(part.get("items"), dict)]
        for inner in value:
            yield from unnamed_fields(document, items, inner, f"{path}[]")


def parts_of(document: dict, schema: dict) -> Iterator[dict]:
    """The schema and those that it is made of, whichever of them applies."""
    yield schema
    inner = [other for word in ("allOf", "oneOf", "anyOf") for other in schema.get(word, [])]
    if "$ref" in schema:
        inner.append(referred(document, schema))
    for other in inner:
        yield from parts_of(document, other)


def referred(document: dict, place: dict) -> dict:
    """What a reference leads to; else what is there."""
    found = place
    if "$ref" in place:
        found = document
        for step in place["$ref"].removeprefix("#/").split("/"):
            found = found[step]
    return found
