"""A vendor that core has never heard of works end to end, in under eighty lines of its own."""

import re
from pathlib import Path

import pytest

import telephony_clients.core
from telephony_clients import AuthenticationError, Options
from telephony_clients.core.events import Event, GateChanged
from tests import example_vendor
from tests.conftest import CANARY
from tests.example_vendor import Line, Switchboard
from tests.scripted_server import ScriptedServer

KEY = f"{CANARY}-of-the-switchboard"
ROOT = Path(telephony_clients.core.__file__).parent
CORE = sorted(ROOT.rglob("*.py"))


async def test_end_to_end(server: ScriptedServer, options: Options) -> None:
    seen: list[Event] = []
    server.answer({"state": "fine", "payload": []})
    server.answer({"state": "busy", "reason": {"text": "one moment"}}, status=429, headers={"Retry-After": "3"})
    server.answer({"state": "fine", "payload": [{"id": "1", "displayName": "Desk"}, {"id": "2"}], "next": "b"})
    server.hang_up()
    server.answer({"state": "fine", "payload": [{"id": "3", "display_name": "Door", "floor": 4}]})
    server.answer({"state": "wrong", "reason": {"id": "K1", "text": f"no such key: {KEY}"}}, status=401)
    async with Switchboard(KEY, base_url=f"{server.url}/rest", options=options) as switchboard:
        await switchboard.check()
        watched = switchboard.with_options(on_event=seen.append)

        lines = await watched.lines.list(page_size=2).to_list()

        assert lines[:2] == [Line(id="1", display_name="Desk"), Line(id="2")]
        assert (lines[2].display_name, lines[2].extra) == ("Door", {"floor": 4})
        assert [(one.model, one.field, one.count) for one in switchboard.drift()] == [("Line", "floor", 1)]
        with pytest.raises(AuthenticationError) as refused:
            await switchboard.lines.list().first()

    assert (refused.value.code, refused.value.message) == ("K1", "no such key: ***")
    assert refused.value.vendor == "switchboard"
    assert [one.state for one in seen if isinstance(one, GateChanged)] == ["closed", "probing", "open"]
    assert {one.headers["x-api-key"] for one in server.requests} == {KEY}
    assert [one.target.removeprefix("/rest/lines") for one in server.requests] == [
        "",
        "?count=2",
        "?count=2",
        "?after=b",
        "?after=b",
        "?count=50",
    ]


def test_a_fourth_vendors_client_lists_its_operations() -> None:
    (row,) = Switchboard(KEY).operations()

    assert (row.verb, row.path, row.method) == ("GET", "/lines", "lines.list")


def test_a_vendor_takes_under_eighty_lines() -> None:
    assert len(Path(example_vendor.__file__).read_text().splitlines()) < 80


@pytest.mark.parametrize("room", CORE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_core_names_no_vendor(room: Path) -> None:
    names = re.findall(r"(?i)talkroute|talkable|talkover|switchboard", room.read_text())

    assert not names
