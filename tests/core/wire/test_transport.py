"""One attempt is one request on the wire, and each way in which it can fail has its own error."""

import gzip
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from telephony_clients import (
    LostResponse,
    Options,
    ProtocolError,
    ReadTimeout,
    TelephonyError,
    Timeouts,
)
from telephony_clients.core.errors import NotFound, Outcome
from tests.core.desk import KEY, Desk, caught, connections, fine, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time
from tests.scripted_server import ScriptedServer

Seen = list[str]


async def foreign(server: ScriptedServer, options: Options, ran: Seen) -> AsyncIterator[Desk]:
    async def theirs(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        ran.append(request.method)
        request.headers["X-Theirs"] = "yes"
        return await handler(request)

    async with (
        aiohttp.ClientSession(middlewares=(theirs,)) as session,
        Desk(server.url, options, session=session) as desk,
    ):
        yield desk


async def test_a_foreign_sessions_middlewares_run_for_each_attempt(server: ScriptedServer, options: Options) -> None:
    server.hang_up().answer(fine())
    ran: Seen = []
    async for desk in foreign(server, options, ran):
        await desk.request("GET", "/lines")

    assert ran == ["GET", "GET"]
    assert [seen.headers["x-theirs"] for seen in server.requests] == ["yes", "yes"]


async def test_a_foreign_session_that_raises_for_status_does_not_hide_the_vendors_words(
    server: ScriptedServer, options: Options
) -> None:
    server.answer(wrong("no such line", "L1"), status=404)
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        error = await caught(Desk(server.url, options, session=session).request("GET", "/lines/7"))

    assert isinstance(error, NotFound)
    assert (error.code, error.message) == ("L1", "no such line")


async def test_a_foreign_session_that_does_not_decompress_is_no_different(
    server: ScriptedServer, options: Options
) -> None:
    server.answer(body=gzip.compress(b'{"state": "fine", "payload": 7}'), headers={"Content-Encoding": "gzip"})
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        response = await Desk(server.url, options, session=session).request("GET", "/lines/7")

    assert response.data == 7


FAULTS: dict[str, tuple[Callable[[ScriptedServer], object], type[TelephonyError]]] = {
    "reset": (lambda server: server.reset(), LostResponse),
    "hang-up": (lambda server: server.hang_up(), LostResponse),
    "silence": (lambda server: server.silence(), ReadTimeout),
    "half a head": (lambda server: server.raw(b"HTTP/1.1 200 OK\r\nContent-Ty", close=True), LostResponse),
    "a bad status line": (lambda server: server.raw(b"HTTP/1.1 abc\r\n\r\n", close=True), ProtocolError),
    "no HTTP at all": (lambda server: server.raw(b"220 mail.example ESMTP\r\n", close=True), ProtocolError),
    "two lengths": (
        lambda server: server.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}", close=True),
        ProtocolError,
    ),
    "length and chunks": (
        lambda server: server.raw(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", close=True
        ),
        ProtocolError,
    ),
    "a header of 20 KB": (
        lambda server: server.raw(wire(fine(), X_Long="x" * 20_000)),
        ProtocolError,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@in_loop_time
async def test_faults_before_the_body(fault: str, method: str) -> None:
    script, kind = FAULTS[fault]
    async with desk_in_loop_time(timeouts=Timeouts(read=5)) as (server, desk):
        script(server)
        server.answer(fine({"id": "7"}))
        if method == "GET":
            response = await desk.request(method, "/lines/7")
            assert (response.data, response.attempts) == ({"id": "7"}, 2)
        else:
            error = await caught(desk.request(method, "/lines", json={}))
            assert type(error) is kind
            assert error.outcome is Outcome.UNKNOWN
            assert len(server.requests) == 1
        assert connections(desk) == 0


async def test_a_request_carries_query_body_and_headers(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine())

    await desk.request("POST", "/lines", params={"kind": "a b&c", "n": [1, 2]}, json={"name": "Zoë"})

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/lines?kind=a%20b%26c&n=1&n=2")
    assert seen.json == {"name": "Zoë"}
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["x-api-key"] == KEY
    assert "cookie" not in seen.headers


async def test_cookies_are_not_kept(server: ScriptedServer, options: Options) -> None:
    server.answer(fine(), headers={"Set-Cookie": "session=1; Path=/"}).answer(fine())
    async with Desk(server.url.replace("127.0.0.1", "localhost"), options) as desk:  # addresses never have cookies
        await desk.request("GET", "/lines")
        await desk.request("GET", "/lines")

    assert "cookie" not in server.requests[1].headers


async def test_a_quoted_path_arrives_as_it_was_quoted(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"id": "x"}))

    await desk.lines.get("a/../b?c#d%é")

    assert server.requests[0].target == "/lines/a%2F..%2Fb%3Fc%23d%25%C3%A9"


async def test_a_body_over_a_megabyte_is_sent_whole_and_without_a_warning(server: ScriptedServer, desk: Desk) -> None:
    server.reset().answer(fine())

    await desk.request("POST", "/lines", json={"text": "x" * 2**21}, idempotent=True)

    assert [len(seen.json["text"]) for seen in server.requests] == [2**21, 2**21]


async def test_connections_are_kept_alive(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine(), always=True)

    for _ in range(5):
        await desk.request("GET", "/lines")

    assert server.connections == 1
