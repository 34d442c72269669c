"""Whatever a page prints is read without loss: written back, every field is there again with its value."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import Model, Talkover
from tests.scripted_server import ScriptedServer
from tests.talkover.contract import CALLS, EXAMPLES, Ids

PRINTED = [(name, one) for name, bodies in EXAMPLES.items() for one in bodies]


def meaning(value: Any) -> Any:
    """Return what a JSON value says, whatever its form: an instant, an amount; what is null says nothing."""
    if isinstance(value, dict):
        return {name: meaning(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [meaning(one) for one in value]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    for read in (datetime.fromisoformat, Decimal):
        try:
            return read(str(value))
        except (ValueError, ArithmeticError):
            continue
    return value


def told(document: dict[str, Any]) -> Any:
    """Return what an answer tells, out of its envelope."""
    bare = {name: one for name, one in document.items() if name not in {"success", "message"}}
    data = document.get("data", bare or None)
    inner = [data[name] for name in ("versions", "webhooks") if isinstance(data, dict) and name in data]
    return inner[0] if inner else data


def written(read: Any) -> Any:
    if isinstance(read, list):
        return [written(one) for one in read]
    return read.to_dict(mode="json", names="wire") if isinstance(read, Model) else read


@pytest.mark.parametrize(("name", "printed"), PRINTED, ids=[name for name, _ in PRINTED])
async def test_a_printed_answer_is_read_without_loss(
    scripted: Talkover, server: ScriptedServer, name: str, printed: Any
) -> None:
    server.answer(printed)

    read = await CALLS[name](scripted.with_options(strict=True), Ids())

    assert meaning(written(read)) == meaning(told(printed))
    assert scripted.drift() == ()
