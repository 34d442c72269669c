"""Ids that mean something in a URL: each is one segment of the path on the wire, or is refused before it is sent."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import ConfigurationError, Options, Talkable, Talkover, Talkroute, TelephonyError
from telephony_clients.core.client.base import VendorClient
from tests.conftest import CANARY
from tests.core.desk import Desk, caught, fine
from tests.scripted_server import ScriptedServer
from tests.wings import CAREFUL_IDS, NO_IDS

pytestmark = pytest.mark.fault("odd ids")

MORE = {
    "//evil.example/x": "%2F%2Fevil.example%2Fx",
    "http://evil.example": "http%3A%2F%2Fevil.example",
    "@evil.example": "%40evil.example",
    "...": "...",
    ". .": ".%20.",
    "%2e%2e": "%252e%252e",
    "..;": "..%3B",
    "\\..\\admin": "%5C..%5Cadmin",
    "{line_id}": "%7Bline_id%7D",
    "a;b=c": "a%3Bb%3Dc",
    "日本": "%E6%97%A5%E6%9C%AC",
    "\U0001f4de": "%F0%9F%93%9E",
    "e\u0301": "e%CC%81",
    "\u202eabc": "%E2%80%AEabc",
}
IDS = {**CAREFUL_IDS, **MORE}
Ask = Callable[[Any, str], Awaitable[object]]
CLIENTS: dict[str, tuple[Callable[..., VendorClient], Ask, str]] = {
    "the desk": (lambda key, url, options: Desk(url, options, api_key=key), lambda c, i: c.lines.get(i), "/lines/"),
    "the desk, to delete": (
        lambda key, url, options: Desk(url, options, api_key=key),
        lambda client, one: client.lines.delete(one),
        "/lines/",
    ),
    "talkover": (
        lambda key, url, options: Talkover(key, base_url=url, options=options),
        lambda client, one: client.agents.get(one),
        "/agents/",
    ),
    "talkable": (
        lambda key, url, options: Talkable(key, "my-store", base_url=url, options=options),
        lambda client, one: client.people.get(one),
        "/people/",
    ),
    "talkroute": (
        lambda key, url, options: Talkroute(key, base_url=url, options=options),
        lambda client, one: client.contacts.get(one),
        "/v2/contacts/",
    ),
}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("one", IDS, ids=ascii)
async def test_an_id_is_one_segment_on_the_wire(server: ScriptedServer, options: Options, kind: str, one: str) -> None:
    make, ask, path = CLIENTS[kind]
    server.answer(status=404, always=True)
    async with make(CANARY, server.url, options) as client:
        await caught(ask(client, one))

    (seen,) = server.requests
    assert seen.target.partition("?")[0] == path + IDS[one]


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("one", NO_IDS, ids=ascii)
async def test_what_is_no_segment_is_refused_and_nothing_is_sent(
    server: ScriptedServer, options: Options, kind: str, one: Any
) -> None:
    make, ask, _ = CLIENTS[kind]
    async with make(CANARY, server.url, options) as client:
        error: TelephonyError | None = None
        try:
            await ask(client, one)
        except TelephonyError as refused:
            error = refused

    assert isinstance(error, ConfigurationError)
    assert str(error).isprintable()
    assert server.connections == 0


@given(st.text(st.characters(exclude_categories=()), max_size=16))
def test_any_text_reads_back_from_the_wire_or_is_refused(one: str) -> None:
    async def call() -> None:
        async with ScriptedServer() as server, Desk(server.url) as desk:
            server.answer(fine({"id": "7"}), always=True)
            try:
                await desk.lines.get(one)
            except ConfigurationError:
                assert server.connections == 0
            else:
                (seen,) = server.requests
                before, segment = seen.target.rsplit("/", 1)
                assert (before, unquote(segment)) == ("/lines", one)
                assert seen.headers["host"] == server.url.removeprefix("http://")

    asyncio.run(call())
