"""An answer may be silent for `Timeouts.read`, and nothing but an answer that is awaited or read is silent."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp
import attrs
import pytest

from telephony_clients import ReadTimeout, RetryPolicy, Timeouts
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, answer_by, caught, connections, fine, settle, wire
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, loop_options, taking
from tests.scripted_server import Act, ScriptedServer, Seen

ANSWER = wire(fine({"id": "7"}))
HEAD, BODY = ANSWER[: ANSWER.index(b"{")], ANSWER[ANSWER.index(b"{") :]
ONCE = RetryPolicy(attempts=1)


def piecemeal(*parts: tuple[float, bytes]) -> Act:
    """Write each part after so many seconds."""

    async def act(writer: asyncio.StreamWriter) -> bool:
        for seconds, part in parts:
            await asyncio.sleep(seconds)
            writer.write(part)
            await writer.drain()
        return True

    return act


@asynccontextmanager
async def impatient(
    kind: str = "own", script: ScriptedServer | None = None, **changes: Any
) -> AsyncIterator[tuple[ScriptedServer, Desk]]:
    """Open a server and a client that bears a second of silence, with an own session or a foreign one."""
    options = attrs.evolve(loop_options(timeouts=Timeouts(read=1), retry=RetryPolicy(base=2)), **changes)
    async with script or ScriptedServer() as server:
        session = aiohttp.ClientSession() if kind == "foreign" else None
        async with Desk(server.url, options, session=session) as desk:
            yield server, desk
        if session is not None:
            await session.close()


SILENT: dict[str, Act] = {
    "before the status line": piecemeal((1.2, ANSWER)),
    "within the headers": piecemeal((0, HEAD[:10]), (1.2, HEAD[10:] + BODY)),
    "before the body": piecemeal((0, HEAD), (1.2, BODY)),
    "within the body": piecemeal((0.5, HEAD), (0, BODY[:5]), (1.2, BODY[5:])),
}
LIVELY: dict[str, Act] = {
    "at once": piecemeal((0, ANSWER)),
    "late": piecemeal((0.9, ANSWER)),
    "in its own time": piecemeal((0.9, HEAD), (0.9, BODY[:5]), (0.9, BODY[5:9]), (0.9, BODY[9:])),
}
KINDS = pytest.mark.parametrize("kind", ["own", "foreign"])


@KINDS
@pytest.mark.parametrize("where", SILENT)
@in_loop_time
async def test_silence_ends_a_write_which_is_in_doubt(kind: str, where: str) -> None:
    async with impatient(kind) as (server, desk):
        server.do(SILENT[where])
        error = await caught(desk.request("POST", "/lines", json={}))

        assert isinstance(error, ReadTimeout)
        assert error.outcome is Outcome.UNKNOWN
        assert [attempt.error for attempt in error.attempts] == ["ReadTimeout"]
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@KINDS
@pytest.mark.parametrize("where", SILENT)
@in_loop_time
async def test_a_read_is_tried_again_after_silence(kind: str, where: str) -> None:
    async with impatient(kind) as (server, desk):
        server.do(SILENT[where]).answer(fine({"id": "7"}))
        response = await desk.request("GET", "/lines/7")

    assert (response.data, response.attempts) == ({"id": "7"}, 2)


@KINDS
@pytest.mark.parametrize("how", LIVELY)
@in_loop_time
async def test_an_answer_is_waited_for_as_long_as_it_is_not_silent(kind: str, how: str) -> None:
    async with impatient(kind) as (server, desk):
        server.do(LIVELY[how])
        response = await desk.request("POST", "/lines", json={})

    assert (response.data, response.attempts) == ({"id": "7"}, 1)


@in_loop_time
async def test_silence_ends_to_the_second() -> None:
    async with impatient(retry=ONCE) as (server, desk):
        server.do(piecemeal((0.9, HEAD), (0.6, BODY[:5]), (99, BODY[5:])))
        async with taking(2.5):
            assert isinstance(await caught(desk.request("GET", "/lines")), ReadTimeout)


@in_loop_time
async def test_each_view_has_its_own_patience() -> None:
    async with desk_in_loop_time(timeouts=Timeouts(read=30), retry=ONCE) as (server, desk):
        answer_by(server, _never)
        patient = asyncio.create_task(caught(desk.request("GET", "/lines")))
        await settle()
        async with taking(2):
            hurried = desk.with_options(timeouts=Timeouts(read=2))
            assert isinstance(await caught(hurried.request("GET", "/lines")), ReadTimeout)
        async with taking(28):
            assert isinstance(await patient, ReadTimeout)


@in_loop_time
async def test_a_wait_before_a_retry_is_no_silence() -> None:
    async with impatient() as (server, desk):
        server.answer(status=503, headers={"Retry-After": "20"}).do(LIVELY["late"])
        async with taking(20.9):
            assert (await desk.request("GET", "/lines")).attempts == 2


@in_loop_time
async def test_silence_is_counted_anew_after_it_was_found_once() -> None:
    async with impatient(retry=RetryPolicy(attempts=3, base=4)) as (server, desk):
        answer_by(server, _never)
        async with taking(1 + 2 + 1 + 4 + 1):  # half of the longest wait each time
            error = await caught(desk.request("GET", "/lines"))

    assert [attempt.error for attempt in error.attempts] == ["ReadTimeout"] * 3


@in_loop_time
async def test_waiting_out_a_refusal_is_no_silence() -> None:
    async with impatient() as (server, desk):
        server.answer(status=429, headers={"Retry-After": "20"}).do(LIVELY["late"])
        assert (await desk.request("POST", "/lines", json={})).attempts == 2


@in_loop_time
async def test_waiting_for_a_turn_is_no_silence() -> None:
    async with impatient(concurrency=1) as (server, desk):
        server.do(LIVELY["in its own time"]).do(LIVELY["late"])
        first = asyncio.create_task(desk.request("POST", "/lines", json={}))
        await settle()
        async with taking(3.6 + 0.9):
            assert (await desk.request("POST", "/lines", json={})).attempts == 1
        await first


@in_loop_time
async def test_opening_a_connection_is_no_silence() -> None:
    async with impatient() as (server, desk):
        loop().connecting = 3.0
        server.do(LIVELY["late"])
        async with taking(3.9):
            assert (await desk.request("POST", "/lines", json={})).attempts == 1


@in_loop_time
async def test_a_key_that_comes_late_is_no_silence() -> None:
    async def late() -> str:
        await asyncio.sleep(5)
        return "canary-5ecret-late"

    options = loop_options(timeouts=Timeouts(read=1))
    async with ScriptedServer() as server, Desk(server.url, options, api_key=late) as desk:
        server.do(LIVELY["late"])
        async with taking(5.9):
            assert (await desk.request("POST", "/lines", json={})).attempts == 1


@in_loop_time
async def test_the_deadline_comes_in_time_when_silence_was_found_shortly_before() -> None:
    async with impatient(timeouts=Timeouts(read=30), deadline=45, retry=RetryPolicy(base=2)) as (server, desk):
        answer_by(server, _never)
        async with taking(45):
            error = await caught(desk.request("GET", "/lines"))

    assert [attempt.error for attempt in error.attempts] == ["ReadTimeout", "DeadlineExceeded"]


@in_loop_time
async def test_a_patience_below_a_timers_grain_does_not_end_what_is_no_answer() -> None:
    async with desk_in_loop_time(timeouts=Timeouts(read=0.0005), concurrency=1) as (server, desk):
        loop().connecting = 0.02
        server.answer(fine({"id": "7"}))
        response = await desk.request("POST", "/lines", json={})

    assert response.data == {"id": "7"}


class LateReader(ScriptedServer):
    """Takes connections at once and reads nothing for five seconds."""

    async def __aenter__(self) -> Self:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**18)
        listener.bind(("127.0.0.1", 0))
        self._server = await asyncio.start_server(self._late, sock=listener)
        return self

    async def _late(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        await self._serve(reader, writer)


@KINDS
@in_loop_time
async def test_sending_is_no_silence(kind: str) -> None:
    text = "x" * 2**23
    async with impatient(kind, LateReader()) as (server, desk):
        server.do(LIVELY["late"])
        async with taking(5.9):
            response = await desk.request("POST", "/lines", json=text)

    assert (response.data, response.attempts) == ({"id": "7"}, 1)
    assert len(server.requests[0].body) == len(text) + 2


@in_loop_time
async def test_silence_after_sending_is_silence() -> None:
    async with impatient("own", LateReader()) as (server, desk):
        server.do(SILENT["before the status line"])
        async with taking(6):
            assert isinstance(await caught(desk.request("POST", "/lines", json="x" * 2**23)), ReadTimeout)


async def _never(_: Seen) -> bytes:
    await asyncio.Event().wait()
    return b""
