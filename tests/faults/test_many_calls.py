"""More calls than connections: each waits for its turn, in order, and no time limit of an attempt runs meanwhile."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from telephony_clients import DeadlineExceeded, Options, RetryPolicy, Timeouts
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, answer_by, caught, connections, settle, wire
from tests.core.desk import fine as success
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, loop_options, taking
from tests.core.storage import Storage, content
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("more calls than connections")
TICK = 0.9


async def slowly(seen: Seen) -> bytes:
    await asyncio.sleep(TICK)
    return wire(success(seen.target))


@pytest.mark.parametrize("method", ["GET", "POST"])
@in_loop_time
async def test_a_thousand_calls_wait_for_a_hundred_connections_outside_of_the_read_timeout(method: str) -> None:
    async with desk_in_loop_time(timeouts=Timeouts(connect=1, read=1), retry=RetryPolicy.off()) as (server, desk):
        answer_by(server, slowly)
        async with taking(10 * TICK):
            answers = await asyncio.gather(*(desk.request(method, f"/lines/{n}") for n in range(1000)))

        assert [answer.data for answer in answers] == [f"/lines/{n}" for n in range(1000)]
        assert server.connections == 100
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@in_loop_time
async def test_the_first_call_to_come_is_the_first_to_go() -> None:
    async with desk_in_loop_time(concurrency=3) as (server, desk):
        answer_by(server, slowly)
        await asyncio.gather(*(desk.request("GET", f"/lines/{n}") for n in range(60)))

    sent = [int(seen.target.rpartition("/")[2]) for seen in server.requests]
    assert [sorted(sent[at : at + 3]) for at in range(0, 60, 3)] == [[at, at + 1, at + 2] for at in range(0, 60, 3)]


@in_loop_time
async def test_in_a_foreign_session_with_few_connections_calls_wait_too() -> None:
    options = loop_options(timeouts=Timeouts(connect=1, read=1), retry=RetryPolicy.off())
    async with (
        ScriptedServer() as server,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=5)) as session,
        Desk(server.url, options, session=session) as desk,
    ):
        answer_by(server, slowly)
        async with taking(10 * TICK):
            await asyncio.gather(*(desk.request("POST", f"/lines/{n}") for n in range(50)))

        assert server.connections == 5
        assert connections(desk) == 0


@pytest.mark.parametrize("where", ["gate", "foreign session"])
@in_loop_time
async def test_a_call_whose_turn_does_not_come_in_time_was_not_sent(where: str) -> None:
    options = loop_options(concurrency=2 if where == "gate" else 100, deadline=5)
    async with (
        ScriptedServer() as server,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=2)) as session,
        Desk(server.url, options, session=session if where == "foreign session" else None) as desk,
    ):
        server.silence().silence()
        held = [asyncio.create_task(desk.with_options(deadline=50).request("GET", "/lines")) for _ in range(2)]
        await settle()
        async with taking(5):
            error = await caught(desk.request("POST", "/lines"))

        assert isinstance(error, DeadlineExceeded)
        assert error.outcome is Outcome.NOT_SENT
        assert len(server.requests) == 2
        for task in held:
            task.cancel()
        await asyncio.wait(held)
        answer_by(server, slowly)
        assert (await desk.request("POST", "/lines")).attempts == 1


@in_loop_time
async def test_calls_that_give_up_their_turn_leave_it_to_the_others() -> None:
    async with desk_in_loop_time(concurrency=2) as (server, desk):
        answer_by(server, slowly)
        calls = [asyncio.create_task(desk.request("GET", f"/lines/{n}")) for n in range(40)]
        await settle()
        for call in calls[::2]:
            call.cancel()
        began = loop().time()
        done = await asyncio.gather(*calls, return_exceptions=True)

        assert sum(isinstance(one, BaseException) for one in done) == 20
        assert loop().time() - began < 11 * TICK
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


async def test_many_more_downloads_than_connections_leave_room_for_calls(
    server: ScriptedServer, options: Options, tmp_path: Path
) -> None:
    body = content(1000)
    storage = Storage(server, {"/audio": body})
    storage.faults += [storage.stop(400)] * 5
    small = Options(concurrency=5, timeouts=Timeouts(read=0.3), random=lambda: 0.0)
    async with Desk(server.url, small) as desk:
        files = [asyncio.create_task(desk.download("/audio", tmp_path / str(n))) for n in range(40)]
        sizes = {file.size for file in await asyncio.gather(*files)}

    assert sizes == {len(body)}
    assert server.connections <= 10 + 5
