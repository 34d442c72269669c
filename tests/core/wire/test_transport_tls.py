"""Over TLS only a certificate that fits is spoken to: anything else is a TLSError, at once, and never worked around."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import trustme

from telephony_clients import Options, TLSError
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught, fine
from tests.scripted_server import ScriptedServer

CA = trustme.CA()
STRANGER = trustme.CA()


@asynccontextmanager
async def secure(certificate: trustme.LeafCert) -> AsyncIterator[ScriptedServer]:
    """A scripted server that shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server = ScriptedServer().answer(fine({"id": "7"}), always=True)
    server._server = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server
    finally:
        await server.__aexit__(None, None, None)


@pytest.fixture
async def trusting() -> aiohttp.TCPConnector:
    """Connections that trust the one CA."""
    context = ssl.create_default_context()
    CA.configure_trust(context)
    return aiohttp.TCPConnector(ssl=context)


def valid() -> trustme.LeafCert:
    return CA.issue_cert("127.0.0.1")


def of_an_unknown_ca() -> trustme.LeafCert:
    return STRANGER.issue_cert("127.0.0.1")


def for_another_host() -> trustme.LeafCert:
    return CA.issue_cert("elsewhere.example")


def expired() -> trustme.LeafCert:
    return CA.issue_cert("127.0.0.1", not_after=datetime.now(UTC) - timedelta(days=1))


def address(server: ScriptedServer) -> str:
    return server.url.replace("http:", "https:")


async def test_a_certificate_that_fits_is_spoken_to(options: Options, trusting: aiohttp.TCPConnector) -> None:
    async with secure(valid()) as server, aiohttp.ClientSession(connector=trusting) as session:
        desk = Desk(address(server), options, session=session)

        assert (await desk.lines.get("7")).id == "7"


@pytest.mark.parametrize("certificate", [of_an_unknown_ca, for_another_host, expired])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_any_other_certificate_is_refused_at_once(
    options: Options,
    trusting: aiohttp.TCPConnector,
    certificate: Callable[[], trustme.LeafCert],
    method: str,
) -> None:
    async with secure(certificate()) as server, aiohttp.ClientSession(connector=trusting) as session:
        error = await caught(Desk(address(server), options, session=session).request(method, "/lines"))

        assert isinstance(error, TLSError)
        assert error.outcome is Outcome.NOT_SENT
        assert len(error.attempts) == 1
        assert not server.requests


async def test_a_server_that_speaks_no_tls_is_refused_at_once(options: Options) -> None:
    heard: list[bytes] = []

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(2**16))
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with Desk(f"https://127.0.0.1:{port}", options) as desk:
            assert isinstance(await caught(desk.request("GET", "/lines")), TLSError)

    assert len(heard) == 1
    assert b"GET" not in heard[0]


async def test_a_session_of_our_own_trusts_no_unknown_ca(options: Options) -> None:
    async with secure(of_an_unknown_ca()) as server, Desk(address(server), options) as desk:
        assert isinstance(await caught(desk.request("GET", "/lines")), TLSError)
        assert not server.requests


async def test_the_trusted_certificates_are_not_read_on_the_event_loop(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    create, new = ssl.create_default_context, ssl.SSLContext.__new__

    def counted(*args: Any, **kwargs: Any) -> ssl.SSLContext:
        made.append(args)
        return create(*args, **kwargs)

    def counted_new(cls: type[ssl.SSLContext], *args: Any, **kwargs: Any) -> ssl.SSLContext:
        made.append(cls)
        return new(cls, *args, **kwargs)

    async with secure(of_an_unknown_ca()) as server, Desk(address(server), options) as desk:
        monkeypatch.setattr(ssl, "create_default_context", counted)
        monkeypatch.setattr(ssl.SSLContext, "__new__", counted_new)
        assert isinstance(await caught(desk.request("GET", "/lines")), TLSError)
        assert not made
        ssl.create_default_context()
        assert made
