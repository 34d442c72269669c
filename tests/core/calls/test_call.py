"""What an observer sees of a call, in order; nothing of it holds a secret or a body."""

import asyncio
from typing import Any

import pytest

from telephony_clients import Options, RetryPolicy
from telephony_clients.core.events import (
    AttemptFinished,
    CallFinished,
    CallStarted,
    DriftNoted,
    Event,
    PageFetched,
    Waiting,
)
from tests.conftest import CANARY
from tests.core.desk import Desk, answer_by, caught, fine, numbered, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time
from tests.scripted_server import ScriptedServer


@pytest.fixture
def seen() -> list[Event]:
    return []


@pytest.fixture
def watched(desk: Desk, seen: list[Event]) -> Desk:
    return desk.with_options(on_event=seen.append)


async def test_a_call_that_succeeds(server: ScriptedServer, watched: Desk, seen: list[Event]) -> None:
    server.answer(fine())

    await watched.request("GET", "/lines", params={"kind": "a", "token": CANARY})

    about: Any = {"vendor": "switchboard", "operation": "request", "method": "GET", "path": None, "at": 1000.0}
    about |= {"url": f"{server.url}/lines?kind=a&token=***", "call_id": seen[0].call_id, "context": None}  # type: ignore[union-attr]
    assert seen == [
        CallStarted(**about),
        AttemptFinished(**about, number=1, status=200, error=None, seconds=0.0),
        CallFinished(**about, attempts=1, status=200, error=None, seconds=0.0, waited=0.0),
    ]
    assert CANARY not in repr(seen)


async def test_a_call_with_a_fault_a_refusal_and_a_bad_end(
    server: ScriptedServer, watched: Desk, seen: list[Event]
) -> None:
    server.hang_up().answer(wrong("slow"), status=429, headers={"Retry-After": "4"}).answer(wrong("no"), status=404)

    await caught(watched.request("GET", "/lines"))

    told = [(event.number, event.status, event.error, event.at) for event in seen if isinstance(event, AttemptFinished)]
    assert told == [
        (1, None, "LostResponse", 1000.0),
        (2, 429, "RateLimited", 1000.25),
        (3, 404, "NotFound", 1004.75),
    ]
    waits = [(event.reason, event.seconds) for event in seen if isinstance(event, Waiting)]
    assert waits == [("retry", 0.25), ("throttled", 4.5)]
    last = seen[-1]
    assert isinstance(last, CallFinished)
    assert (last.attempts, last.status, last.error, last.seconds, last.waited) == (3, 404, "NotFound", 4.75, 4.5)


@in_loop_time
async def test_the_deadline_ends_an_attempt_and_the_call(seen: list[Event]) -> None:
    async with desk_in_loop_time(deadline=5, on_event=seen.append) as (server, desk):
        server.silence()
        await caught(desk.request("GET", "/lines"))

    assert [(type(event).__name__, getattr(event, "error", None)) for event in seen] == [
        ("CallStarted", None),
        ("AttemptFinished", "DeadlineExceeded"),
        ("CallFinished", "DeadlineExceeded"),
    ]


async def test_a_cancelled_call_emits_its_end(server: ScriptedServer, watched: Desk, seen: list[Event]) -> None:
    server.silence()
    call = asyncio.create_task(watched.request("GET", "/lines"))
    await server.arrived.wait()
    call.cancel()
    await asyncio.wait([call])

    assert isinstance(seen[-1], CallFinished)
    assert (seen[-1].error, seen[-1].attempts) == ("CancelledError", 0)


async def test_pages_emit_events(server: ScriptedServer, watched: Desk, seen: list[Event]) -> None:
    answer_by(server, numbered(7))

    await watched.lines.list().to_list()

    pages = [event for event in seen if isinstance(event, PageFetched)]
    assert [(page.number, page.items, page.total) for page in pages] == [(1, 3, 7), (2, 3, 7), (3, 1, 7)]
    assert {page.url for page in pages} == {f"{server.url}/lines"}


async def test_drift_emits_one_event(server: ScriptedServer, watched: Desk, seen: list[Event]) -> None:
    server.answer(fine({"id": "7", "colour": "red"}), always=True)

    await watched.lines.get("7")
    await watched.lines.get("7")

    assert [event for event in seen if isinstance(event, DriftNoted)] == [
        DriftNoted(vendor="switchboard", kind="unknown_field", model="Line", field="colour", sample="str")
    ]
    assert watched.drift()[0].count == 2


async def test_a_client_that_is_not_watched_tells_nobody(
    server: ScriptedServer, desk: Desk, watched: Desk, seen: list[Event], options: Options
) -> None:
    server.hang_up().answer(fine())

    await desk.with_options(retry=RetryPolicy()).request("GET", "/lines")

    assert seen == []
