"""A session of our own trusts what the machine trusts, and does not read it on the event loop."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trustme

from telephony_clients import Options, TLSError
from tests.core.desk import Desk, caught, fine
from tests.scripted_server import ScriptedServer

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


def of_an_unknown_ca() -> trustme.LeafCert:
    return STRANGER.issue_cert("127.0.0.1")


def address(server: ScriptedServer) -> str:
    return server.url.replace("http:", "https:")


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
