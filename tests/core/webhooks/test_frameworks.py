"""Requests to web servers: an aiohttp server on a real socket, and requests in the manner of Starlette."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import attrs
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from telephony_clients import ConfigurationError, Rejection, Verified, WebhookRejected, verify_aiohttp, verify_starlette
from telephony_clients.core.webhooks.delivery import Headers
from telephony_clients.core.webhooks.schemes import Encoding
from tests.core.webhooks.endpoints import BODY, HEADER, NEW, SIGNED, UrlToken, endpoint

Post = Callable[..., Awaitable[str]]
GOOD = {HEADER: SIGNED[NEW, Encoding.HEX]}
TOO_LARGE = b"x" * 3000
VERIFIER = endpoint(max_body=2000)


@pytest.fixture
async def post(canary: Callable[[Any], None]) -> AsyncIterator[Post]:
    """Send a delivery as raw HTTP; return ``accepted`` or why it was rejected."""
    told: list[str] = []

    async def receive(request: web.Request) -> web.Response:
        verifier = endpoint(UrlToken()) if request.path.startswith("/hooks/") else VERIFIER
        try:
            verified = await verify_aiohttp(verifier, request)
        except WebhookRejected as error:
            canary(error)
            told.append(error.reason)
            return web.Response(status=error.status)
        assert verified.body == BODY
        told.append("accepted")
        return web.Response()

    application = web.Application(client_max_size=2500)
    application.router.add_post("/{tail:.*}", receive)
    server = TestServer(application)
    await server.start_server(access_log=None)  # it would hold the address, and with it the token
    async with server:

        async def send(body: bytes, headers: Mapping[str, str], path: str = "/") -> str:
            told.clear()
            reader, writer = await asyncio.open_connection(server.host, server.port)
            lines = [f"POST {path} HTTP/1.1", "Host: shop.test", "Connection: close", f"Content-Length: {len(body)}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
            async with asyncio.timeout(5):
                answer = await reader.read()
            writer.close()
            await writer.wait_closed()
            return f"{answer.split()[1].decode()} {told[0]}"

        yield send


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (BODY, GOOD, "200 accepted"),
        (BODY, {HEADER.upper(): GOOD[HEADER]}, "200 accepted"),
        (BODY + b" ", GOOD, "401 mismatch"),
        (b"", GOOD, "401 mismatch"),
        (BODY, {}, "401 missing"),
        (BODY, {**GOOD, HEADER.upper(): GOOD[HEADER]}, "400 malformed"),
        (BODY, {HEADER: "\xe9" * 64}, "400 malformed"),
        (TOO_LARGE, GOOD, "413 too_large"),
        (TOO_LARGE[:2400], GOOD, "413 too_large"),
        (gzip.compress(BODY), {**GOOD, "Content-Encoding": "gzip"}, "200 accepted"),
        (b"not what it says", {**GOOD, "Content-Encoding": "gzip"}, "400 malformed"),
        (gzip.compress(b"x" * 10**6), {**GOOD, "Content-Encoding": "gzip"}, "413 too_large"),
    ],
)
async def test_a_delivery_to_an_aiohttp_server(post: Post, body: bytes, headers: dict[str, str], expected: str) -> None:
    assert await post(body, headers) == expected


async def test_a_token_in_the_address_reaches_the_scheme(post: Post) -> None:
    assert await post(BODY, {}, f"/hooks/{NEW}?a=b") == "200 accepted"
    assert await post(BODY, {}, f"/hooks/{NEW}x") == "401 mismatch"
    assert await post(TOO_LARGE, {}, f"/hooks/{NEW}") == "413 too_large"


@attrs.frozen
class AsgiRequest:
    """A request as Starlette gives it: the body is awaited, names of headers are in lower case."""

    content: bytes
    headers: Headers
    url: str = "http://shop.test/"
    read: list[int] = attrs.field(factory=list)

    async def body(self) -> bytes:
        self.read.append(len(self.content))
        return self.content


async def told(request: Any, canary: Callable[[Any], None], verifier: Any = VERIFIER) -> Verified | Rejection:
    try:
        return await verify_starlette(verifier, request)
    except WebhookRejected as error:
        canary(error)
        return error.reason


async def test_a_delivery_to_a_starlette_application(canary: Callable[[Any], None]) -> None:
    assert await told(AsgiRequest(BODY, GOOD), canary) == Verified(body=BODY)
    assert await told(AsgiRequest(BODY + b" ", GOOD), canary) is Rejection.MISMATCH
    assert await told(AsgiRequest(TOO_LARGE, GOOD), canary) is Rejection.TOO_LARGE
    tokens = endpoint(UrlToken())
    assert await told(AsgiRequest(BODY, {}, f"http://shop.test/{NEW}"), canary, tokens) == Verified(body=BODY)
    assert await told(AsgiRequest(BODY, {}, f"http://shop.test/{NEW}/x"), canary, tokens) is Rejection.MISMATCH


async def test_a_body_that_declares_itself_too_large_is_not_read(canary: Callable[[Any], None]) -> None:
    request = AsgiRequest(BODY, {**GOOD, "content-length": "2001"})
    assert await told(request, canary) is Rejection.TOO_LARGE
    assert request.read == []


@pytest.mark.parametrize("length", ["", "x", "-5", "1_0", "\u0661" * 9, "\u00b2", str(len(BODY)), "9" * 5000])
async def test_a_length_that_cannot_be_is_not_believed(length: str, canary: Callable[[Any], None]) -> None:
    request = AsgiRequest(BODY, {**GOOD, "content-length": length})
    assert await told(request, canary) == Verified(body=BODY)


async def test_a_request_needs_no_more_than_a_body_and_headers(canary: Callable[[Any], None]) -> None:
    class Least:
        headers = GOOD

        async def body(self) -> bytes:
            return BODY

    assert await told(Least(), canary) == Verified(body=BODY)


async def test_a_request_may_hand_its_headers_over_as_pairs(canary: Callable[[Any], None]) -> None:
    signature = (HEADER.encode(), GOOD[HEADER].encode())
    assert await told(AsgiRequest(BODY, [signature]), canary) == Verified(body=BODY)
    large = AsgiRequest(BODY, [signature, (b"content-length", b"2001")])
    assert await told(large, canary) is Rejection.TOO_LARGE
    assert large.read == []
    twice = AsgiRequest(BODY, [signature, (b"content-length", b"1"), (b"content-length", b"1")])
    assert await told(twice, canary) == Verified(body=BODY)
    with pytest.raises(ConfigurationError):
        await told(AsgiRequest(BODY, None), canary)  # type: ignore[arg-type]
