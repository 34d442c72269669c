"""A client belongs to one loop at a time: it outlives that loop, and neither another one nor a fork disturbs it."""

import asyncio
import gc
import os
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from telephony_clients import ConfigurationError, Options, RateLimited, RetryPolicy
from tests.core.desk import KEY, Desk, caught, fine
from tests.core.wire import forking
from tests.scripted_server import ScriptedServer


@contextmanager
def server_elsewhere() -> Iterator[ScriptedServer]:
    """A server on a loop and a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = ScriptedServer().answer(fine("hello"), always=True)
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def hello(desk: Desk) -> str:
    return str((await desk.request("GET", "/lines")).data)


def run_plainly(work: Any) -> Any:
    """Run something on a new loop, as asyncio.run does."""
    return asyncio.run(work)


def run_carelessly(work: Any) -> Any:
    """Run something on a new loop that is closed without further ado."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_client_goes_on_in_the_next_run_and_the_next() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with server_elsewhere() as server:
            desk = Desk(server.url, Options())
            view = desk.with_options(deadline=5)
            for count in range(1, 6):
                assert asyncio.run(hello(desk)) == "hello"
                assert asyncio.run(hello(view)) == "hello"
                assert server.connections == 2 * count
            del desk, view
            gc.collect()


async def test_a_client_goes_on_when_the_loop_that_used_it_first_has_ended(server: ScriptedServer) -> None:
    server.answer(fine("hello"), always=True)
    desk = Desk(server.url, Options())

    assert await asyncio.to_thread(lambda: asyncio.run(hello(desk))) == "hello"
    assert await hello(desk) == "hello"

    await desk.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be counted here")
def test_connections_are_closed_with_their_loop() -> None:
    with server_elsewhere() as server:
        desk = Desk(server.url, Options())
        asyncio.run(hello(desk))
        before = open_files()
        for _ in range(20):
            asyncio.run(hello(desk))

        assert open_files() <= before + 5  # the server is about to close some


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_loop_that_is_closed_without_further_ado_leaves_no_connection_to_the_server() -> None:
    with server_elsewhere() as server:
        desk = Desk(server.url, Options())
        for _ in range(3):
            assert run_carelessly(hello(desk)) == "hello"
        assert asyncio.run(hello(desk)) == "hello"
        gc.collect()

        assert len(server._writers) <= 1


def test_a_throttled_account_is_left_alone_in_the_next_run_as_well() -> None:
    with server_elsewhere() as server:
        server._always = None
        server.answer({"state": "wrong"}, status=429, headers={"Retry-After": "60"}).answer(fine("hello"))
        desk = Desk(server.url, Options(max_wait=0, retry=RetryPolicy.off()))
        errors = [asyncio.run(caught(desk.request("GET", "/lines"))) for _ in range(2)]

    assert [type(error) for error in errors] == [RateLimited] * 2
    assert len(server.requests) == 1


def test_a_closed_client_stays_closed_on_the_next_loop() -> None:
    with server_elsewhere() as server:
        desk = Desk(server.url, Options())

        async def use_and_close() -> None:
            async with desk:
                await hello(desk)

        asyncio.run(use_and_close())
        error = asyncio.run(caught(desk.request("GET", "/lines")))

    assert isinstance(error, ConfigurationError)
    assert "The client is closed" in str(error)


def test_a_client_whose_loop_has_ended_is_closed_anywhere() -> None:
    with server_elsewhere() as server:
        desk = Desk(server.url, Options())
        asyncio.run(hello(desk))
        asyncio.run(desk.close())
        asyncio.run(desk.close())

        assert isinstance(asyncio.run(caught(desk.request("GET", "/lines"))), ConfigurationError)


async def test_a_client_is_not_closed_from_another_loop_and_stays_usable(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine("hello"), always=True)
    await hello(desk)

    error = await asyncio.to_thread(lambda: asyncio.run(caught(desk.close())))

    assert isinstance(error, ConfigurationError)
    assert "another event loop" in str(error)
    assert await hello(desk) == "hello"
    assert server.connections == 1


async def test_a_client_with_a_foreign_session_is_closed_from_anywhere(
    server: ScriptedServer, options: Options
) -> None:
    server.answer(fine("hello"), always=True)
    async with aiohttp.ClientSession() as session:
        desk = Desk(server.url, options, session=session)
        await hello(desk)
        await asyncio.to_thread(lambda: asyncio.run(desk.close()))

        assert not session.closed


async def test_a_refused_call_is_named_and_leaves_the_gate_alone(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine("hello"), always=True)
    await hello(desk)

    error = await asyncio.to_thread(lambda: asyncio.run(caught(desk.request("POST", f"/lines?key={KEY}"[:6]))))

    assert isinstance(error, ConfigurationError)
    assert (error.vendor, error.method) == ("switchboard", "POST")
    assert error.url is not None
    assert desk.gate.snapshot().in_flight == 0


@pytest.mark.parametrize("run", [run_plainly, run_carelessly])
def test_a_foreign_session_binds_the_client_to_its_loop(run: Callable[[Any], Any]) -> None:
    async def elsewhere(desk: Desk) -> ConfigurationError:
        error = await caught(desk.request("GET", "/lines"))
        assert isinstance(error, ConfigurationError)
        return error

    async def here(url: str) -> None:
        async with aiohttp.ClientSession() as session:
            desk = Desk(url, Options(), session=session)
            for _ in range(2):
                error = await asyncio.to_thread(lambda: run(elsewhere(desk)))
                assert "session that the client was given" in str(error)
                assert await hello(desk) == "hello"
            kept.append(desk)

    kept: list[Desk] = []
    with server_elsewhere() as server:
        asyncio.run(here(server.url))
        assert "session that the client was given" in str(run(elsewhere(kept[0])))


async def test_nothing_keeps_a_client_that_is_dropped(server: ScriptedServer, options: Options) -> None:
    server.answer(fine("hello"), always=True)

    def source() -> str:
        return KEY

    async with Desk(server.url, options, api_key=source) as desk:
        await hello(desk)
    gone = [weakref.ref(one) for one in (desk, desk._engine, desk._engine.transport, desk.gate, source)]
    del desk, source

    gc.collect()
    assert [one() for one in gone] == [None] * 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_a_forked_child_does_leaves_the_parents_connection_alone(scheme: str) -> None:
    # Python warns of forks beside threads, which the program's server has
    program = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.core.wire.forking", scheme]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)

    assert (ran.stderr, ran.returncode) == ("", 0)
    said = [f"{action.__name__} {place.__name__}" for action in forking.ACTIONS for place in forking.PLACES]
    assert ran.stdout.splitlines() == said
