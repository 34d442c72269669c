"""Large JSON: decoded in pieces, so that other threads have their turn, to the same values and the same errors."""

import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from telephony_clients.core.errors import DecodeError
from telephony_clients.core.models.jsontext import loads

LARGE = 2**18
ROWS: list[Any] = [{"id": str(number), "n": [number, 1.5, None, {"a": 'é\\"]'}]} for number in range(6000)]
BODIES: dict[str, Any] = {
    "a list": ROWS,
    "an object around a list": {"success": True, "data": ROWS, "meta": {"total": 6000}},
    "two objects around a list": {"ok": True, "result": {"people": ROWS, "total": 6000}},
    "objects by their ids": {row["id"]: row for row in ROWS},
    "lists in lists": [[row, [row["n"]]] for row in ROWS],
    "one long text": {"data": "x\u2028" * LARGE},
    "one large record": [{"rows": ROWS}],
    "nothing but blanks in between": [[], {}, "", 0, ROWS, {"": {}}],
}
MANY_NAMES: dict[str, Any] = {
    "a hundred thousand names": {f"name {number}": number for number in range(100_000)},
    "the same in a list": [{}, {f"name {number}": [number] for number in range(100_000)}, {"a": {}}],
}
EACH = {**BODIES, **MANY_NAMES}
DAMAGE = [
    "",
    "]",
    "}",
    ",",
    ":",
    '"',
    "{",
    "[",
    "NaN",
    "1e999",
    "\\",
    "\x00",
    "null",
    "1" * 5000,
    ',"id":1',
    " ",
    "\ufeff",
]


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let another thread have its turn as soon as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def outcome(text: str, *, large: bool, exact: bool) -> Any:
    """Return what a body is read as; blanks behind it make it large, and change nothing else."""
    body = (text + " " * LARGE * large).encode()
    try:
        return repr(loads(body, exact=exact))
    except DecodeError as error:
        return re.sub(r"character (\d+)", lambda match: f"character {min(int(match[1]), len(text))}", str(error))


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("kind", EACH)
def test_a_large_body_is_read_as_any_other(kind: str, exact: bool) -> None:  # noqa: FBT001
    body = json.dumps(EACH[kind]).encode()
    assert len(body) > LARGE

    assert loads(body, exact=exact) == EACH[kind]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_body_is_read_alike_at_every_size(seed: int) -> None:
    dice = Random(seed)
    small: Any = {name: value[:2] if isinstance(value, list) else None for name, value in BODIES.items()}
    text = json.dumps(dice.choice([small, *small.values()]), ensure_ascii=dice.random() < 0.5)
    at, gap = dice.randrange(len(text)), dice.choice([0, 0, 1, 5])
    text = text[:at] + dice.choice(DAMAGE) + text[at + gap :]

    for exact in (False, True):
        assert outcome(text, large=True, exact=exact) == outcome(text, large=False, exact=exact), text


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":', "[["])
def test_a_large_body_nested_too_deep_is_an_error(opening: str) -> None:
    with pytest.raises(DecodeError, match="nested too deep"):
        loads(opening.encode() * LARGE)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "kind",
    [
        *("a list", "an object around a list", "two objects around a list", "lists in lists"),
        *MANY_NAMES,
    ],
)
def test_other_threads_run_while_a_large_body_is_read(kind: str) -> None:
    body, turns, over = json.dumps(EACH[kind]).encode(), 0, threading.Event()

    def other() -> None:
        nonlocal turns
        while not over.is_set():
            turns += 1
            time.sleep(0)

    thread = threading.Thread(target=other)
    thread.start()
    try:
        before = turns
        loads(body)
        took = turns - before
    finally:
        over.set()
        thread.join()

    assert took > 5
