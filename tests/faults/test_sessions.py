"""Sessions: one that is left behind is named, none is used where it does not belong, a foreign one is never closed."""

import asyncio
import gc
import subprocess
import sys
import time as clock
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from telephony_clients import ConfigurationError, Options, TelephonyError
from tests.core.desk import KEY, Desk, answer_by, caught, fine, numbered, settle, wire
from tests.scripted_server import ScriptedServer, Seen

LEFT_BEHIND = pytest.mark.fault("session left behind")
FOREIGN = pytest.mark.fault("foreign session")


async def streamed(desk: Desk, _: Path) -> None:
    async with desk.stream("/lines/7") as stream:
        [chunk async for chunk in stream]


CALLS: dict[str, Callable[[Desk, Path], Awaitable[object]]] = {
    "a read": lambda desk, _: desk.request("GET", "/lines"),
    "a write": lambda desk, _: desk.request("POST", "/lines", json={}),
    "a list": lambda desk, _: desk.lines.list().prefetch(2).to_list(),
    "a stream": streamed,
    "a download": lambda desk, folder: desk.download("/lines/7", folder / "7"),
}


def serve(server: ScriptedServer) -> None:
    answer_by(server, lambda seen: numbered(9)(seen) if "page=" in seen.target else wire(fine({"id": "7"})))


@LEFT_BEHIND
@pytest.mark.parametrize("call", CALLS)
async def test_a_client_that_is_left_behind_is_named_with_the_place_where_it_was_made(
    server: ScriptedServer, options: Options, call: str, tmp_path: Path
) -> None:
    serve(server)
    made = Desk(server.url, options)
    await CALLS[call](made, tmp_path)
    session = made._engine.transport._session
    assert session is not None
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        del made
        gc.collect()
    await session.close()

    said = [f"{one.category.__name__} {one.message}" for one in told if "was not closed" in str(one.message)]
    assert len(said) == 1
    assert said[0].startswith("ResourceWarning A client made at ")
    assert KEY not in said[0]


@LEFT_BEHIND
@pytest.mark.parametrize("idle", [1, 50])
async def test_a_client_is_closed_within_a_quarter_of_a_second(
    server: ScriptedServer, options: Options, idle: int
) -> None:
    serve(server)
    async with Desk(server.url, options) as desk:
        await asyncio.gather(*(desk.request("GET", f"/lines/{one}") for one in range(idle)))
        began = clock.monotonic()
    took = clock.monotonic() - began

    assert took < 0.25
    session = desk._engine.transport._session
    assert session is None
    await asyncio.sleep(0.01)
    assert not server._writers


@LEFT_BEHIND
@pytest.mark.parametrize("call", CALLS)
async def test_a_client_that_is_closed_under_a_call_ends_it_with_an_error_of_ours(
    server: ScriptedServer, options: Options, call: str, tmp_path: Path
) -> None:
    for _ in range(9):
        server.silence()
    desk = Desk(server.url, options)
    task = asyncio.ensure_future(caught(CALLS[call](desk, tmp_path)))
    await server.arrived.wait()
    await desk.close()

    async with asyncio.timeout(2):
        assert isinstance(await task, TelephonyError)
    error = await caught(CALLS[call](desk, tmp_path))
    assert isinstance(error, ConfigurationError)
    assert "The client is closed" in str(error)


@LEFT_BEHIND
@pytest.mark.parametrize("call", CALLS)
async def test_a_client_is_refused_on_a_second_loop_and_its_calls_on_the_first_go_on(
    server: ScriptedServer, desk: Desk, call: str, tmp_path: Path
) -> None:
    free = asyncio.Event()

    async def respond(seen: Seen) -> bytes:
        await free.wait()
        return wire(fine("first"))

    answer_by(server, respond)
    first = asyncio.create_task(desk.with_options(deadline=5).request("GET", "/lines"))
    await server.arrived.wait()

    error = await asyncio.to_thread(lambda: asyncio.run(caught(CALLS[call](desk, tmp_path))))

    assert isinstance(error, ConfigurationError)
    assert "another event loop" in str(error)
    assert len(desk._engine.transport.watchdog.scopes) == 1
    free.set()
    assert (await first).data == "first"
    assert server.connections == 1


