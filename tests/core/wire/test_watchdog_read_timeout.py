"""The read timeout ends an answer that stalls for `Timeouts.read`; it runs only while an answer is awaited or read."""

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
async def quick_timeout(
    kind: str = "own", script: ScriptedServer | None = None, **changes: Any
) -> AsyncIterator[tuple[ScriptedServer, Desk]]:
    """Open a server and a client whose read timeout is one second, with an own session or a borrowed one."""
    options = attrs.evolve(loop_options(timeouts=Timeouts(read=1), retry=RetryPolicy(base=2)), **changes)
    async with script or ScriptedServer() as server:
        session = aiohttp.ClientSession() if kind == "foreign" else None
        async with Desk(server.url, options, session=session) as desk:
            yield server, desk
        if session is not None:
            await session.close()


STALLED: dict[str, Act] = {
    "before the status line": piecemeal((1.2, ANSWER)),
    "within the headers": piecemeal((0, HEAD[:10]), (1.2, HEAD[10:] + BODY)),
    "before the body": piecemeal((0, HEAD), (1.2, BODY)),
    "within the body": piecemeal((0.5, HEAD), (0, BODY[:5]), (1.2, BODY[5:])),
}
STEADY: dict[str, Act] = {
    "at once": piecemeal((0, ANSWER)),
    "late": piecemeal((0.9, ANSWER)),
    "in its own time": piecemeal((0.9, HEAD), (0.9, BODY[:5]), (0.9, BODY[5:9]), (0.9, BODY[9:])),
}
KINDS = pytest.mark.parametrize("kind", ["own", "foreign"])


@KINDS
@pytest.mark.parametrize("where", STALLED)
@in_loop_time
async def test_the_read_timeout_leaves_the_outcome_of_a_write_unknown(kind: str, where: str) -> None:
    async with quick_timeout(kind) as (server, desk):
        server.do(STALLED[where])
        error = await caught(desk.request("POST", "/lines", json={}))

        assert isinstance(error, ReadTimeout)
        assert error.outcome is Outcome.UNKNOWN
        assert [attempt.error for attempt in error.attempts] == ["ReadTimeout"]
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@KINDS
@pytest.mark.parametrize("where", STALLED)
@in_loop_time
async def test_a_read_is_tried_again_after_a_read_timeout(kind: str, where: str) -> None:
    async with quick_timeout(kind) as (server, desk):
        server.do(STALLED[where]).answer(fine({"id": "7"}))
        response = await desk.request("GET", "/lines/7")

    assert (response.data, response.attempts) == ({"id": "7"}, 2)


@KINDS
@pytest.mark.parametrize("how", STEADY)
@in_loop_time
async def test_each_part_of_an_answer_restarts_the_read_timeout(kind: str, how: str) -> None:
    async with quick_timeout(kind) as (server, desk):
        server.do(STEADY[how])
        response = await desk.request("POST", "/lines", json={})

    assert (response.data, response.attempts) == ({"id": "7"}, 1)


@in_loop_time
async def test_the_read_timeout_is_exact() -> None:
    async with quick_timeout(retry=ONCE) as (server, desk):
        server.do(piecemeal((0.9, HEAD), (0.6, BODY[:5]), (99, BODY[5:])))
        async with taking(2.5):
            assert isinstance(await caught(desk.request("GET", "/lines")), ReadTimeout)


@in_loop_time
async def test_each_view_has_its_own_read_timeout() -> None:
    async with desk_in_loop_time(timeouts=Timeouts(read=30), retry=ONCE) as (server, desk):
        answer_by(server, _never)
        slow = asyncio.create_task(caught(desk.request("GET", "/lines")))
        await settle()
        async with taking(2):
            hurried = desk.with_options(timeouts=Timeouts(read=2))
            assert isinstance(await caught(hurried.request("GET", "/lines")), ReadTimeout)
        async with taking(28):
            assert isinstance(await slow, ReadTimeout)


@in_loop_time
async def test_the_read_timeout_does_not_run_during_a_wait_before_a_retry() -> None:
    async with quick_timeout() as (server, desk):
        server.answer(status=503, headers={"Retry-After": "20"}).do(STEADY["late"])
        async with taking(20.9):
            assert (await desk.request("GET", "/lines")).attempts == 2


@in_loop_time
async def test_each_attempt_has_a_read_timeout_of_its_own() -> None:
    async with quick_timeout(retry=RetryPolicy(attempts=3, base=4)) as (server, desk):
        answer_by(server, _never)
        async with taking(1 + 2 + 1 + 4 + 1):  # half of the longest wait each time
            error = await caught(desk.request("GET", "/lines"))

    assert [attempt.error for attempt in error.attempts] == ["ReadTimeout"] * 3


@in_loop_time
async def test_the_read_timeout_does_not_run_while_throttled() -> None:
    async with quick_timeout() as (server, desk):
        server.answer(status=429, headers={"Retry-After": "20"}).do(STEADY["late"])
        assert (await desk.request("POST", "/lines", json={})).attempts == 2


@in_loop_time
async def test_the_read_timeout_does_not_run_while_queued() -> None:
    async with quick_timeout(concurrency=1) as (server, desk):
        server.do(STEADY["late"]).do(STEADY["late"]).do(STEADY["late"])
        async with taking(2.7), asyncio.TaskGroup() as group:
            calls = [group.create_task(desk.request("POST", "/lines", json={})) for _ in range(3)]

    assert [call.result().attempts for call in calls] == [1] * 3


@in_loop_time
async def test_the_read_timeout_does_not_run_while_connecting() -> None:
    async with quick_timeout() as (server, desk):
        loop().connecting = 3.0
        server.do(STEADY["late"])
        async with taking(3.9):
            assert (await desk.request("POST", "/lines", json={})).attempts == 1


@in_loop_time
async def test_the_read_timeout_does_not_run_while_the_key_is_fetched() -> None:
    async def late() -> str:
        await asyncio.sleep(5)
        return "canary-5ecret-late"

    options = loop_options(timeouts=Timeouts(read=1))
    async with ScriptedServer() as server, Desk(server.url, options, api_key=late) as desk:
        server.do(STEADY["late"])
        async with taking(5.9):
            assert (await desk.request("POST", "/lines", json={})).attempts == 1


@in_loop_time
async def test_the_deadline_is_exact_shortly_after_a_read_timeout() -> None:
    async with quick_timeout(timeouts=Timeouts(read=30), deadline=45, retry=RetryPolicy(base=2)) as (server, desk):
        answer_by(server, _never)
        async with taking(45):
            error = await caught(desk.request("GET", "/lines"))

    assert [attempt.error for attempt in error.attempts] == ["ReadTimeout", "DeadlineExceeded"]


@in_loop_time
async def test_a_read_timeout_below_the_timers_resolution_ends_reads_only() -> None:
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
async def test_the_read_timeout_does_not_run_while_sending(kind: str) -> None:
    text = "x" * 2**23
    async with quick_timeout(kind, LateReader()) as (server, desk):
        server.do(STEADY["late"])
        async with taking(5.9):
            response = await desk.request("POST", "/lines", json=text)

    assert (response.data, response.attempts) == ({"id": "7"}, 1)
    assert len(server.requests[0].body) == len(text) + 2


@in_loop_time
async def test_the_read_timeout_runs_after_sending() -> None:
    async with quick_timeout("own", LateReader()) as (server, desk):
        server.do(STALLED["before the status line"])
        async with taking(6):
            assert isinstance(await caught(desk.request("POST", "/lines", json="x" * 2**23)), ReadTimeout)


async def _never(_: Seen) -> bytes:
    await asyncio.Event().wait()
    return b""
