"""What the events of a call have in common, and what tells calls apart."""

from typing import Any, get_args

import attrs
import pytest

import telephony_clients
from telephony_clients import Options
from telephony_clients.core import events
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.events import CallFinished, CallStarted, Event, PageFetched
from telephony_clients.core.wire.request import Operation
from tests.conftest import CANARY
from tests.core.desk import Desk, answer_by, caught, fine, numbered, wrong
from tests.scripted_server import ScriptedServer


class Keys(Resource):
    _get: Operation[Any] = Operation("GET", "/rooms/{room_id}/keys/{key_id}")

    async def get(self, room_id: str, key_id: str) -> Any:
        return await self.fetch(self._get(room_id, key_id))


class Rooms(Resource):
    keys = Part(Keys)


class House(Desk):
    rooms = Part(Rooms)
    halls = Part(Rooms)


@pytest.mark.parametrize("event", get_args(Event))
def test_every_event_is_exported_at_the_top(event: type[Any]) -> None:
    assert event.__name__ in dir(telephony_clients)
    assert getattr(telephony_clients, event.__name__) is event


async def test_events_name_the_operation_and_its_path(server: ScriptedServer, options: Options) -> None:
    seen: list[Any] = []
    server.answer(fine({"id": "1"}), always=True)
    async with House(server.url, attrs.evolve(options, on_event=seen.append)) as house:
        await house.lines.get("1")
        await house.rooms.keys.get("1", "2")
        await house.with_options(deadline=5).halls.keys.get("1", "2")
        await house.request("GET", "/lines/1")

    named = [(one.operation, one.path) for one in seen if isinstance(one, CallFinished)]
    assert named == [
        ("lines.get", "/lines/{line_id}"),
        ("rooms.keys.get", "/rooms/{room_id}/keys/{key_id}"),
        ("halls.keys.get", "/rooms/{room_id}/keys/{key_id}"),
        ("request", None),
    ]


class Ends:
    """An observer that wants the ends of calls only."""

    wants = frozenset({CallFinished})

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def __call__(self, event: Event) -> None:
        self.seen.append(event)


async def test_an_observer_that_names_what_it_wants_is_told_of_nothing_else(
    server: ScriptedServer, options: Options
) -> None:
    ends = Ends()
    server.answer(wrong("slow down"), status=429).answer(fine({"id": "1", "colour": "red"}))
    async with House(server.url, attrs.evolve(options, on_event=ends)) as house:
        await house.lines.get("1")

    assert [type(one) for one in ends.seen] == [CallFinished]


async def test_the_events_of_a_call_share_a_number(server: ScriptedServer, desk: Desk) -> None:
    seen: list[Any] = []
    view = desk.with_options(on_event=seen.append)
    server.hang_up().answer(fine({"id": "1"})).answer(wrong("no"), status=404)
    await view.lines.get("1")
    await caught(view.lines.get("2"))

    first, second = dict.fromkeys(one.call_id for one in seen)
    assert [type(one).__name__ for one in seen if one.call_id == first] == [
        *("CallStarted", "AttemptFinished", "Waiting", "AttemptFinished", "CallFinished")
    ]
    assert [type(one).__name__ for one in seen if one.call_id == second] == [
        *("CallStarted", "AttemptFinished", "CallFinished")
    ]
    assert [one.status for one in seen if isinstance(one, CallFinished)] == [200, 404]


async def test_a_page_has_the_number_of_its_call(server: ScriptedServer, desk: Desk) -> None:
    seen: list[Any] = []
    answer_by(server, numbered(9))
    await desk.with_options(on_event=seen.append).lines.list().prefetch(2).to_list()

    calls = [one.call_id for one in seen if isinstance(one, CallStarted)]
    pages = [one.call_id for one in seen if isinstance(one, PageFetched)]
    assert len(set(calls)) == 3
    assert sorted(pages) == sorted(calls)
    assert {one.operation for one in seen} == {"lines.list"}


async def test_a_call_that_is_not_answered_has_no_status(server: ScriptedServer, desk: Desk) -> None:
    seen: list[Any] = []
    server.hang_up()
    await caught(desk.with_options(on_event=seen.append).request("POST", "/lines"))

    assert (seen[-1].status, seen[-1].error) == (None, "LostResponse")


async def test_events_carry_the_callers_context_and_do_not_print_it(server: ScriptedServer, desk: Desk) -> None:
    seen: list[Any] = []
    answer_by(server, numbered(4))
    context = {"tenant": CANARY, "tags": []}
    view = desk.with_options(on_event=seen.append, context=context)
    await view.lines.list().to_list()
    await view.with_options(context="inner").lines.list()

    carried = [one.context for one in seen]
    assert carried.count("inner") == 4
    assert all(one is context for one in carried[:-4])
    assert CANARY not in repr(seen[0])
    assert CANARY not in repr(view.options)
    assert hash(seen[0])


async def test_the_log_has_no_context(server: ScriptedServer, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", events.LOGGER.name)
    server.answer(fine())
    await desk.with_options(context=CANARY).request("GET", "/lines")

    assert "done, attempts 1" in caplog.text
