"""A connection that ends before the answer: what may have been done is made again only where that does no harm."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from telephony_clients import LostResponse, Options, RetryPolicy
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, answer_by, caught, connections, settle, wire
from tests.core.desk import fine as success
from tests.core.storage import held
from tests.faults.kinds_of_call import Kind, Opened, fitting, foreign, meeting, of_each_kind, of_kinds, own
from tests.faults.raw_server import raw_server
from tests.scripted_server import ScriptedServer, read_request

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n"
DEATHS: dict[str, Callable[[ScriptedServer], object]] = {
    "a reset": lambda server: server.reset(),
    "an end in good order": lambda server: server.hang_up(),
    "half a status line": lambda server: server.raw(HEAD[:11], close=True),
    "half a header": lambda server: server.raw(HEAD[:40], close=True),
    "a head without its end": lambda server: server.raw(HEAD[:-2], close=True),
    "an interim answer": lambda server: server.raw(b"HTTP/1.1 100 Continue\r\n\r\n", close=True),
}


async def what_is_lost(options: Options, kind: Kind, death: Callable[[ScriptedServer], object], folder: Path) -> None:
    async with meeting(kind, options, death) as (server, desk):
        if kind.repeatable:
            assert await kind.make(desk, folder) == kind.found
            assert server.requests[0].target == server.requests[1].target
            return
        error = await caught(kind.make(desk, folder))

        assert isinstance(error, LostResponse)
        assert error.outcome is Outcome.UNKNOWN
        assert "It may have been carried out" in str(error)
        assert len(error.attempts) == len(server.requests) == 1
        assert connections(desk) == 0


@pytest.mark.fault("reset before the answer")
@of_each_kind
async def test_what_was_lost_is_made_again_where_that_does_no_harm(
    options: Options, kind: Kind, tmp_path: Path
) -> None:
    await what_is_lost(options, kind, DEATHS["a reset"], tmp_path)


@pytest.mark.fault("reset before the answer")
@pytest.mark.parametrize("death", DEATHS.values(), ids=list(DEATHS))
@of_kinds("a record", "POST")
async def test_an_answer_is_lost_however_it_ends(
    options: Options, kind: Kind, death: Callable[[ScriptedServer], object], tmp_path: Path
) -> None:
    await what_is_lost(options, kind, death, tmp_path)


@pytest.mark.fault("reset before the answer")
@of_kinds("an upload", "POST")
async def test_what_was_called_harmless_for_this_call_alone_is_no_more_harmless_for_the_next(
    options: Options, kind: Kind, tmp_path: Path
) -> None:
    async with meeting(kind, options, DEATHS["a reset"], DEATHS["a reset"]) as (server, desk):
        await desk.request("POST", "/lines/7", json={}, idempotent=True)
        server.reset()

        assert isinstance(await caught(kind.make(desk, tmp_path)), LostResponse)


@pytest.mark.fault("reset before the answer")
@of_kinds("an upload", "an upload that does no harm")
async def test_a_connection_that_ends_in_the_middle_of_the_request_is_a_lost_answer(
    options: Options, kind: Kind, tmp_path: Path
) -> None:
    """The server may act on what it has."""
    heads = 0

    async def stop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heads
        await reader.readuntil(b"\r\n\r\n")
        heads += 1

    async with raw_server(stop) as url, kind.opened(url, options) as desk:
        error = await caught(desk.request("POST", "/lines", json="x" * 2**22, idempotent=kind.repeatable))

    assert isinstance(error, LostResponse)
    assert error.outcome is Outcome.UNKNOWN
    assert len(error.attempts) == heads == (4 if kind.repeatable else 1)


@pytest.mark.fault("reset before the answer")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_a_lost_request_is_not_sent_again_by_an_aiohttp_that_would(
    server: ScriptedServer, options: Options, method: str
) -> None:
    async with own(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        server.answer(success()).hang_up(always=True)
        await desk.request("GET", "/lines")
        session = desk._engine.transport._session
        assert session is not None
        session._retry_connection = True

        error = await caught(desk.request(method, "/lines"))

    assert isinstance(error, LostResponse)
    assert [request.method for request in server.requests] == ["GET", method]


@pytest.mark.fault("reset before the answer")
@pytest.mark.parametrize("connection", ["fresh", "kept alive"])
@pytest.mark.parametrize("opened", [own, foreign])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE", "POST", "PATCH"])
async def test_a_dead_server_sees_one_request_an_attempt(
    server: ScriptedServer, options: Options, opened: Opened, method: str, connection: str
) -> None:
    async with opened(server.url, options) as desk:
        if connection == "kept alive":
            server.answer(success())
            await desk.request("GET", "/lines")
            server.requests.clear()
        server.reset().hang_up(always=True)

        error = await caught(desk.request(method, "/lines", idempotent=True))
        once = await caught(desk.with_options(retry=RetryPolicy.off()).request(method, "/lines"))

    assert isinstance(error, LostResponse)
    assert isinstance(once, LostResponse)
    assert len(error.attempts) == 4
    assert [seen.method for seen in server.requests] == [method] * (4 + 1)
    assert server.connections == 4 + 1


@pytest.mark.fault("reset before the answer")
@of_each_kind
async def test_a_dead_server_sees_one_request_an_attempt_of_each_kind_of_call(
    server: ScriptedServer, options: Options, kind: Kind, tmp_path: Path
) -> None:
    server.reset(always=True)
    async with kind.opened(server.url, options) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert len(error.attempts) == len(server.requests) == (4 if kind.repeatable else 1)
    assert held(tmp_path) == []


@pytest.mark.fault("kept-alive connection closed")
@pytest.mark.parametrize("death", ["a reset", "an end in good order"])
@of_kinds("a record", "POST", "an upload that does no harm", "a download")
async def test_a_kept_connection_that_ends_under_a_call_is_a_lost_answer(
    server: ScriptedServer, options: Options, kind: Kind, death: str, tmp_path: Path
) -> None:
    server.answer(success())
    DEATHS[death](server)
    answer_by(server, fitting)
    async with kind.opened(server.url, options) as desk:
        await desk.request("GET", "/lines/7")
        if kind.repeatable:
            assert await kind.make(desk, tmp_path) == kind.found
            assert server.connections > 1
        else:
            error = await caught(kind.make(desk, tmp_path))
            assert isinstance(error, LostResponse)
            assert error.outcome is Outcome.UNKNOWN
            assert (server.connections, len(server.requests)) == (1, 2)
        assert connections(desk) == 0


def _shut(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


ENDS: dict[str, Callable[[asyncio.StreamWriter], object]] = {
    "in good order": lambda writer: writer.close(),
    "with a reset": lambda writer: writer.transport.abort(),
    "of the socket alone": _shut,
}


@pytest.mark.fault("kept-alive connection closed")
@pytest.mark.parametrize("end", ENDS.values(), ids=list(ENDS))
@of_kinds("a list", "POST", "an upload", "a stream")
async def test_a_kept_connection_that_ended_in_the_meantime_costs_no_attempt(
    server: ScriptedServer, options: Options, kind: Kind, tmp_path: Path, end: Callable[..., object]
) -> None:
    answer_by(server, fitting)
    async with kind.opened(server.url, options) as desk:
        await desk.request("GET", "/lines/7")
        for writer in list(server._writers):
            end(writer)
        await settle()
        before = len(server.requests)

        assert await kind.make(desk, tmp_path) == kind.found

        assert len(server.requests) - before == (3 if isinstance(kind.found, list) else 1)
        assert connections(desk) == 0


@pytest.mark.fault("kept-alive connection closed")
async def test_a_server_that_restarts_costs_a_whole_pool_no_call(server: ScriptedServer, desk: Desk) -> None:
    arrived = 0
    full = asyncio.Event()

    async def act(writer: asyncio.StreamWriter) -> bool:
        nonlocal arrived
        arrived += 1
        if arrived == 50:
            full.set()
        await full.wait()
        writer.write(wire(success()))
        return True

    server.do(act, always=True)
    await asyncio.gather(*(desk.request("GET", "/lines") for _ in range(50)))
    for writer in list(server._writers):
        writer.transport.abort()

    answers = await asyncio.gather(*(desk.request("POST", "/lines", json={}) for _ in range(50)))

    assert {answer.attempts for answer in answers} == {1}
    assert len(server.requests) == 100


@pytest.mark.fault("kept-alive connection closed")
@of_kinds("a list", "POST", "a stream")
async def test_a_connection_whose_end_was_announced_is_not_used_again(
    options: Options, kind: Kind, tmp_path: Path
) -> None:
    seen: list[int] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, _, body = fitting(await read_request(reader)).partition(b"\r\n\r\n")
        writer.write(head + b"\r\nConnection: close\r\n\r\n" + body)
        seen.append(1)
        await reader.read()  # it is left to the client to close it

    async with raw_server(once) as url, kind.opened(url, options) as desk:
        for _ in range(2):
            assert await kind.make(desk, tmp_path) == kind.found

    assert len(seen) == (6 if isinstance(kind.found, list) else 2)
