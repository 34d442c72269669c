"""What the vendor's pages print is read without loss: written back, it is what was printed."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import Model, Talkover
from tests.scripted_server import ScriptedServer
from tests.talkover.contract import CALLS, EXAMPLES, Ids


def written(read: Any) -> Any:
    if isinstance(read, list):
        return [written(one) for one in read]
    return read.to_dict(mode="json", names="wire") if isinstance(read, Model) else read


def alike(printed: Any, made: Any) -> bool:
    """Whether a value was kept: an amount may come back as a number, and an instant with another sign for UTC."""
    if isinstance(printed, dict):
        more = {name: one for name, one in made.items() if name not in printed}
        return all(name in made and alike(one, made[name]) for name, one in printed.items()) and not any(more.values())
    if isinstance(printed, list):
        return len(printed) == len(made) and all(map(alike, printed, made))
    if isinstance(printed, str) and printed != made:
        read: Any = datetime.fromisoformat if isinstance(made, str) else lambda text: Decimal(str(text))
        return bool(read(printed) == read(made))
    return bool(printed == made) and isinstance(printed, bool) == isinstance(made, bool)


@pytest.mark.parametrize("name", [name for name, body in EXAMPLES.items() if isinstance(body, dict)])
async def test_a_printed_answer_comes_back_as_it_was(scripted: Talkover, server: ScriptedServer, name: str) -> None:
    body = EXAMPLES[name]
    server.answer(body)

    read = await CALLS[name](scripted, Ids())

    data = body.get("data", {key: one for key, one in body.items() if key not in {"success", "message"}})
    if data in ({}, None):
        assert read is None
        return
    if isinstance(data, Sequence) and isinstance(read, list):
        data = data[: len(read)]
    assert alike(data, written(read)), (json.dumps(data), written(read))
    assert scripted.drift() == ()


@pytest.mark.parametrize(
    ("printed", "made"),
    [
        ({"a": 1}, {}),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": True}, {"a": 1}),
        ([1], [1, 2]),
        ("2024-01-15T10:30:00Z", "2024-01-15T10:31:00+00:00"),
        ("0.10", 0.2),
    ],
)
def test_a_loss_is_seen(printed: Any, made: Any) -> None:
    assert not alike(printed, made)
