"""Random attribute values of every DynamoDB type, in DynamoDB's JSON, and what makes two of them equal."""

from __future__ import annotations

import base64
from decimal import Decimal
from random import Random
from typing import Any

Value = dict[str, Any]
Image = dict[str, Value]

MAX_DEPTH = 4
LETTERS = "abcdefghijklmnopqrstuvwxyzäßçñøλжあ漢🜁 \"\\\n"


def random_image(random: Random) -> Image:
    """Some attributes, by names that a plain parser would trip over."""
    names = random.sample(["name", "total", "a.b", "with space", "ünïcode", "#hash", "list[0]", "S", "N"], random.randint(1, 6))
    return {name: random_value(random) for name in names}


def random_value(random: Random, depth: int = 0) -> Value:
    kinds = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS"]
    if depth < MAX_DEPTH:
        kinds += ["L", "M"]
    kind = random.choice(kinds)
    return {kind: MAKERS[kind](random, depth)}


def _text(random: Random, _depth: int = 0) -> str:
    length = 8_000 if random.random() < 0.01 else random.randint(0, 24)
    return "".join(random.choice(LETTERS) for _ in range(length))


def _number(random: Random, _depth: int = 0) -> str:
    digits = random.choice([1, 5, 17, 38])
    mantissa = str(random.randint(10 ** (digits - 1), 10**digits - 1))
    sign = random.choice(["", "-"])
    shape = random.choice(["whole", "fraction", "large", "small"])
    if shape == "fraction":
        return f"{sign}{mantissa[0]}.{mantissa[1:] or '5'}"
    if shape == "large":
        return f"{sign}{mantissa}E+{random.randint(1, 80)}"
    if shape == "small":
        return f"{sign}{mantissa}E-{random.randint(1, 80)}"
    return f"{sign}{mantissa}"


def _binary(random: Random, _depth: int = 0) -> str:
    return base64.b64encode(random.randbytes(random.randint(0, 64))).decode()


def _set(make):
    def maker(random: Random, _depth: int) -> list[str]:
        members = {canonical_number(member) if make is _number else member: member for member in (make(random) for _ in range(random.randint(1, 5)))}
        # An empty string or no bytes at all may not be in a set.
        kept = [member for member in members.values() if member]
        return kept or ["1" if make is _number else base64.b64encode(b"1").decode()]

    return maker


MAKERS = {
    "S": _text,
    "N": _number,
    "B": _binary,
    "BOOL": lambda random, _depth: random.random() < 0.5,
    "NULL": lambda _random, _depth: True,
    "SS": _set(_text),
    "NS": _set(_number),
    "BS": _set(_binary),
    "L": lambda random, depth: [random_value(random, depth + 1) for _ in range(random.randint(0, 3))],
    "M": lambda random, depth: {_text(random)[:20] or "k": random_value(random, depth + 1) for _ in range(random.randint(0, 3))},
}


def canonical_number(text: str) -> str:
    """DynamoDB may write a number in another way than it was sent, but never another number."""
    sign, digits, exponent = Decimal(text).as_tuple()
    significant = "".join(map(str, digits)).lstrip("0")
    stripped = significant.rstrip("0")
    return f"{sign}:{stripped}:{exponent + len(significant) - len(stripped)}" if stripped else "0"


def canonical(value: Value) -> Any:
    """Equal for equal values, whatever the order of a set or the spelling of a number."""
    ((kind, content),) = value.items()
    if kind == "N":
        return kind, canonical_number(content)
    if kind == "NS":
        return kind, sorted(map(canonical_number, content))
    if kind in ("SS", "BS"):
        return kind, sorted(content)
    if kind == "L":
        return kind, [canonical(member) for member in content]
    if kind == "M":
        return kind, canonical_image(content)
    return kind, content


def canonical_image(image: Image | None) -> Any:
    return None if image is None else {name: canonical(value) for name, value in image.items()}


def for_boto(value: Value) -> Value:
    """boto3 takes and gives bytes where the JSON has base64."""
    return _map_binary(value, base64.b64decode)


def from_boto(value: Value) -> Value:
    return _map_binary(value, lambda binary: base64.b64encode(binary).decode())


def _map_binary(value: Value, convert) -> Value:
    ((kind, content),) = value.items()
    if kind == "B":
        return {kind: convert(content)}
    if kind == "BS":
        return {kind: [convert(member) for member in content]}
    if kind == "L":
        return {kind: [_map_binary(member, convert) for member in content]}
    if kind == "M":
        return {kind: {name: _map_binary(member, convert) for name, member in content.items()}}
    return value
