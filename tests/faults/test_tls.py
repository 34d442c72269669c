"""A server that cannot be trusted is told nothing, and is not asked again; a handshake that is cut is no such thing."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import trustme

from telephony_clients import ConnectError, Options, RetryPolicy, Timeouts, TLSError
from telephony_clients.core.errors import Outcome
from tests.core.desk import answer_by, caught, connections
from tests.core.loop_time import in_loop_time, loop_options, taking
from tests.faults.kinds_of_call import Kind, fitting, of_each_kind, of_kinds
from tests.faults.raw_server import raw_server
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.fault("certificate refused")
CA, STRANGER = trustme.CA(), trustme.CA()


@cache
def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    CA.configure_trust(context)
    return context


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificates that every session trusts."""
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", trusting())


def showing(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def old(name: str) -> ssl.SSLContext:
    """Speak no newer version than this."""
    context = showing(CA.issue_cert("127.0.0.1"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion[name]
    return context


NOW, DAY = datetime.now(UTC), timedelta(days=1)
DISTRUSTED: dict[str, Callable[[], ssl.SSLContext]] = {
    "an unknown authority": lambda: showing(STRANGER.issue_cert("127.0.0.1")),
    "another host": lambda: showing(CA.issue_cert("elsewhere.example")),
    "another address": lambda: showing(CA.issue_cert("127.0.0.2")),
    "expired": lambda: showing(CA.issue_cert("127.0.0.1", not_before=NOW - 9 * DAY, not_after=NOW - DAY)),
    "not valid yet": lambda: showing(CA.issue_cert("127.0.0.1", not_before=NOW + DAY, not_after=NOW + 9 * DAY)),
}


@asynccontextmanager
async def secure(context: ssl.SSLContext) -> AsyncIterator[ScriptedServer]:
    server = ScriptedServer()
    answer_by(server, fitting)
    server._server = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server
    finally:
        await server.__aexit__(None, None, None)


def https(url: str) -> str:
    return url.replace("http:", "https:")


@of_each_kind
async def test_a_server_that_can_be_trusted_is_spoken_to(options: Options, kind: Kind, tmp_path: Path) -> None:
    async with secure(showing(CA.issue_cert("127.0.0.1"))) as server, kind.opened(https(server.url), options) as desk:
        assert await kind.make(desk, tmp_path) == kind.found


@pytest.mark.parametrize("why", DISTRUSTED)
@of_kinds("a record", "POST")
async def test_a_server_that_cannot_be_trusted_is_told_nothing_and_not_asked_again(
    options: Options, kind: Kind, why: str, tmp_path: Path
) -> None:
    async with secure(DISTRUSTED[why]()) as server, kind.opened(https(server.url), options) as desk:
        error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, TLSError)
        assert error.outcome is Outcome.NOT_SENT
        assert len(error.attempts) == 1
        assert server.url.removeprefix("http://") in str(error)
        assert not server.requests
        assert connections(desk) == 0


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
@of_kinds("a record", "POST")
async def test_a_version_of_tls_that_is_broken_is_not_spoken(
    options: Options, kind: Kind, version: str, tmp_path: Path
) -> None:
    begun = 0

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal begun
        begun += 1
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        incoming.write(await reader.read(2**16))
        with pytest.raises(ssl.SSLError):
            old(version).wrap_bio(incoming, outgoing, server_side=True).do_handshake()
        writer.write(outgoing.read())  # an alert, which asyncio's own server does not send
        await reader.read()

    async with raw_server(refuse) as url, kind.opened(https(url), options) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, TLSError)
    assert error.outcome is Outcome.NOT_SENT
    assert len(error.attempts) == begun == 1


@of_each_kind
async def test_no_kind_of_call_is_made_without_trust(options: Options, kind: Kind, tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(2**16))
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with raw_server(listen) as url, kind.opened(https(url), options) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, TLSError)
    assert len(error.attempts) == len(heard) == 1
    assert b"HTTP" not in heard[0]
    assert b"canary" not in heard[0]


@of_each_kind
async def test_a_handshake_that_is_cut_is_begun_again(options: Options, kind: Kind, tmp_path: Path) -> None:
    begun: list[bytes] = []

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.append(await reader.read(2**16))

    async with raw_server(cut) as url, kind.opened(https(url), options) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert len(error.attempts) == len(begun) == 4


@of_each_kind
@in_loop_time
async def test_a_handshake_without_an_answer_ends_with_the_connect_timeout(kind: Kind, tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    options = loop_options(timeouts=Timeouts(connect=2), retry=RetryPolicy(attempts=2, base=2))
    async with raw_server(silent) as url, kind.opened(https(url), options) as desk, taking(2 + 1 + 2):
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert "in time" in str(error)
