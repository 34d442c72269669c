"""A vendor that core has never heard of works end to end, in under eighty lines of its own."""

import re
from pathlib import Path

import pytest

import telephony_clients.core
from telephony_clients import AuthenticationError, Event, GateChanged, Options, PageFetched, RateLimited
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
    rows = Switchboard(KEY).operations()

    assert [(row.verb, row.path, row.method) for row in rows] == [
        ("GET", "/lines", "lines.list"),
        ("POST", "/lines/{line_id}/ring", "lines.ring"),
    ]


async def test_a_write_whose_answer_was_lost_is_repeated_under_its_idempotency_key(
    server: ScriptedServer, options: Options
) -> None:
    server.hang_up().answer({"state": "fine"}, always=True)
    async with Switchboard(KEY, base_url=server.url, options=options) as switchboard:
        await switchboard.lines.ring("1")
        await switchboard.with_options(headers={"Idempotency-Key": "order-17"}).lines.ring("1")

    first, again, third = (seen.headers["idempotency-key"] for seen in server.requests)
    assert first == again
    assert third == "order-17"


async def test_a_throttled_operation_leaves_the_others_alone(server: ScriptedServer, options: Options) -> None:
    busy = {"state": "busy", "reason": {"text": "one moment"}}
    server.answer(busy, status=429, headers={"Retry-After": "90"}).answer({"state": "fine", "payload": []})
    async with Switchboard(KEY, base_url=server.url, options=options) as switchboard:
        with pytest.raises(RateLimited):
            await switchboard.with_options(deadline=60).lines.ring("1")
        await switchboard.lines.list()

        assert switchboard.gate.snapshot().refusals == 0


async def test_what_a_call_carried_is_seen_and_told(server: ScriptedServer, options: Options) -> None:
    told: list[Event] = []
    server.answer({"state": "fine", "payload": []}, headers={"X-Request-Id": "r-1"})
    async with Switchboard(KEY, base_url=server.url, options=options) as switchboard:
        view = switchboard.with_options(on_event=told.append, context={"tenant": "acme"})
        with view.responses() as seen:
            await view.lines.list()

    assert [(one.status, one.request_id) for one in seen] == [(200, "r-1")]
    page = told[-1]
    assert isinstance(page, PageFetched)
    assert (page.operation, page.path, page.context) == ("lines.list", "/lines", {"tenant": "acme"})


def test_a_vendor_takes_under_eighty_lines() -> None:
    assert len(Path(example_vendor.__file__).read_text().splitlines()) < 80


@pytest.mark.parametrize("room", CORE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_core_names_no_vendor(room: Path) -> None:
    names = re.findall(r"(?i)talkroute|talkable|talkover|switchboard", room.read_text())

    assert not names
