"""Verifying what a web framework received; no framework is loaded that the caller does not use."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from telephony_clients.core.webhooks.rejection import Rejection, WebhookRejected
from telephony_clients.core.webhooks.verifier import Delivery, Verified, Verifier

if TYPE_CHECKING:
    from aiohttp import web

_MOST_DIGITS = 18


class AsgiRequest(Protocol):
    """A request as Starlette, and what is built on it, gives it."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""

    async def body(self) -> bytes:
        """Read its whole body."""


async def verify_aiohttp(verifier: Verifier, request: "web.BaseRequest") -> Verified:
    """Return the delivery that an aiohttp server received, if it is authentic.

    Args:
        verifier: the endpoint's.
        request: its body is read here. The application's own ``client_max_size`` bounds it, too.

    Raises:
        WebhookRejected: as `Verifier.verify`; also for a body whose content encoding is broken.
        ConnectionError: the sender went away; there is nobody to answer.
    """
    from aiohttp import web  # noqa: PLC0415 - a client does not load the server's half

    rejected, delivery = None, Delivery(b"")
    try:
        delivery = Delivery(await request.read(), request.headers, str(request.rel_url))
    except web.HTTPRequestEntityTooLarge:
        rejected = WebhookRejected("The body is larger than the server takes.").because(Rejection.TOO_LARGE)
    except web.RequestPayloadError:
        rejected = WebhookRejected("The body's content encoding is broken.")
    del request  # a traceback with captured locals must not show a token in its URL
    if rejected is not None:
        raise rejected
    return verifier.verify(delivery.body, delivery.headers, url=delivery.url)


async def verify_starlette(verifier: Verifier, request: AsgiRequest) -> Verified:
    """Return the delivery that Starlette, FastAPI or their like received, if it is authentic.

    Args:
        verifier: the endpoint's.
        request: its body is read here, unless the length that it declares is too large already. One that declares
            none is read whole before it is measured: let the server bound it.

    Raises:
        WebhookRejected: as `Verifier.verify`.
    """
    headers, url = request.headers, str(getattr(request, "url", ""))
    length = headers.get("content-length", "")
    declared = int(length) if length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS else 0
    body = await request.body() if declared <= verifier.max_body else bytes(verifier.max_body + 1)
    delivery = Delivery(body, headers, url)
    del request, headers, url, body  # a traceback with captured locals must not show what may stand in them
    return verifier.verify(delivery.body, delivery.headers, url=delivery.url)
