"""One deadline bounds a call in all: its turn, every attempt, every wait. Its time is the loop's."""

import asyncio

import pytest

from telephony_clients import DeadlineExceeded, ReadTimeout, RetryPolicy, ServerError, Timeouts
from telephony_clients.core.errors import Outcome
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import KEY, Desk, caught, connections, fine, settle, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, loop_options, taking
from tests.scripted_server import ScriptedServer


@in_loop_time
async def test_a_body_that_drips_ends_with_the_deadline() -> None:
    async def drip(writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.5)
        return False

    async with desk_in_loop_time(deadline=5, timeouts=Timeouts(read=1)) as (server, desk):
        server.do(drip)
        async with taking(5):
            error = await caught(desk.request("GET", "/lines"))

        assert isinstance(error, DeadlineExceeded)
        assert connections(desk) == 0


@in_loop_time
async def test_a_key_that_never_comes_ends_with_the_deadline_and_nothing_was_sent() -> None:
    async def stuck() -> str:
        await asyncio.Event().wait()
        return KEY

    async with ScriptedServer() as server, Desk(server.url, loop_options(deadline=5), api_key=stuck) as desk:
        async with taking(5):
            error = await caught(desk.request("GET", "/lines"))

        assert isinstance(error, DeadlineExceeded)
        assert (error.outcome, server.requests) == (Outcome.NOT_SENT, [])
        assert desk.gate.snapshot().in_flight == 0


async def test_a_wait_past_the_deadline_is_not_begun(server: ScriptedServer, desk: Desk, time: VirtualTime) -> None:
    server.answer(wrong("later"), status=503, headers={"Retry-After": "61"})

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, ServerError)
    assert time.slept == []
    assert error.__notes__ == ["Not tried again: the next wait of 61.0 s would pass the deadline."]


async def test_a_wait_that_just_fits_is_waited(server: ScriptedServer, desk: Desk, time: VirtualTime) -> None:
    server.answer(wrong("later"), status=503, headers={"Retry-After": "60"}).answer(fine())

    assert (await desk.request("GET", "/lines")).attempts == 2
    assert time.slept == [60.0]


async def test_the_waits_of_a_call_add_up_to_the_deadline(
    server: ScriptedServer, desk: Desk, time: VirtualTime
) -> None:
    server.answer(wrong("later"), status=503, headers={"Retry-After": "25"}, always=True)

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, ServerError)
    assert time.slept == [25.0, 25.0]


@in_loop_time
async def test_a_retry_that_is_cut_off_by_the_deadline_keeps_the_history() -> None:
    async with desk_in_loop_time(deadline=5, retry=RetryPolicy(base=2)) as (server, desk):
        server.hang_up().silence()
        async with taking(5):
            error = await caught(desk.request("GET", "/lines"))

    assert [attempt.error for attempt in error.attempts] == ["LostResponse", "DeadlineExceeded"]


@in_loop_time
async def test_the_callers_own_timeout_is_left_to_the_caller() -> None:
    async with desk_in_loop_time() as (server, desk):
        server.silence()

        async with taking(3):
            with pytest.raises(TimeoutError) as caught_error:
                async with asyncio.timeout(3):
                    await desk.request("GET", "/lines")

        assert type(caught_error.value) is TimeoutError
        await settle()
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@in_loop_time
async def test_a_turn_that_never_comes_ends_with_the_deadline_and_nothing_was_sent() -> None:
    async with desk_in_loop_time(deadline=5, concurrency=1) as (server, desk):
        server.silence()
        first = asyncio.create_task(desk.with_options(deadline=25).request("GET", "/lines"))
        await settle()
        async with taking(5):
            error = await caught(desk.request("POST", "/lines", json={}))

        assert isinstance(error, DeadlineExceeded)
        assert (error.outcome, error.attempts) == (Outcome.NOT_SENT, ())
        assert desk.gate.snapshot().waiting["interactive"] == 0
        first.cancel()
        await asyncio.wait([first])
    assert len(server.requests) == 1


@pytest.mark.parametrize("read", [1, 30])
@in_loop_time
async def test_the_deadline_ends_the_opening_of_a_connection(read: float) -> None:
    async with desk_in_loop_time(deadline=5, timeouts=Timeouts(connect=10, read=read)) as (server, desk):
        loop().connecting = 9.0
        async with taking(5):
            error = await caught(desk.request("GET", "/lines"))

        assert isinstance(error, DeadlineExceeded)
        assert connections(desk) == 0
    assert server.requests == []


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\nContent-Len", wire(fine())[:-4]], ids=["", "head", "body"])
@pytest.mark.parametrize("read", [3, 5, 30])
@in_loop_time
async def test_the_deadline_ends_an_answer_to_the_second(part: bytes, read: float) -> None:
    async def act(writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(2.5)
        writer.write(part)
        await asyncio.sleep(99)
        return False

    async with desk_in_loop_time(deadline=5, timeouts=Timeouts(read=read)) as (server, desk):
        server.do(act)
        ends = 3 if read == 3 and len(part) < 50 else 5
        async with taking(ends):
            error = await caught(desk.request("POST", "/lines", json={}))

        assert type(error) is (ReadTimeout if ends == 3 else DeadlineExceeded)
        assert error.outcome is Outcome.UNKNOWN
        assert [attempt.error for attempt in error.attempts] == [type(error).__name__]
        assert ends == 3 or "deadline of 5 s" in str(error)
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@in_loop_time
async def test_the_deadline_ends_a_wait_before_a_retry() -> None:
    async def oversleep(_: float) -> None:
        await asyncio.sleep(99)

    async with desk_in_loop_time(deadline=5, sleep=oversleep) as (server, desk):
        server.answer(wrong("later"), status=503, headers={"Retry-After": "1"})
        async with taking(5):
            error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, DeadlineExceeded)
    assert [attempt.status for attempt in error.attempts] == [503]


@in_loop_time
async def test_a_long_deadline_does_not_hide_the_short_one_of_a_later_call() -> None:
    async with desk_in_loop_time(deadline=50, timeouts=Timeouts(read=100)) as (server, desk):
        server.silence().silence()
        long = asyncio.create_task(caught(desk.request("POST", "/lines", json={})))
        await settle()
        async with taking(2):
            assert isinstance(await caught(desk.with_options(deadline=2).request("GET", "/lines")), DeadlineExceeded)
        async with taking(48):
            assert isinstance(await long, DeadlineExceeded)
