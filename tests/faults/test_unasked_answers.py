"""What a server sends without having been asked is no answer: not to the next call, nor to any call after it."""

import asyncio
import functools
import socket
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, ParamSpec

import aiohttp
import attrs
import pytest

from telephony_clients import ConnectError, Options, RetryPolicy
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught, connections, fine, settle, wire
from tests.faults.raw_server import raw_server
from tests.scripted_server import ScriptedServer, read_request

P = ParamSpec("P")
STRAY = wire(fine("stray"))
UNASKED = {
    "an answer": STRAY,
    "two answers": STRAY * 2,
    "the beginning of an answer": STRAY[:20],
    "a head without its end": STRAY[: STRAY.index(b"\r\n\r\n")],
    "a head without its body": STRAY[:-5],
    "one byte": b"H",
    "no HTTP at all": b"\x00\xffgarbage\r\n",
    "an interim answer": b"HTTP/1.1 100 Continue\r\n\r\n",
    "a farewell": b"HTTP/1.0 408 Request Time-out\r\nConnection: close\r\n\r\n",
}


async def calls_get_their_own_answers(desk: Desk) -> None:
    async with asyncio.timeout(2):
        for number in range(3):
            response = await desk.request("POST", f"/lines/{number}", json={})
            assert (response.data, response.attempts) == (f"/lines/{number}", 1)


def echoing(server: ScriptedServer) -> None:
    """Answer each request with its own path."""

    async def act(writer: asyncio.StreamWriter) -> bool:
        writer.write(wire(fine(server.requests[-1].target)))
        await writer.drain()
        return True

    server.do(act, always=True)


@pytest.mark.parametrize("when", ["on the idle connection", "unread in the socket", "right behind the answer"])
@pytest.mark.parametrize("kind", UNASKED)
async def test_what_arrives_unasked_never_answers_a_call(
    server: ScriptedServer, desk: Desk, kind: str, when: str
) -> None:
    together = when == "right behind the answer" and kind != "no HTTP at all"  # which would spoil the answer itself
    server.raw(wire(fine("first")) + (UNASKED[kind] if together else b""))
    echoing(server)
    assert (await desk.request("GET", "/lines")).data == "first"
    if not together:
        (writer,) = server._writers
        writer.write(UNASKED[kind])
    if when != "unread in the socket":
        await settle()

    await calls_get_their_own_answers(desk)

    assert server.connections == 2
    assert connections(desk) == 0


async def test_a_connection_that_the_server_has_closed_is_not_used_again(server: ScriptedServer, desk: Desk) -> None:
    echoing(server)
    await desk.request("GET", "/lines")
    (writer,) = server._writers
    writer.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    await calls_get_their_own_answers(desk)


async def test_a_blank_line_behind_an_answer_is_none(server: ScriptedServer, desk: Desk) -> None:
    server.raw(wire(fine("first")) + b"\r\n")
    echoing(server)
    await desk.request("GET", "/lines")

    await calls_get_their_own_answers(desk)

    assert server.connections == 1


@pytest.mark.parametrize("kind", ["an answer", "two answers", "a head without its body"])
async def test_in_a_foreign_session_what_arrives_unasked_costs_an_attempt_and_no_more(
    server: ScriptedServer, options: Options, kind: str
) -> None:
    server.raw(wire(fine("first")))
    echoing(server)
    async with aiohttp.ClientSession() as session, Desk(server.url, options, session=session) as desk:
        await desk.request("GET", "/lines")
        (writer,) = server._writers
        writer.write(UNASKED[kind])
        await settle()

        response = await desk.request("POST", "/lines/1", json={})

        assert (response.data, response.attempts) == ("/lines/1", 2)
        await calls_get_their_own_answers(desk)


def greeting(*greetings: bytes) -> AbstractAsyncContextManager[str]:
    """Return a server that greets each new connection, and then answers each request with its path."""
    left = list(greetings)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if left else b"")
        while True:
            writer.write(wire(fine((await read_request(reader)).target)))

    return raw_server(serve)


class _Lagging(asyncio.SelectorEventLoop):
    """A loop on which what the server says at once arrives before the request is sent."""

    async def sock_connect(self, sock: Any, address: Any) -> None:
        await super().sock_connect(sock, address)
        await settle()


def lagging(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=_Lagging) as runner:
            runner.run(test(*args, **kwargs))

    return run


@pytest.mark.parametrize("kind", UNASKED)
@lagging
async def test_a_server_that_answers_before_the_request_is_asked_on_another_connection(
    options: Options, kind: str
) -> None:
    async with greeting(UNASKED[kind]) as url, Desk(url, options) as desk:
        response = await desk.request("POST", "/lines/1", json={})

        assert (response.data, response.attempts) == ("/lines/1", 2)
        await calls_get_their_own_answers(desk)
        assert connections(desk) == 0


@lagging
async def test_a_server_that_always_speaks_first_is_named(options: Options) -> None:
    options = attrs.evolve(options, retry=RetryPolicy.off())
    async with greeting(b"220 mail.example ESMTP\r\n") as url, Desk(url, options) as desk:
        error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert f"{url.removeprefix('http://')} answered before anything was asked" in str(error)


async def test_an_answer_before_the_end_of_the_request_leaves_nothing_behind(options: Options) -> None:
    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(wire(fine("early")))
        if b" /large " in head:
            await asyncio.Event().wait()
        await reader.readexactly(2)
        while True:
            writer.write(wire(fine((await read_request(reader)).target)))

    async with raw_server(early) as url, Desk(url, options) as desk:
        for _ in range(2):
            large = await desk.request("POST", "/large", json={"text": "x" * 2**25})
            assert (large.data, large.attempts) == ("early", 1)
        small = await desk.request("POST", "/small", json={})
        assert (small.data, small.attempts) == ("early", 1)
        await calls_get_their_own_answers(desk)
