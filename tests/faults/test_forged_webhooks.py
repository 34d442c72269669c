"""Webhooks that are forged, tampered with, replayed or old, sent to a real server: none is taken, each has a status."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from telephony_clients import MemoryReplayStore, Verifier, WebhookRejected, verify_aiohttp
from telephony_clients.core.webhooks.delivery import Scheme
from telephony_clients.core.webhooks.schemes import Encoding, HmacHeader
from telephony_clients.talkable import CUSTOM_APP
from tests.core.webhooks.endpoints import BODY, HEADER, IDENTIFIED, NEW, NOW, OLD, PLAIN, STRIPE_LIKE, TIMED, endpoint
from tests.mutations import all_of

pytestmark = pytest.mark.fault("forged webhook")

SCHEMES: dict[str, Scheme] = {
    "plain": PLAIN,
    "base64": HmacHeader(header=HEADER, encoding=Encoding.BASE64),
    "with a time": TIMED,
    "with a time in one header": STRIPE_LIKE,
    "Talkable's Custom App": CUSTOM_APP,
}
TIMELY = ["with a time", "with a time in one header"]
KNOWN = {"with an id": IDENTIFIED, **{kind: SCHEMES[kind] for kind in TIMELY}}
"""Those that tell one delivery from another: a signature alone is the same for the same body."""


class Endpoint:
    """A server that takes webhooks.

    Attributes:
        taken: the bodies that it took.
        reasons: why it did not take others.
    """

    def __init__(self, verifier: Verifier) -> None:
        self.verifier, self.taken, self.reasons = verifier, list[bytes](), list[str]()

    async def receive(self, request: web.Request) -> web.Response:
        try:
            self.taken.append((await verify_aiohttp(self.verifier, request)).body)
        except WebhookRejected as error:
            self.reasons.append(error.reason)
            return web.Response(status=error.status)
        return web.Response()


class Sender:
    """Sends deliveries over one raw connection, whatever they hold."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def post(self, body: bytes, headers: Mapping[str, str], path: str = "/hook") -> int:
        lines = [f"POST {path} HTTP/1.1", "Host: shop.test", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        async with asyncio.timeout(2):
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            await self._reader.readexactly(length)
        return int(head.split()[1])


@asynccontextmanager
async def serving(verifier: Verifier) -> AsyncIterator[tuple[Endpoint, Sender]]:
    at = Endpoint(verifier)
    application = web.Application()
    application.router.add_post("/hook", at.receive)
    server = TestServer(application)
    await server.start_server(access_log=None)
    async with server:
        reader, writer = await asyncio.open_connection(server.host, server.port)
        yield at, Sender(reader, writer)
        writer.close()
        await writer.wait_closed()


def sendable(value: bytes) -> bool:
    return value == value.strip() and all(0x20 <= byte < 0x7F for byte in value)


@pytest.mark.parametrize("kind", SCHEMES)
async def test_of_some_hundred_tampered_deliveries_none_is_taken(kind: str) -> None:
    dice = Random(7)
    async with serving(endpoint(SCHEMES[kind])) as (at, sender):
        genuine = at.verifier.sign(BODY)
        headers = {name: value for name, value in genuine.headers.items() if name.lower() != "content-type"}
        assert await sender.post(genuine.body, headers) == 200
        statuses = Counter[int]()
        for body in dice.sample(list(all_of(genuine.body, each=4)), 150):
            statuses[await sender.post(body, headers)] += 1
        for name, value in headers.items():
            others = [other for other in all_of(value.encode(), each=4) if sendable(other)]
            for other in dice.sample(others, min(len(others), 150)):
                statuses[await sender.post(genuine.body, {**headers, name: other.decode()})] += 1

    assert at.taken == [BODY]
    assert set(statuses) <= {400, 401}


@pytest.mark.parametrize("kind", SCHEMES)
async def test_without_the_secret_nothing_is_taken(kind: str) -> None:
    scheme = SCHEMES[kind]
    async with serving(endpoint(scheme)) as (at, sender):
        genuine = at.verifier.sign(BODY)
        for headers in (
            {},
            dict.fromkeys(genuine.headers, ""),
            dict.fromkeys(genuine.headers, "0" * 64),
            endpoint(scheme, f"{NEW}x").sign(BODY).headers,
            endpoint(scheme, NEW[:-1]).sign(BODY).headers,
            endpoint(scheme, NEW.upper()).sign(BODY).headers,
        ):
            assert await sender.post(BODY, headers) in {400, 401}

    assert at.taken == []


@pytest.mark.parametrize("kind", SCHEMES)
async def test_a_secret_may_rotate_and_the_old_one_is_good_while_it_is_listed(kind: str) -> None:
    scheme = SCHEMES[kind]
    by_old = endpoint(scheme, OLD).sign(BODY).headers
    by_new = endpoint(scheme, NEW).sign(BODY).headers
    for listed, statuses in ([OLD], (200, 401)), ([NEW, OLD], (200, 200)), ([NEW], (401, 200)):
        async with serving(endpoint(scheme, *listed)) as (_, sender):
            assert (await sender.post(BODY, by_old), await sender.post(BODY, by_new)) == statuses


@pytest.mark.parametrize("kind", KNOWN)
async def test_a_replayed_delivery_is_taken_once(kind: str) -> None:
    verifier = endpoint(KNOWN[kind], replay_store=MemoryReplayStore())
    async with serving(verifier) as (at, sender):
        headers = verifier.sign(BODY).headers
        statuses = [await sender.post(BODY, headers) for _ in range(5)]

    assert (statuses[0], len(at.taken)) == (200, 1)
    assert at.reasons == ["replay"] * 4


@pytest.mark.parametrize("seconds", [-86_400, -3600, -301, 301, 3600, 10**9])
@pytest.mark.parametrize("kind", TIMELY)
async def test_a_delivery_of_another_time_is_not_taken(kind: str, seconds: int) -> None:
    then: Callable[[], float] = lambda: NOW + seconds  # noqa: E731 - when it was signed
    async with serving(endpoint(SCHEMES[kind])) as (at, sender):
        headers = endpoint(SCHEMES[kind], clock=then).sign(BODY).headers
        assert await sender.post(BODY, headers) in {400, 401}

    assert at.taken == []
