"""Everything that the vendor's pages print is read, and written back, without a loss."""

import re
from typing import Any

import pytest

from telephony_clients import Model, Talkover
from tests.scripted_server import ScriptedServer
from tests.talkover.contract import Ids
from tests.talkover.contract_calls import CALLS, EXAMPLES

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.0+)?(Z|\+00:00)")


def comparable(value: Any) -> Any:
    """Return JSON with instants in one spelling."""
    if isinstance(value, dict):
        return {name: comparable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [comparable(one) for one in value]
    return _INSTANT.sub(r"\1Z", value) if isinstance(value, str) else value


def written(read: object, printed: Any) -> Any:
    """Return a record as JSON, without the fields that the page does not print."""
    if isinstance(read, list):
        return [written(one, shown) for one, shown in zip(read, printed, strict=True)]
    assert isinstance(read, Model)
    return _kept(read.to_dict(mode="json", names="wire"), printed)


def _kept(value: Any, printed: Any) -> Any:
    if isinstance(value, dict) and isinstance(printed, dict):
        return {
            name: _kept(one, printed.get(name)) for name, one in value.items() if name in printed or one is not None
        }
    if isinstance(value, list) and isinstance(printed, list):
        return [_kept(one, shown) for one, shown in zip(value, printed, strict=True)]
    return value


@pytest.mark.parametrize(
    ("name", "body"),
    [(name, body) for name, bodies in EXAMPLES.items() for body in bodies],
    ids=lambda one: str(one)[:30],
)
async def test_what_is_printed_is_read_and_written_back(
    scripted: Talkover, server: ScriptedServer, name: str, body: dict[str, Any]
) -> None:
    server.answer(body)

    read = await CALLS[name](scripted, Ids())

    data = body.get("data", body if "success" not in body else None)
    data = data.get("webhooks", data) if isinstance(data, dict) else data
    if read is None:
        assert data is None
    else:
        assert comparable(written(read, data)) == comparable(data)
    assert scripted.drift() == ()
