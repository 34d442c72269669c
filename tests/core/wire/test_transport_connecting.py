"""Connections that are never made: the error says so, nothing was sent, and any call is tried again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import attrs
import pytest

from telephony_clients import ConfigurationError, ConnectError, DeadlineExceeded, Options, RetryPolicy, Timeouts
from telephony_clients.core.errors import Outcome
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import Desk, caught, fine
from tests.core.loop_time import in_loop_time, loop, loop_options, taking
from tests.scripted_server import ScriptedServer

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("method", METHODS)
async def test_a_refused_connection_is_tried_again_whatever_the_method(
    nobody: str, options: Options, method: str
) -> None:
    async with Desk(nobody, options) as desk:
        error = await caught(desk.request(method, "/lines"))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert [attempt.error for attempt in error.attempts] == ["ConnectError"] * 4
    assert nobody.removeprefix("http://") in str(error)


async def test_a_host_without_an_address_is_a_connect_error(options: Options) -> None:
    async with Desk("http://switchboard.invalid", options) as desk:
        error = await caught(desk.with_options(retry=RetryPolicy(attempts=1)).request("POST", "/lines", json={}))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert "No address found for switchboard.invalid" in str(error)


@in_loop_time
async def test_a_connection_that_does_not_open_in_time_is_a_connect_error(black_hole: str) -> None:
    options = loop_options(timeouts=Timeouts(connect=2), retry=RetryPolicy(attempts=2, base=2))
    async with Desk(black_hole, options) as desk, taking(2 + 1 + 2):
        error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, ConnectError)
    assert "in time" in str(error)
    assert len(error.attempts) == 2


@pytest.fixture(params=["own", "foreign"])
def opened(request: pytest.FixtureRequest) -> Callable[[str, Options], AbstractAsyncContextManager[Desk]]:
    """Opens a client with a session of its own, or with one that it is given."""

    @asynccontextmanager
    async def opened(url: str, options: Options) -> AsyncIterator[Desk]:
        if request.param == "own":
            async with Desk(url, options) as desk:
                yield desk
        else:
            async with aiohttp.ClientSession() as session:
                yield Desk(url, options, session=session)

    return opened


Opened = Callable[[str, Options], AbstractAsyncContextManager[Desk]]


async def lookup_without_end(*_: object, **__: object) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("method", ["GET", "POST"])
@in_loop_time
async def test_a_deadline_that_passes_while_connecting_counts_as_not_sent(
    black_hole: str, opened: Opened, method: str
) -> None:
    async with opened(black_hole, loop_options(deadline=3)) as desk, taking(3):
        error = await caught(desk.request(method, "/lines"))

    assert isinstance(error, DeadlineExceeded)
    assert error.outcome is Outcome.NOT_SENT
    assert [attempt.error for attempt in error.attempts] == ["DeadlineExceeded"]


@in_loop_time
async def test_a_deadline_that_passes_in_the_lookup_counts_as_not_sent(opened: Opened) -> None:
    loop().getaddrinfo = lookup_without_end  # type: ignore[assignment,method-assign]
    async with opened("http://switchboard.example", loop_options(deadline=3)) as desk, taking(3):
        error = await caught(desk.request("POST", "/lines"))

    assert isinstance(error, DeadlineExceeded)
    assert error.outcome is Outcome.NOT_SENT


@in_loop_time
async def test_a_deadline_that_passes_after_the_request_was_sent_leaves_the_outcome_open(opened: Opened) -> None:
    async with ScriptedServer() as server, opened(server.url, loop_options(deadline=3)) as desk:
        server.silence()
        async with taking(3):
            error = await caught(desk.request("POST", "/lines"))

    assert isinstance(error, DeadlineExceeded)
    assert error.outcome is Outcome.UNKNOWN


@in_loop_time
async def test_a_deadline_that_passes_while_connecting_again_keeps_the_doubt_of_the_first_attempt(
    opened: Opened,
) -> None:
    options = loop_options(deadline=5, retry=RetryPolicy(base=2))
    async with ScriptedServer() as server, opened(server.url, options) as desk:
        server.hang_up()
        call = asyncio.create_task(caught(desk.request("PUT", "/lines")))
        await server.arrived.wait()
        loop().connecting = 60
        error = await call

    assert error.outcome is Outcome.UNKNOWN


@in_loop_time
async def test_the_lookup_is_part_of_the_connect_timeout() -> None:
    loop().getaddrinfo = lookup_without_end  # type: ignore[assignment,method-assign]
    options = loop_options(timeouts=Timeouts(connect=2), retry=RetryPolicy.off())
    async with Desk("http://switchboard.example", options) as desk, taking(2):
        error = await caught(desk.request("POST", "/lines"))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT


async def test_a_post_goes_through_once_the_server_is_there(nobody: str, options: Options, time: VirtualTime) -> None:
    port = int(nobody.rpartition(":")[2])
    late = ScriptedServer().answer(fine({"id": "7"}))

    async def start_on_the_second_wait(seconds: float) -> None:
        await time.sleep(seconds)
        if len(time.slept) == 2:
            late._server = await asyncio.start_server(late._serve, "127.0.0.1", port)

    try:
        async with Desk(nobody, attrs.evolve(options, sleep=start_on_the_second_wait)) as desk:
            response = await desk.request("POST", "/lines", json={"id": "7"})
    finally:
        await late.__aexit__(None, None, None)

    assert response.attempts == 3
    assert [seen.json for seen in late.requests] == [{"id": "7"}]


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example"])
async def test_a_host_that_cannot_be_is_an_error_of_this_package(options: Options, host: str) -> None:
    async with Desk(f"http://{host}/rest", options) as desk:
        error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, ConfigurationError)
    assert len(error.attempts) == 1


async def test_ipv6_only_servers_are_reached(options: Options) -> None:
    server = ScriptedServer().answer(fine())
    server._server = await asyncio.start_server(server._serve, "::1", 0)
    port = server._server.sockets[0].getsockname()[1]
    try:
        async with Desk(f"http://[::1]:{port}", options) as desk:
            assert (await desk.request("GET", "/lines")).status == 200
    finally:
        await server.__aexit__(None, None, None)
