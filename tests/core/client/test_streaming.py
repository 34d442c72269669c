"""Answers in chunks: opened like any call, read without a deadline, and what ends them says so."""

import asyncio
import gzip

import aiohttp
import attrs
import pytest

from telephony_clients import (
    BodyTooLarge,
    ConfigurationError,
    NotFound,
    Options,
    RateLimited,
    ReadTimeout,
    RetryPolicy,
    Timeouts,
    TruncatedBody,
    UnexpectedContent,
)
from telephony_clients.core.events import AttemptFinished, CallFinished, Event
from tests.core.desk import KEY, Desk, caught, connections, until, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, taking
from tests.core.storage import Storage, content, cut, dripping, reset
from tests.scripted_server import ScriptedServer

BODY = content(1_000_001)


@pytest.fixture
def storage(server: ScriptedServer) -> Storage:
    return Storage(server, {"/recordings/7": BODY})


async def read(desk: Desk, url: str = "/recordings/7", **more: object) -> bytes:
    async with desk.stream(url, **more) as stream:  # type: ignore[arg-type]
        return b"".join([chunk async for chunk in stream])


async def test_an_answer_comes_in_chunks(storage: Storage, desk: Desk) -> None:
    async with desk.stream("/recordings/7", params={"n": 1}, accept="audio/*") as stream:
        assert (stream.status, stream.content_type, stream.size) == (200, "audio/mpeg", len(BODY))
        assert stream.headers["etag"]
        chunks = [chunk async for chunk in stream]

    assert b"".join(chunks) == BODY
    assert len(chunks) > 1
    assert stream.received == len(BODY)
    (seen,) = storage.server.requests
    assert (seen.target, seen.headers["x-api-key"], seen.headers["accept"]) == ("/recordings/7?n=1", KEY, "audio/*")


async def test_a_connection_is_used_again_after_the_end_and_closed_before_it(storage: Storage, desk: Desk) -> None:
    await read(desk)
    await read(desk)
    assert storage.server.connections == 1

    async with desk.stream("/recordings/7") as stream:
        async for _ in stream:
            break
        assert connections(desk) == 1

    assert connections(desk) == 0
    await read(desk)
    assert storage.server.connections == 2


async def test_reading_goes_on_where_it_stopped(storage: Storage, desk: Desk) -> None:
    chunks: list[bytes] = []
    async with desk.stream("/recordings/7") as stream:
        async for chunk in stream:
            chunks.append(chunk)
            break
        chunks += [chunk async for chunk in stream]

    assert b"".join(chunks) == BODY


async def test_a_closed_stream_says_so(storage: Storage, desk: Desk) -> None:
    async with desk.stream("/recordings/7") as stream:
        pass

    async def late() -> None:
        async for _ in stream:
            pass

    error = await caught(late())
    assert isinstance(error, ConfigurationError)
    assert "The stream is closed" in str(error)


async def test_what_fails_before_the_answer_is_repeated(server: ScriptedServer, desk: Desk) -> None:
    server.reset().answer(wrong("oops"), status=502).answer(wrong("slowly"), status=429, headers={"Retry-After": "1"})
    Storage(server, {"/recordings/7": BODY})

    assert await read(desk) == BODY
    assert len(server.requests) == 4
    assert (desk.gate.snapshot().refusals, desk.gate.snapshot().in_flight) == (1, 0)


async def test_the_vendors_errors_are_the_usual_ones(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("no such recording", "E4"), status=404)

    error = await caught(read(desk))

    assert isinstance(error, NotFound)
    assert (error.code, error.method, error.url) == ("E4", "GET", f"{server.url}/recordings/7")


async def test_a_throttled_account_is_told_with_its_wait(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("slowly"), status=429, headers={"Retry-After": "3000"})

    error = await caught(read(desk))

    assert isinstance(error, RateLimited)
    assert error.retry_after == 3000


