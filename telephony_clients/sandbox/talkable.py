"""Stand-in for the Talkable API: assets, campaigns, traffic sources, people, purchases."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable_people import PERMITTED, InvalidPersonError, People
from telephony_clients.sandbox.talkable_purchases import Purchases, RefusedPurchaseError
from telephony_clients.sandbox.talkable_records import Assets
from telephony_clients.sandbox.vendor import Vendor, with_id
from telephony_clients.sandbox.wire import Asked, RefusedError, Reply, page_of_html, phrase

_MESSAGES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "Invalid JSON",
    HTTPStatus.UNAUTHORIZED: "Invalid API key",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Validation failed: Email isn't valid",
}
_PAGE_SIZES = range(1, 101)


class Talkable(Vendor):
    """Talkable as the vendor's reference describes it (version 2 of the API).

    Args:
        site_slug: the site's name, asked for with every request.
        assets: the site's files.
        campaigns: the site's campaigns, as lists show them.
        traffic_sources: the site's traffic sources, as lists show them.
        people: the site's people.
        purchases: the site's purchases.
        api_key: the key that is accepted.
        clock: seconds, for the log and the throttle.
        port: the port to listen on, 0 for a free one.
    """

    name = "talkable"
    prefix = "/api/v2"

    def __init__(
        self,
        *,
        site_slug: str,
        assets: Assets,
        campaigns: list[dict[str, Any]],
        traffic_sources: list[dict[str, str]],
        people: People,
        purchases: Purchases,
        api_key: str,
        clock: Callable[[], float],
        port: int = 0,
    ) -> None:
        super().__init__(api_key, clock, port)
        self.site_slug = site_slug
        self._asset_list = assets
        self._campaigns = campaigns
        self._traffic_sources = traffic_sources
        self._people = people
        self._purchases = purchases

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers, each behind the check of the site."""
        table: dict[str, Handler] = {
            "GET /assets": self._assets,
            "GET /campaigns": lambda _: _result({"campaigns": self._campaigns}),
            "GET /traffic_sources": lambda _: _result(self._traffic_sources),
            "GET /people/{slug}": self._person,
            "PUT /people/{slug}": self._write_person,
            "POST /origins/purchase": self._purchase,
        }
        return {route: partial(self._of_site, handler) for route, handler in table.items()}

    def failure(self, status: int, asked: Asked, wait: int | None = None) -> Reply:  # noqa: ARG002 - tells no wait
        """Give an error: a text in JSON, from 500 on a page."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Reply(page_of_html(status, "We're sorry, but something went wrong"), status, html=True)
        return _error(_MESSAGES.get(status, phrase(status)), status)

    def lost(self, asked: Asked, allowed: tuple[str, ...]) -> Reply:  # noqa: ARG002 - methods are not told apart here
        """Answer an unknown path or method: 404 for both, 405 is not among the vendor's statuses."""
        return self.failure(HTTPStatus.NOT_FOUND, asked)

    def records(self, payload: Any) -> Iterator[dict[str, Any]]:
        """Find the records in an answer: the result's objects, and what has an id below them."""
        result = payload.get("result", {})
        named = [result] if isinstance(result, list) else [part for name, part in result.items() if name in _RECORDS]
        for part in named:
            for record in part if isinstance(part, list) else [part]:
                if record is not None:
                    yield record
                    yield from with_id(record)

    def _of_site(self, handler: Handler, asked: Asked) -> Reply:
        given = asked.query if asked.method == "GET" else self.document(asked)
        if given.get("site_slug") != self.site_slug:
            return _error("No site found by `site_slug`.")
        return handler(asked)

    def _data(self, asked: Asked) -> dict[str, Any]:
        data = self.document(asked).get("data")
        if not isinstance(data, dict):
            raise RefusedError(_error("`data` is required"))
        return data

    def _assets(self, asked: Asked) -> Reply:
        number, size = (_whole(asked, name, default) for name, default in (("page", 1), ("per_page", 25)))
        if number < 1:
            return _error("`page` is invalid")
        if size not in _PAGE_SIZES:
            return _error("`per_page` is invalid")
        assets, total = self._asset_list.page(asked.query.get("content_type", ""), number, size)
        return _result({"assets": assets, "total": total})

    def _person(self, asked: Asked) -> Reply:
        person = self._people.find(asked.values["slug"])
        return _error("No person found by `person_slug`.") if person is None else _result({"person": person})

    def _write_person(self, asked: Asked) -> Reply:
        data = self._data(asked)
        unknown = [f":{name}" for name in data if name not in PERMITTED]
        if unknown:
            return _error(f"found unpermitted parameter{'s' * (len(unknown) > 1)}: {', '.join(unknown)}")
        try:
            return _result({"person": self._people.write(asked.values["slug"], data)})
        except InvalidPersonError as invalid:
            return _error(str(invalid), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _purchase(self, asked: Asked) -> Reply:
        try:
            return _result(self._purchases.create(self._data(asked), asked.remote), HTTPStatus.CREATED)
        except RefusedPurchaseError as refused:
            return _error(str(refused))


_RECORDS = {"assets", "campaigns", "person", "origin", "offer"}
"""What in a result is a record or a list of them; `claim_links` for one is a map of names."""


def _result(result: Any, status: int = HTTPStatus.OK) -> Reply:
    return Reply({"ok": True, "result": result}, status)


def _error(message: str, status: int = HTTPStatus.BAD_REQUEST) -> Reply:
    return Reply({"ok": False, "error_message": message}, status)


def _whole(asked: Asked, name: str, default: int) -> int:
    """Read a whole number; 0 for what is none."""
    text = asked.query.get(name, str(default))
    return int(text) if text.isascii() and text.isdecimal() else 0
