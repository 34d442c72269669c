"""Verifies what a web framework received; loads no framework that the caller does not use."""

import asyncio
from typing import TYPE_CHECKING, Protocol

from telephony_clients.core.lazy import LazyModule
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.webhooks.delivery import Headers, mapped
from telephony_clients.core.webhooks.rejection import Rejection, WebhookRejected
from telephony_clients.core.webhooks.verifier import Verified, Verifier

if TYPE_CHECKING:
    from aiohttp import web
else:
    web = LazyModule("aiohttp.web")  # a client does not load the server's half

__all__ = ["verify_aiohttp", "verify_starlette"]

_MOST_DIGITS = 18


class AsgiRequest(Protocol):
    """A request of Starlette or of a framework built on it."""

    @property
    def headers(self) -> Headers:
        """Its headers, a mapping or pairs."""

    async def body(self) -> bytes:
        """Read its whole body."""


async def verify_aiohttp(verifier: Verifier, request: "web.BaseRequest") -> Verified:
    """Return the delivery that an aiohttp server received, if it is authentic.

    Args:
        verifier: the endpoint's.
        request: its body is read here; the application's ``client_max_size`` limits it, too.

    Raises:
        WebhookRejected: as `Verifier.verify`; also for a body whose content encoding is broken.
        ConnectionError: the sender went away; there is nobody to answer.
    """
    with HIDDEN_LOCALS:  # the URL may hold a token
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise WebhookRejected("The body is larger than the server takes.").because(Rejection.TOO_LARGE) from None
        except web.RequestPayloadError:
            raise WebhookRejected("The body's content encoding is broken.") from None
        return await _verified(verifier, body, request.headers, str(request.rel_url))


async def verify_starlette(verifier: Verifier, request: AsgiRequest) -> Verified:
    """Return the delivery that Starlette, FastAPI or a similar framework received, if it is authentic.

    Args:
        verifier: the endpoint's.
        request: its body is read here, unless it declares a length that is too large. A body of undeclared length is
            read completely before it is measured: let the server limit it.

    Raises:
        WebhookRejected: as `Verifier.verify`.
        ConfigurationError: as `Verifier.verify`.
    """
    with HIDDEN_LOCALS:
        headers, url = mapped(request.headers), str(getattr(request, "url", ""))
        length = headers.get("content-length") or ""  # none if it is there twice
        declared = int(length) if length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS else 0
        body = await request.body() if declared <= verifier.max_body else bytes(verifier.max_body + 1)
        return await _verified(verifier, body, headers, url)


async def _verified(verifier: Verifier, body: bytes, headers: Headers, url: str) -> Verified:
    """Verify in another thread if the replay store would hold up the event loop."""
    if verifier.waits:
        return await asyncio.to_thread(verifier.verify, body, headers, url=url)
    return verifier.verify(body, headers, url=url)
