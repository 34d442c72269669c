"""A time limit cancels its own call only: other cancellations keep their meaning, and nothing is left behind."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from telephony_clients import DeadlineExceeded, Options, ReadTimeout, RetryPolicy, Timeouts
from telephony_clients.core.events import CallStarted, Event
from tests.core.desk import KEY, Desk, answer_by, caught, fine, settle
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, loop_options, taking
from tests.core.wire.watched import open_scopes, timers
from tests.scripted_server import ScriptedServer, Seen

BOUNDS: dict[str, Any] = {
    "deadline": {"deadline": 5},
    "read timeout": {"timeouts": Timeouts(read=5), "retry": RetryPolicy(attempts=1)},
}
ENDS = {"deadline": DeadlineExceeded, "read timeout": ReadTimeout}
EITHER = pytest.mark.parametrize("bound", BOUNDS)
ABOUT_THEN = pytest.mark.parametrize("offset", [-1e-10, 0.0, 1e-10], ids=["just before", "with", "just after"])
"""Seconds by which another timer differs that fires in the same turn of the loop."""


async def never(_: Seen) -> bytes:
    await asyncio.Event().wait()
    return b""


async def within(seconds: float, act: Awaitable[object]) -> None:
    async with asyncio.timeout(seconds):
        await act


def cancelling() -> int:
    task = asyncio.current_task()
    assert task is not None
    return task.cancelling()


@EITHER
@in_loop_time
async def test_nothing_is_left_of_a_limit_that_passed(bound: str) -> None:
    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)
        async with taking(5):
            assert isinstance(await caught(desk.request("GET", "/lines")), ENDS[bound])

        assert (cancelling(), open_scopes(desk)) == (0, 0)
        await asyncio.sleep(1000)
        assert timers(desk) == 0


@in_loop_time
async def test_nothing_is_left_of_a_call_that_succeeds_but_the_one_timer() -> None:
    async with desk_in_loop_time() as (server, desk):
        server.answer(fine(), always=True)
        for _ in range(5):
            await desk.request("GET", "/lines")
            assert (cancelling(), open_scopes(desk), timers(desk)) == (0, 0, 1)
        await asyncio.sleep(1000)
        assert timers(desk) == 0


@in_loop_time
async def test_a_thousand_calls_have_one_timer_and_each_its_deadline() -> None:
    async with desk_in_loop_time(concurrency=10, max_wait=999) as (server, desk):
        answer_by(server, never)
        before = len(loop()._scheduled)  # type: ignore[attr-defined]
        calls = [
            asyncio.create_task(caught(desk.with_options(deadline=deadline).request("GET", "/lines")))
            for deadline in (7, 11)
            for _ in range(500)
        ]
        await settle()
        assert (open_scopes(desk), timers(desk)) == (1000, 1)
        assert len(loop()._scheduled) - before < 20  # type: ignore[attr-defined]
        async with taking(7):
            first = await asyncio.gather(*calls[:500])
        assert (open_scopes(desk), timers(desk)) == (500, 1)
        async with taking(4):
            rest = await asyncio.gather(*calls[500:])

        assert {type(error) for error in first + rest} == {DeadlineExceeded}
        assert open_scopes(desk) == 0


@ABOUT_THEN
@EITHER
@in_loop_time
async def test_the_callers_cancellation_at_the_same_instant_wins(bound: str, offset: float) -> None:
    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)
        states: list[object] = []

        async def call() -> None:
            try:
                await desk.request("GET", "/lines")
            except BaseException as error:
                states.append((type(error), cancelling()))
                raise

        task = asyncio.create_task(call())
        loop().call_at(loop().time() + 5 + offset, task.cancel)
        await asyncio.wait([task])

        assert task.cancelled()
        assert states == [(asyncio.CancelledError, 1)]
        assert open_scopes(desk) == 0


@ABOUT_THEN
@EITHER
@in_loop_time
async def test_the_callers_timeout_at_the_same_instant_wins(bound: str, offset: float) -> None:
    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)
        with pytest.raises(TimeoutError):
            await within(5 + offset, desk.request("GET", "/lines"))
        assert (cancelling(), open_scopes(desk)) == (0, 0)


@EITHER
@in_loop_time
async def test_the_callers_timeout_goes_on_after_a_bound(bound: str) -> None:
    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)

        async def two_steps() -> None:
            assert isinstance(await caught(desk.request("GET", "/lines")), ENDS[bound])
            await asyncio.sleep(99)

        async with taking(8):
            with pytest.raises(TimeoutError):
                await within(8, two_steps())
        assert cancelling() == 0


@pytest.mark.parametrize("ahead", [0.01, 0.0])
@EITHER
@in_loop_time
async def test_a_group_says_which_of_its_tasks_failed_first(bound: str, ahead: float) -> None:
    async def fail() -> None:
        await asyncio.sleep(5 - ahead)
        raise LookupError("the sibling")

    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)

        async def both() -> None:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail())
                await desk.request("GET", "/lines")

        with pytest.raises(ExceptionGroup) as caught_group:
            await both()

        assert {type(one) for one in caught_group.value.exceptions} == {LookupError if ahead else ENDS[bound]}
        assert open_scopes(desk) == 0


@EITHER
@in_loop_time
async def test_a_bound_in_a_group_is_the_errors_of_its_calls(bound: str) -> None:
    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)

        async def three() -> None:
            async with asyncio.TaskGroup() as group:
                for _ in range(3):
                    group.create_task(desk.request("GET", "/lines"))

        with pytest.raises(ExceptionGroup) as caught_group:
            await three()

        assert {type(one) for one in caught_group.value.exceptions} == {ENDS[bound]}
        assert open_scopes(desk) == 0


@EITHER
@in_loop_time
async def test_a_call_in_the_cleanup_of_a_cancelled_task_has_time_limits(bound: str) -> None:
    async with desk_in_loop_time(**BOUNDS[bound]) as (server, desk):
        answer_by(server, never)

        async def work() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                states.append(await caught(desk.request("GET", "/lines")))
                states.append(cancelling())

        states: list[Any] = []
        task = asyncio.create_task(work())
        await settle()
        task.cancel()
        async with taking(5):
            await asyncio.wait([task])

        assert task.cancelled()
        assert (type(states[0]), states[1]) == (ENDS[bound], 1)


@EITHER
@in_loop_time
async def test_a_key_source_that_swallows_the_cancellation_leaves_the_task_as_it_was(bound: str) -> None:
    async def stubborn() -> str:
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            return KEY
        raise AssertionError("it was not cancelled")

    options = loop_options(deadline=5)
    async with ScriptedServer() as server, Desk(server.url, options, api_key=stubborn) as desk:
        server.answer(fine({"id": "7"}))
        assert (await desk.request("GET", "/lines/7")).data == {"id": "7"}
        assert (cancelling(), open_scopes(desk)) == (0, 0)


class GivenUp(BaseException):
    """What an observer raises to end the program."""


@in_loop_time
async def test_an_observer_that_ends_the_program_leaves_no_bound_behind() -> None:
    def break_off(event: Event) -> None:
        match event:
            case CallStarted():
                raise GivenUp

    async with desk_in_loop_time(deadline=5, on_event=break_off) as (_, desk):
        with pytest.raises(GivenUp):
            await desk.request("GET", "/lines")
        assert open_scopes(desk) == 0
        await asyncio.sleep(10)  # an error that was left would cancel this


async def test_a_closed_client_leaves_no_timer_behind(server: ScriptedServer, options: Options) -> None:
    server.answer(fine())
    async with Desk(server.url, options) as desk:
        await desk.request("GET", "/lines")
        assert timers(desk) == 1

    assert timers(desk) == 0


@pytest.mark.parametrize("settle_first", [True, False])
@in_loop_time
async def test_a_cancelled_call_is_watched_no_longer(settle_first: bool) -> None:  # noqa: FBT001 - a parameter
    async with desk_in_loop_time(deadline=5) as (server, desk):
        answer_by(server, never)
        task = asyncio.create_task(desk.request("GET", "/lines"))
        if settle_first:
            await settle()
        task.cancel()
        await asyncio.wait([task])
        assert (task.cancelled(), open_scopes(desk)) == (True, 0)
