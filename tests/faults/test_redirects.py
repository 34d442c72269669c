"""Redirects: neither the credential nor a body goes anywhere but to base_url, whatever is asked and however."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import trustme

from telephony_clients import Options, RedirectRefused
from telephony_clients.core.errors import Outcome
from telephony_clients.core.wire.upload import FilePart, Upload
from tests.conftest import CANARY
from tests.core.desk import Desk, caught, connections, fine
from tests.core.storage import Storage, content, held
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.fault("redirect")

REDIRECTS = (301, 302, 303, 307, 308)
BODY = "only for the vendor"


def asking(method: str) -> Callable[[Desk], Awaitable[object]]:
    body = {} if method in {"GET", "DELETE"} else {"json": {"name": BODY}}
    return lambda desk: desk.request(method, "/lines", idempotent=True, **body)  # type: ignore[call-overload]


async def streamed(desk: Desk) -> None:
    async with desk.stream("/lines"):
        pass


CALLS: dict[str, Callable[[Desk], Awaitable[object]]] = {
    **{method: asking(method) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    "a record": lambda desk: desk.lines.get("7"),
    "a list": lambda desk: desk.lines.list().to_list(),
    "pages ahead": lambda desk: desk.lines.list().prefetch(3).to_list(),
    "an upload": lambda desk: desk.request("POST", "/files", upload=Upload(FilePart(BODY.encode(), filename="a.txt"))),
    "a stream": streamed,
}


@asynccontextmanager
async def desk_in(kind: str, server: ScriptedServer, options: Options) -> AsyncIterator[Desk]:
    """A client with a session of its own, or with one that it was given."""
    if kind == "own":
        async with Desk(server.url, options) as desk:
            yield desk
    else:
        async with aiohttp.ClientSession() as session, Desk(server.url, options, session=session) as desk:
            yield desk


@pytest.mark.parametrize(
    ("session", "status"), [*(("own", one) for one in REDIRECTS), ("foreign", 302), ("foreign", 307)]
)
@pytest.mark.parametrize("call", CALLS)
async def test_nothing_is_sent_to_the_other_host(
    server: ScriptedServer, options: Options, session: str, status: int, call: str
) -> None:
    async with ScriptedServer() as other, desk_in(session, server, options) as desk:
        other.answer(fine(), always=True)
        server.answer(status=status, headers={"Location": f"{other.url}/lines"})

        error = await caught(CALLS[call](desk))

        assert isinstance(error, RedirectRefused)
        assert error.outcome is Outcome.ANSWERED
        assert other.connections == 0
        assert connections(desk) == 0
    assert len(server.requests) == 1
    assert str(status) in str(error)
    assert "127.0.0.1" in str(error)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/elsewhere", "another path"),
        ("", "another path"),
        ("http://[::1", "an unreadable address"),
        ("file:///etc/passwd", "another path"),
        (f"https://user:{CANARY}@evil.example/?token={CANARY}", "evil.example"),
    ],
)
async def test_the_error_names_the_host_alone(server: ScriptedServer, desk: Desk, location: str, shown: str) -> None:
    server.answer(status=302, headers={"Location": location})

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, RedirectRefused)
    assert f"to {shown}." in str(error)


async def test_a_redirect_without_a_target_is_refused(server: ScriptedServer, desk: Desk) -> None:
    server.answer(status=307)

    assert isinstance(await caught(desk.request("GET", "/lines")), RedirectRefused)


@pytest.mark.parametrize("call", CALLS)
async def test_a_call_that_is_sent_to_itself_is_sent_once(server: ScriptedServer, desk: Desk, call: str) -> None:
    server.answer(status=307, headers={"Location": "/lines"}, always=True)

    assert isinstance(await caught(CALLS[call](desk)), RedirectRefused)
    assert len(server.requests) == 1


async def test_the_body_of_a_redirect_is_not_waited_for(server: ScriptedServer, desk: Desk) -> None:
    async def act(writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 1000000\r\n\r\nso far")
        await server._hold.wait()
        return False

    server.do(act).answer(fine("next"), always=True)
    async with asyncio.timeout(2):
        assert isinstance(await caught(desk.request("GET", "/lines")), RedirectRefused)
        assert (await desk.request("GET", "/lines")).data == "next"
    assert server.connections == 2


@asynccontextmanager
async def secure(authority: trustme.CA) -> AsyncIterator[ScriptedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = ScriptedServer()
    server._server = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server
    finally:
        await server.__aexit__(None, None, None)


async def test_a_download_is_not_led_from_https_to_http(
    server: ScriptedServer, options: Options, tmp_path: Path
) -> None:
    Storage(server, {"/7": content(100)})
    authority, trusting = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trusting)
    connector = aiohttp.TCPConnector(ssl=trusting)
    async with secure(authority) as start, aiohttp.ClientSession(connector=connector) as session:
        start.answer(status=302, headers={"Location": f"{server.url}/7"}, always=True)
        desk = Desk(start.url.replace("http:", "https:"), options, session=session)

        error = await caught(desk.download("/recordings/7", tmp_path / "7"))

    assert isinstance(error, RedirectRefused)
    assert "from https to http" in str(error)
    assert (server.connections, held(tmp_path)) == (0, [])


@pytest.mark.parametrize("circle", [1, 2, 3])
async def test_a_download_that_is_led_in_a_circle_of_hosts_ends(
    server: ScriptedServer, desk: Desk, tmp_path: Path, circle: int
) -> None:
    async with ScriptedServer() as one, ScriptedServer() as two:
        hosts = [server, one, two][:circle]
        for here, there in zip(hosts, [*hosts[1:], hosts[0]], strict=True):
            here.answer(status=302, headers={"Location": f"{there.url}/7"}, always=True)

        error = await caught(desk.download("/7", tmp_path / "7"))

        assert isinstance(error, RedirectRefused)
        assert sum(len(host.requests) for host in hosts) == 6
        keys = [seen.headers.get("x-api-key") for host in hosts[1:] for seen in host.requests]
        assert set(keys) <= {None}
    assert held(tmp_path) == []