@LEFT_BEHIND
@pytest.mark.parametrize("call", CALLS)
def test_a_client_goes_on_where_its_loop_was_closed_before_it(call: str, tmp_path: Path) -> None:
    async def use(desk: Desk) -> None:
        async with ScriptedServer() as server:
            serve(server)
            desk._engine.base_url = server.url
            await CALLS[call](desk, tmp_path)

    desk = Desk("http://127.0.0.1:1")
    for _ in range(3):
        asyncio.run(use(desk))
    asyncio.run(desk.close())


FORKED = """
import asyncio, os, sys
from tests.core.desk import Desk, fine
from tests.scripted_server import ScriptedServer

async def main():
    async with ScriptedServer() as server, Desk(server.url) as desk:
        server.answer(fine("hello"), always=True)
        await desk.request("GET", "/lines")
        child = os.fork()
        if not child:
            try:
                asyncio.events._set_running_loop(None)
                print(asyncio.run(asyncio.wait_for(desk.request("GET", "/lines"), 5)).data, flush=True)
            except BaseException as error:
                print(type(error).__name__, flush=True)
            finally:
                os._exit(0)
        await asyncio.to_thread(os.waitpid, child, 0)
        print((await desk.request("GET", "/lines")).data, server.connections, flush=True)

asyncio.run(main())
"""


@LEFT_BEHIND
@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="there is no fork here")
def test_a_forked_child_leaves_the_parents_connection_alone() -> None:
    program = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKED]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=20, check=False)

    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "hello",
        "hello 2",
    ]  # the child has a connection of its own, the parent its first


@FOREIGN
@pytest.mark.parametrize("end", ["left", "closed", "an error", "cancelled", "dropped"])
@pytest.mark.parametrize("call", CALLS)
async def test_a_foreign_session_stays_open_and_usable(
    server: ScriptedServer, options: Options, call: str, end: str, tmp_path: Path
) -> None:
    if end == "an error":
        server.answer(status=404)
    elif end == "cancelled":
        server.silence()
    async with aiohttp.ClientSession() as session:
        desk = Desk(server.url, options, session=session)
        if end == "cancelled":
            task = asyncio.ensure_future(CALLS[call](desk, tmp_path))
            await server.arrived.wait()
            task.cancel()
            await asyncio.wait([task])
        elif end == "an error":
            await caught(CALLS[call](desk, tmp_path))
        else:
            serve(server)
            await CALLS[call](desk, tmp_path)
        if end == "dropped":
            del desk
            gc.collect()
        elif end == "left":
            async with desk:
                pass
        else:
            await desk.close()
        await settle()
        assert session.connector is not None
        assert len(session.connector._acquired) == 0
        serve(server)

        assert not session.closed
        async with session.get(server.url) as answer:
            assert answer.status == 200


@FOREIGN
@pytest.mark.parametrize("own", [True, False])
async def test_no_cookie_is_kept_or_sent(server: ScriptedServer, options: Options, own: bool) -> None:  # noqa: FBT001
    server.answer(fine(), headers={"Set-Cookie": "sid=1; Path=/"}, always=True)
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as session,
        Desk(server.url, options, session=None if own else session) as desk,
    ):
        for _ in range(3):
            await desk.request("GET", "/lines")

    assert ["cookie" in seen.headers for seen in server.requests] == [False] * 3


@FOREIGN
async def test_two_clients_in_one_session_keep_their_keys_apart(server: ScriptedServer, options: Options) -> None:
    serve(server)
    async with aiohttp.ClientSession(headers={"X-Host-Program": "crm"}) as session:
        one = Desk(server.url, options, session=session)
        two = Desk(server.url, options, api_key=f"{KEY}-2", session=session)
        await asyncio.gather(*(client.request("GET", f"/{n}") for n, client in enumerate([one, two] * 10)))
        await one.close()
        await two.request("GET", "/1")

    for seen in server.requests:
        assert seen.headers["x-api-key"] == (KEY if int(seen.target[1:]) % 2 == 0 else f"{KEY}-2")


@FOREIGN
@pytest.mark.parametrize("call", CALLS)
async def test_a_foreign_session_that_is_closed_is_an_error_that_says_so(
    server: ScriptedServer, options: Options, call: str, tmp_path: Path
) -> None:
    serve(server)
    async with aiohttp.ClientSession() as session:
        desk = Desk(server.url, options, session=session)
        await CALLS[call](desk, tmp_path)

    error = await caught(CALLS[call](desk, tmp_path))

    assert isinstance(error, ConfigurationError)
    assert "session that the client was given is closed" in str(error)
    assert desk.gate.snapshot().in_flight == 0
