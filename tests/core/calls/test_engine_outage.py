"""A vendor that is down: what waits for it, what fails at once, and what each is told."""

import asyncio
from collections.abc import Callable

import attrs
import pytest

from telephony_clients import Options, RetryPolicy, ServerError
from telephony_clients.core.errors import Outcome
from telephony_clients.core.events import Waiting
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import Desk, answer_by, caught, numbered, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop
from tests.scripted_server import ScriptedServer, Seen


def down_until(time: VirtualTime, until: float) -> Callable[[Seen], bytes]:
    """Answer 503 until a time, and as a list of three records after it."""
    return lambda seen: wire(wrong("down"), 503) if time.now < until else numbered(3)(seen)


async def test_a_pull_waits_out_an_outage_longer_than_its_tries(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    told: list[object] = []
    answer_by(server, down_until(time, time.now + 40))

    async with Desk(server.url, attrs.evolve(options, on_event=told.append)) as desk:
        lines = await desk.lines.list().to_list()

    assert [line.id for line in lines] == ["1", "2", "3"]
    assert 40 <= time.now - 1000 < 42
    assert len(server.requests) < 40
    reasons = [event.reason for event in told if isinstance(event, Waiting)]
    assert reasons[:3] == ["retry"] * 3
    assert set(reasons[3:]) == {"outage"}


@pytest.mark.parametrize("retry", [RetryPolicy.off(), RetryPolicy(attempts=1)])
async def test_a_pull_without_retries_waits_out_no_outage(
    server: ScriptedServer, desk: Desk, retry: RetryPolicy
) -> None:
    server.answer(wrong("down"), status=503, headers={"Retry-After": "1"}, always=True)

    error = await caught(desk.with_options(retry=retry).lines.list().to_list())

    assert (type(error), len(server.requests)) == (ServerError, 1)


async def test_an_outage_is_waited_out_for_no_longer_than_a_page_may_take(
    server: ScriptedServer, desk: Desk, time: VirtualTime
) -> None:
    server.answer(wrong("down"), status=503, always=True)

    error = await caught(desk.with_options(deadline=20, max_wait=60).lines.list().to_list())

    assert type(error) is ServerError
    assert 40 < time.now - 1000 <= 80


@in_loop_time
async def test_many_calls_go_on_soon_after_an_outage_and_send_little_during_it() -> None:
    async with desk_in_loop_time() as (server, desk):
        end = loop().time() + 60
        answer_by(server, lambda seen: wire(wrong("down"), 503) if loop().time() < end else numbered(3)(seen))
        pulls = [asyncio.create_task(desk.lines.list().to_list()) for _ in range(20)]
        await asyncio.sleep(59.9)
        sent = len(server.requests)
        found = [len(lines) for lines in await asyncio.gather(*pulls)]
        took = loop().time() - end

    assert found == [3] * 20
    assert took < 2
    assert sent <= 20 * 4 + 60


async def test_a_call_that_cannot_wait_behind_an_outage_is_told_of_the_outage(
    server: ScriptedServer, desk: Desk
) -> None:
    server.answer(wrong("down"), status=503, always=True)
    await caught(desk.request("GET", "/lines"))

    error = await caught(desk.with_options(max_wait=0).request("POST", "/lines", json={}))

    assert isinstance(error, ServerError)
    assert (error.status, error.outcome, error.attempts, len(server.requests)) == (503, Outcome.NOT_SENT, (), 4)
    assert error.retry_after == desk.gate.snapshot().reopens_in > 0
    assert "the vendor is down" in str(error)
    assert "Repeat later" in str(error)
    assert "may have been carried out" not in str(error)


async def test_a_call_that_is_told_to_wait_too_long_for_another_try_keeps_what_the_vendor_said(
    server: ScriptedServer, desk: Desk
) -> None:
    server.answer(wrong("down for now"), status=503, always=True)
    hurried = desk.with_options(max_wait=0, retry=RetryPolicy(attempts=9, base=1e-9))

    error = await caught(hurried.request("GET", "/lines"))

    assert isinstance(error, ServerError)
    assert (error.message, error.outcome, len(error.attempts)) == ("down for now", Outcome.UNKNOWN, 4)
    assert error.retry_after == desk.gate.snapshot().reopens_in > 0


async def test_a_single_call_fails_after_its_tries_in_an_outage(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("down"), status=503, always=True)

    error = await caught(desk.request("GET", "/lines"))

    assert (type(error), len(server.requests)) == (ServerError, 4)
