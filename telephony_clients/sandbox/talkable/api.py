"""The Talkable stand-in: its door, its errors, and what its requests cost."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.talkable import operations
from telephony_clients.sandbox.talkable.answers import error
from telephony_clients.sandbox.talkable.fields import DAYS, VALIDATOR
from telephony_clients.sandbox.talkable.site import Site
from telephony_clients.sandbox.talkable.webhooks import Webhooks
from telephony_clients.sandbox.vendor import Vendor, with_id
from telephony_clients.sandbox.wire import RefusedError, Reply, Request, page_of_html, phrase

_MESSAGES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "Invalid JSON",
    HTTPStatus.UNAUTHORIZED: "Invalid API key",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Validation failed: Email isn't valid",
}
_SITE_IN_QUERY = {"POST /assets", "POST /offer_claims", "PUT /visitor_offers/{id}/track_visit"}
"""Writes that name the site as reads do; the other writes name it in the body."""
_SITE_OPTIONAL = {"POST /offers/{short_url_code}/shares/email", "POST /offers/{short_url_code}/shares/social"}
"""The reference names no site here, its older pages and the official clients do, in the body."""
_RECORDS = {
    "action",
    "actions",
    "asset",
    "assets",
    "campaigns",
    "coupon",
    "friend_reward",
    "loyalty_member",
    "offer",
    "origin",
    "person",
    "redemption_batches",
    "referral",
    "referrals",
    "reward",
    "rewards",
    "segmented",
    "share",
    "shares",
}
"""What in a result is a record or a list of them; `claim_links` for one is a map of names."""
_DAYS_FOR_ONE = 25
_BYTES_FOR_ONE = 20_000


class Talkable(Vendor):
    """Talkable as the vendor's reference describes it (version 2 of the API).

    Args:
        site: the site's data.
        api_key: the key that is accepted.
        clock: seconds, for the log and the throttle.
        port: the port to listen on, 0 for a free one.
    """

    name = "talkable"
    prefix = "/api/v2"

    def __init__(self, site: Site, api_key: str, clock: Callable[[], float], port: int = 0) -> None:
        self._site = site
        super().__init__(api_key, clock, port)

    @property
    def site_slug(self) -> str:
        """The site's name, request for with nearly every request."""
        return self._site.slug

    @property
    def webhooks(self) -> Webhooks:
        """The site's webhooks, to be given addresses."""
        return self._site.webhooks

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers, each behind the check of the site."""
        table = operations.table(self._site)
        return {route: partial(self._of_site, route, handler) for route, handler in table.items()}

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:  # noqa: ARG002 - tells no wait
        """Give an error: a text in JSON, from 500 on a page."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Reply(page_of_html(status, "We're sorry, but something went wrong"), status, html=True)
        return error(_MESSAGES.get(status, phrase(status)), status)

    def lost(self, request: Request, allowed: tuple[str, ...]) -> Reply:  # noqa: ARG002 - methods are not told apart here
        """Answer an unknown path or method: 404 for both, 405 is not among the vendor's statuses."""
        return self.failure(HTTPStatus.NOT_FOUND, request)

    def cost(self, request: Request) -> float:
        """Charge by what a request takes: metrics by their days, batches by their length, all others alike."""
        if request.path.startswith("/metrics/"):
            return 1 + _days(request) / _DAYS_FOR_ONE
        if request.path.startswith("/origins/batch/"):
            return 1 + len(request.body) / _BYTES_FOR_ONE
        return 1

    def records(self, payload: Any) -> Iterator[dict[str, Any]]:
        """Find the records in an answer: the result's objects, and what has an id below them."""
        result = payload.get("result", {})
        named = [result] if isinstance(result, list) else [part for name, part in result.items() if name in _RECORDS]
        for part in named or [result] * bool(result):
            for record in part if isinstance(part, list) else [part]:
                if record is not None:
                    yield record
                    yield from with_id(record)

    async def close(self) -> None:
        """Stop listening, drop every connection, and give up the webhooks under way."""
        await super().close()
        await self._site.webhooks.close()

    def _of_site(self, route: str, handler: Handler, request: Request) -> Answer:
        # The body is looked at in any case, so that handlers find an object; a form is no JSON.
        body = {} if route == "POST /assets" else self.document(request)
        given = request.query if request.method == "GET" or route in _SITE_IN_QUERY else body
        default = self.site_slug if route in _SITE_OPTIONAL else None
        if given.get("site_slug", default) != self.site_slug:
            return error("No site found by `site_slug`.")
        return handler(request)


def _days(request: Request) -> int:
    """Count the days of a range; none for what cannot be read."""
    try:
        first, last = VALIDATOR.read(request.query, DAYS).values()
    except RefusedError:
        return 0
    days: int = (last - first).days
    return max(0, days)
