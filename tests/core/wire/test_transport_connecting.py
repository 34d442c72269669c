"""Connections that are never made: the error says so, nothing was sent, and any call is tried again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import pytest

from telephony_clients import ConfigurationError, ConnectError, DeadlineExceeded, Options, RetryPolicy, Timeouts
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught
from tests.core.loop_time import in_loop_time, loop, loop_options, taking
from tests.scripted_server import ScriptedServer

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


async def test_a_host_without_an_address_is_a_connect_error(options: Options) -> None:
    async with Desk("http://switchboard.invalid", options) as desk:
        error = await caught(desk.with_options(retry=RetryPolicy(attempts=1)).request("POST", "/lines", json={}))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert "No address found for switchboard.invalid" in str(error)


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


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example"])
async def test_a_host_that_cannot_be_is_an_error_of_this_package(options: Options, host: str) -> None:
    async with Desk(f"http://{host}/rest", options) as desk:
        error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, ConfigurationError)
    assert len(error.attempts) == 1