@pytest.mark.parametrize("foreign", [False, True], ids=["own session", "foreign session"])
async def test_what_ends_a_stream_is_told_and_not_repeated(storage: Storage, options: Options, foreign: object) -> None:
    options = attrs.evolve(options, timeouts=Timeouts(read=0.2))
    async with (
        aiohttp.ClientSession() as session,
        Desk(storage.server.url, options, session=session if foreign else None) as desk,
    ):
        storage.faults += [cut(70_000), storage.stop(70_000)]
        for kind, words in ((TruncatedBody, "The connection ended after"), (ReadTimeout, "Nothing came for 0.2 s")):
            error = await caught(read(desk))
            assert isinstance(error, kind)
            assert words in str(error)
            assert (error.vendor, error.url) == ("switchboard", f"{storage.server.url}/recordings/7")
        too_large = await caught(read(desk, max_bytes=len(BODY) - 1))
        assert isinstance(too_large, BodyTooLarge)
        assert too_large.headers["content-type"] == "audio/mpeg"
        storage.headers |= {"Content-Length": "", "Connection": "close"}
        storage.faults += [cut(len(BODY))]
        assert isinstance(await caught(read(desk, max_bytes=len(BODY) - 1)), BodyTooLarge)
    assert len(storage.server.requests) == 4


async def test_what_is_packed_is_unpacked(storage: Storage, desk: Desk) -> None:
    storage.files["/recordings/7"] = gzip.compress(bytes(50_000_000))
    storage.headers["Content-Encoding"] = "gzip"

    async with desk.stream("/recordings/7") as stream:
        assert (stream.size, stream.encoding) == (None, "gzip")
        sizes = [len(chunk) async for chunk in stream]

    assert sum(sizes) == 50_000_000
    assert max(sizes) <= 2**20


async def test_content_of_another_kind_is_refused(storage: Storage, desk: Desk) -> None:
    error = await caught(read(desk, accept="text/csv"))

    assert isinstance(error, UnexpectedContent)
    assert "audio/mpeg instead of text/csv" in str(error)
    assert len(storage.server.requests) == 1


async def test_an_open_stream_keeps_no_other_call_waiting(storage: Storage, desk: Desk) -> None:
    async with desk.stream("/recordings/7") as stream:
        assert desk.gate.snapshot().in_flight == 0
        assert await read(desk) == BODY
        assert b"".join([chunk async for chunk in stream]) == BODY


async def test_nothing_is_left_of_a_stream_that_is_cancelled(storage: Storage, desk: Desk) -> None:
    storage.faults += [storage.stop(10)]
    task = asyncio.create_task(read(desk))
    await until(lambda: storage.server.requests and desk.gate.snapshot().in_flight == 0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert connections(desk) == 0


async def test_an_observer_learns_of_the_attempts(storage: Storage, options: Options) -> None:
    events: list[Event] = []
    storage.faults += [reset]
    async with Desk(storage.server.url, attrs.evolve(options, on_event=events.append)) as desk:
        await read(desk)

    attempts = [event for event in events if isinstance(event, AttemptFinished)]
    assert [(event.status, event.error) for event in attempts] == [(None, "LostResponse"), (200, None)]
    assert [event.attempts for event in events if isinstance(event, CallFinished)] == [2]


@in_loop_time
async def test_no_deadline_runs_while_a_body_arrives() -> None:
    async with desk_in_loop_time(deadline=5, timeouts=Timeouts(read=3)) as (server, desk):
        storage = Storage(server, {"/recordings/7": BODY[:1000]})
        storage.faults += [dripping(2, 10)]
        async with taking(20):
            assert await read(desk) == BODY[:1000]


@in_loop_time
async def test_the_deadline_runs_until_the_answer_begins() -> None:
    async with desk_in_loop_time(deadline=5, timeouts=Timeouts(read=30), retry=RetryPolicy.off()) as (server, desk):
        server.silence()
        async with taking(5):
            error = await caught(read(desk))
        assert type(error).__name__ == "DeadlineExceeded"
